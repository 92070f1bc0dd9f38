/** A number given to a person and taken back, with deaths at any step: one number, one owner, nothing left between them. */
import { describe, expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import type { NumberInventoryRpc } from "../../rpc/number-inventory.ts";
import type { SmsLineRpc } from "../../rpc/phone-service/sms-line.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { unassign } from "../../number-inventory/unassign.ts";
import { inventoryWorld, newNumbers } from "../../testing/inventory-world.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { NumberGrants } from "./number-grants.ts";

const ANA = { orgId: "o1", personId: "p00000000000000a" };
const USE = { kind: "user", orgId: ANA.orgId, userId: ANA.personId } as const;

class Died extends Error {}

function world(count = 3) {
  const inventory = inventoryWorld();
  if (count > 0) inventory.parts.numbers.add(newNumbers(count));
  const sql = migratedSql(INBOX_MIGRATIONS);
  /** By number: whose it is, as its line knows. */
  const lines = new Map<string, string>();
  const calls = { made: 0, diesAt: Infinity, when: "before" as "before" | "after" };
  async function step<T>(act: () => T): Promise<T> {
    calls.made += 1;
    if (calls.made === calls.diesAt && calls.when === "before") throw new Died();
    const done = act();
    if (calls.made === calls.diesAt && calls.when === "after") throw new Died();
    return done;
  }
  const object = () => {
    inventory.parts.settle();
    return inventory.parts;
  };
  // Only these calls are made of them.
  const inventoryStub = {
    reserve: (request) => step(() => object().reservations.reserve(request)),
    assign: (request) => step(() => object().reservations.assign(request)),
    unassign: (request) => step(() => unassign(object().numbers, request)),
  } satisfies Partial<Remote<NumberInventoryRpc>>;
  const lineStub = (number: string) =>
    ({
      open: ({ userId }) => step(() => void lines.set(number, userId ?? "")),
      close: ({ userId }) => step(() => void (lines.get(number) === userId && lines.delete(number))),
    }) satisfies Partial<Remote<SmsLineRpc>>;
  const start = () =>
    new NumberGrants({
      sql,
      now: () => inventory.clock.now,
      person: () => ANA,
      inventory: () => inventoryStub as unknown as Remote<NumberInventoryRpc>,
      line: (number) => lineStub(number) as unknown as Remote<SmsLineRpc>,
      numbers: () => [...lines].filter(([, userId]) => userId === ANA.personId).map(([number]) => number),
      wakeBy: () => {},
      onFault: () => {},
    });
  const used = () =>
    object()
      .usedBy(USE)
      .map(({ number }) => number);
  return { inventory, lines, calls, start, used, counts: () => object().numbers.counts() };
}

const asked = (requestId: string) => ({ requestId, pool: "shared", areaCode: "613" });

test("one request is one number, however often it comes, and its line is the person's", async () => {
  const { start, used, lines } = world();
  const first = await start().give(asked("r1"));
  expect(first).toMatchObject({ ok: true });
  expect(await start().give(asked("r1"))).toEqual(first);
  expect(used()).toHaveLength(1);
  expect([...lines]).toEqual([[used()[0], ANA.personId]]);
  expect(start().own()).toEqual([{ number: used()[0], state: "given" }]);
});

test("an area code without free numbers is refused, and nothing is held", async () => {
  const { start, used } = world(0);
  expect(await start().give(asked("r1"))).toMatchObject({ ok: false, reason: "too_few_numbers" });
  expect([used(), start().own()]).toEqual([[], []]);
});

test("a person has five numbers at most", async () => {
  const { start, used } = world(8);
  for (let n = 0; n < 5; n += 1) expect(await start().give(asked(`r${n}`))).toMatchObject({ ok: true });
  expect(await start().give(asked("r9"))).toMatchObject({ ok: false, reason: "too_many_numbers" });
  expect(used()).toHaveLength(5);
});

test("taken back, it rests for 30 days and is nobody's", async () => {
  const { start, used, lines, counts, inventory } = world();
  await start().give(asked("r1"));
  const [number = ""] = used();
  await start().take({ number, pool: "shared" });
  expect(lines.size).toBe(0);
  expect(start().own()).toEqual([{ number, state: "taking" }]);
  await start().goOn();
  expect([used(), start().own()]).toEqual([[], []]);
  expect(counts()).toMatchObject({ AVAILABLE: 2, RESTING: 1 });
  inventory.clock.now += 31 * 86_400_000;
  expect(counts()).toMatchObject({ AVAILABLE: 3, RESTING: 0 });
});

describe("a death at any call", () => {
  test.each(["before", "after"] as const)("%s it, while it is given: one number, by the alarm", async (when) => {
    for (let at = 1; at <= 3; at += 1) {
      const { start, used, lines, calls, counts } = world();
      Object.assign(calls, { diesAt: at, when });
      expect(await start().give(asked("r1"))).toMatchObject({ ok: false, reason: "under_way" });
      await start().goOn();
      expect(used()).toHaveLength(1);
      expect([...lines.keys()]).toEqual(used());
      expect(await start().give(asked("r1"))).toMatchObject({ ok: true, number: used()[0] });
      expect(counts()).toMatchObject({ AVAILABLE: 2, RESERVED: 0, ASSIGNED: 1 });
    }
  });

  test.each(["before", "after"] as const)("%s it, while it is taken back: nobody's, by the alarm", async (when) => {
    for (let at = 1; at <= 3; at += 1) {
      const { start, used, lines, calls, counts } = world();
      await start().give(asked("r1"));
      const [number = ""] = used();
      Object.assign(calls, { made: 0, diesAt: at, when });
      await start()
        .take({ number, pool: "shared" })
        .catch(() => {});
      await start()
        .goOn()
        .catch(() => {});
      await start().goOn();
      expect([used(), lines.size, start().own()]).toEqual([[], 0, []]);
      expect(counts()).toMatchObject({ AVAILABLE: 2, RESTING: 1, ASSIGNED: 0 });
    }
  });
});
