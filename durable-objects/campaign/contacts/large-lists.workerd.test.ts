/** Files whose lists would not fit one statement or one call, on the real objects (durable-objects/kit/storage/batches.ts). */
import { afterEach, expect, test, vi } from "vitest";
import { draftToImport, rowsOf } from "../../../test/workers/import-file.ts";
import { afterTest, evict, WAIT } from "../../../test/workers/workers-world.ts";

afterEach(afterTest);

const CELL = "+16172345678";

test("a file in which one number stands 48,000 times is one contact and 47,999 repetitions", async () => {
  const { begin, ended, directoryOf } = await draftToImport();
  await begin(["first,cell", ...Array.from({ length: 48_000 }, (_, n) => `Ann${n},${CELL}`)]);
  expect(await ended()).toMatchObject({
    state: "done",
    rows: 48_000,
    accepted: 1,
    refused: 47_999,
    refusedBy: { duplicate: 47_999 },
  });
  expect(await rowsOf(directoryOf(CELL), "SELECT * FROM contacts")).toHaveLength(1);
});

test("an import of 48,000 rows of one number leaves nothing when it is cancelled", async () => {
  const { campaign, stub, orgId, begin, ended, directoryOf } = await draftToImport();
  const importId = await begin(["first,cell", ...Array.from({ length: 48_000 }, (_, n) => `Ann${n},${CELL}`)]);
  const registered = async () => (await rowsOf(directoryOf(CELL), "SELECT * FROM contacts")).length;
  await vi.waitUntil(async () => (await registered()) === 1, { ...WAIT, interval: 1 });
  expect(await campaign().cancelImport({ orgId, importId })).toEqual({ ok: true });
  await evict(stub());
  expect(await ended()).toMatchObject({ state: "cancelled" });
  expect(await registered()).toBe(0);
});

test("rows that are as long as they may be, in letters of two bytes and under long column names, are all imported", async () => {
  const { queue, begin, ended } = await draftToImport();
  const names = Array.from({ length: 20 }, (_, n) => `${"Spalte".repeat(10)}${n}`);
  const long = Array.from({ length: 300 }, (_, n) => `A,+1617234${String(5_000 + n)},${"é".repeat(13_000)}`);
  const wide = Array.from({ length: 4_000 }, (_, n) => `A,+1212234${String(5_000 + n)},${names.map(() => "x").join()}`);
  await begin([`first,cell,${names.join()}`, ...long, ...wide]);
  expect(await ended()).toMatchObject({ state: "done", accepted: 4_300, refused: 0 });
  const numbers = await rowsOf(queue(1), "SELECT n FROM contacts WHERE length(custom) > 12000");
  expect(numbers).toHaveLength(300);
});
