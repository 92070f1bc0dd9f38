import { expect, it } from "vitest";
import { allInWaves, inWaves, OUTGOING_CONNECTIONS } from "./connection-limit.ts";
import { settlePromises } from "../../testing/fake-clock.ts";

it("never has more under way than the limit, and starts the next as soon as one ends", async () => {
  const open: (() => void)[] = [];
  const started: number[] = [];
  const all = inWaves([10, 20, 30, 40], 2, async (item) => {
    started.push(item);
    await new Promise<void>((resolve) => open.push(resolve));
    return item + 1;
  });
  await settlePromises();
  expect(started).toEqual([10, 20]);
  open[1]!();
  await settlePromises();
  expect(started).toEqual([10, 20, 30]);
  open[0]!();
  open[2]!();
  await settlePromises();
  open[3]!();
  expect(await all).toEqual([11, 21, 31, 41].map((value) => ({ status: "fulfilled", value })));
});

it("goes through all items in spite of failures, and returns each failure in its place", async () => {
  const results = await inWaves([1, 2, 3, 4], 2, (item) => {
    if (item % 2 === 0) throw new Error(`no ${item}`);
    return item;
  });
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason)))).toEqual([
    1,
    "Error: no 2",
    3,
    "Error: no 4",
  ]);
});

it("does nothing for no items, and refuses a limit that lets nothing through", async () => {
  expect(await inWaves([], 6, () => expect.unreachable())).toEqual([]);
  await expect(inWaves([1], 0, () => 1)).rejects.toThrow(/At least one/);
});

it("gives the values of all items in their order, as many at a time as may be open", async () => {
  let open = 0;
  let most = 0;
  const values = await allInWaves([...Array.from({ length: 20 }).keys()], async (item) => {
    open += 1;
    most = Math.max(most, open);
    await settlePromises();
    open -= 1;
    return item * 2;
  });
  expect(values).toEqual([...Array.from({ length: 20 }).keys()].map((item) => item * 2));
  expect(most).toBe(OUTGOING_CONNECTIONS);
});

it("throws the first failure, once all items have been tried", async () => {
  const tried: number[] = [];
  const all = allInWaves(
    [1, 2, 3, 4],
    (item) => {
      tried.push(item);
      if (item % 2 === 0) throw new Error(`no ${item}`);
      return item;
    },
    1,
  );
  await expect(all).rejects.toThrow("no 2");
  expect(tried).toEqual([1, 2, 3, 4]);
});
