/** Import (DESIGN.md): whatever stops it, at whatever step, it ends with the same contacts and the same counts. */
import { describe, expect, test } from "vitest";
import { importWorld, OPTED_OUT, Stop } from "../testing/import-world.ts";
import { aConfig } from "../testing/queue-world.ts";
import { runningImport } from "./import.ts";

const HEADER = "first name,last name,cell,city";
const row = (n: number, cell = `+121255501${String(n).padStart(2, "0")}`) => `F${n},L${n},${cell},Boston`;
/** 12 rows in three chunks: two cells twice, one that is no number, one opted out. */
const FILE = [HEADER, ...[1, 2, 3, 1, 4, 5].map((n) => row(n)), row(77, "12"), ...[6, 7, 8, 3, 9].map((n) => row(n))];
test("a file becomes contacts, each cell once, and every refused row is kept with its line and reason", async () => {
  const made = importWorld();
  made.optOut(OPTED_OUT);
  made.begin("i1", FILE);
  await made.run();
  const outcome = made.outcome();
  expect(outcome.progress).toMatchObject({
    state: "done",
    rows: 12,
    rowsDone: 12,
    accepted: 8,
    refused: 4,
    optedOut: 1,
  });
  expect(outcome.refused).toEqual([
    { import_id: "i1", line: 5, reason: "duplicate" },
    { import_id: "i1", line: 7, reason: "opted_out" },
    { import_id: "i1", line: 8, reason: "short_number" },
    { import_id: "i1", line: 12, reason: "duplicate" },
  ]);
  expect(outcome.numbers).toMatchObject({ contacts: 8, left: 8 });
  expect(outcome).toMatchObject({ recorded: 8, registered: Array(8).fill(1), customFields: ["city"], uploads: [] });
  expect(made.queues.size).toBe(2);
});

test("a second import meets the twins of the first", async () => {
  const made = importWorld();
  made.begin("i1", [HEADER, row(1), row(2)]);
  await made.run();
  made.begin("i2", [HEADER, row(2), row(3)]);
  await made.run();
  expect(made.outcome()).toMatchObject({
    progress: { accepted: 1, refused: 1, problems: [{ line: 2, code: "duplicate" }] },
    numbers: { contacts: 3 },
  });
});

test("an import that replaces leaves nothing of the one before", async () => {
  const made = importWorld();
  made.begin("i1", [HEADER, row(1), row(2)]);
  await made.run();
  made.begin("i2", [HEADER, row(2), row(3)], "replace");
  await made.run();
  const outcome = made.outcome();
  expect(outcome.open).toEqual(["+12125550102", "+12125550103"]);
  expect(outcome).toMatchObject({ numbers: { contacts: 2 }, recorded: 2, registered: [1, 1] });
  expect(made.contactIds("+12125550101")).toEqual([]);
});

/** Fails at every step in turn; the next life takes the import up and ends it as if nothing had been. */
async function expectSameAtEveryStop(
  when: "before" | "after",
  begin: (made: ReturnType<typeof importWorld>) => Promise<void>,
) {
  const whole = importWorld(Infinity, when);
  await begin(whole);
  whole.failing.on = true;
  await whole.run();
  const expected = whole.outcome();
  expect(whole.steps).toBeGreaterThan(20);
  for (let failAt = 1; failAt <= whole.steps; failAt += 1) {
    const made = importWorld(failAt, when);
    await begin(made);
    made.failing.on = true;
    await expect(made.run(), `stop at step ${failAt}`).rejects.toThrow(when);
    await made.run();
    // A stop after the last word finds nothing left to do; the upload then waits for its expiry.
    const { uploads: _, ...rest } = expected;
    expect(made.outcome(), `stop at step ${failAt}`).toMatchObject(rest);
    expect(runningImport(made.state)).toBeNull();
  }
}

describe.each(["before", "after"] as const)("a stop at any step, %s it has taken effect", (when) => {
  test("ends with the same contacts, counts and refused rows", async () => {
    await expectSameAtEveryStop(when, async (made) => {
      made.optOut(OPTED_OUT);
      made.begin("i0", [HEADER, row(9), row(10)]);
      await made.run();
      made.begin("i1", FILE);
    });
  });

  test("of an import that replaces, too", async () => {
    await expectSameAtEveryStop(when, async (made) => {
      made.begin("i0", [HEADER, ...[1, 2, 3, 20, 21].map((n) => row(n))]);
      await made.run();
      made.begin("i1", [HEADER, ...[1, 2, 3, 4, 5, 6].map((n) => row(n))], "replace");
    });
  });
});

test("an opt-out between a stop and the next life keeps a contact out that was not opened yet", async () => {
  const made = importWorld();
  made.begin("i1", [HEADER, row(1), row(5)]);
  const stop = (call: string) => {
    if (call === "register") throw new Stop("here");
  };
  await expect(made.run(stop)).rejects.toThrow("here");
  made.optOut(OPTED_OUT);
  await made.run();
  expect(made.outcome()).toMatchObject({
    progress: { accepted: 1, optedOut: 1 },
    open: ["+12125550101"],
    optedOutRegistered: [],
  });
});

test("an opt-out after a contact was opened changes neither the counts nor who has the number", async () => {
  const made = importWorld();
  made.begin("i1", [HEADER, row(1), row(5)]);
  const stop = (call: string) => {
    if (call === "openContacts") throw new Stop("here");
  };
  await expect(made.run(stop)).rejects.toThrow("here");
  made.optOut(OPTED_OUT);
  await made.run();
  expect(made.outcome()).toMatchObject({ progress: { accepted: 2, optedOut: 0 }, numbers: { contacts: 2 } });
  expect(made.contactIds(OPTED_OUT)).toHaveLength(1);
});

test("a pause set while the import runs is not taken back by its end", async () => {
  const made = importWorld();
  made.begin("i1", FILE);
  await made.run((call) => {
    const { info } = made.state;
    if (call === "register" && info && !info.paused) made.state.save({ ...info, paused: true, epoch: info.epoch + 1 });
  });
  expect(made.state.info).toMatchObject({ paused: true, epoch: aConfig().epoch + 1, customFields: ["city"] });
});

describe("a file that cannot be taken in fails with a sentence, and nothing half-made stays", () => {
  test.each([
    ["without a cell column", ["first,last", "A,B"], "cell"],
    ["with a broken quote", [HEADER, 'A,"B,C'], "quote"],
    ["that is empty", [""], "empty"],
  ])("%s", async (_, lines, says) => {
    const made = importWorld();
    made.begin("i1", lines);
    await made.run();
    expect(made.outcome().progress?.state).toBe("failed");
    expect(made.outcome().progress?.message?.toLowerCase()).toContain(says);
    expect(made.queues.size).toBe(0);
    expect(runningImport(made.state)).toBeNull();
  });

  test("whose upload has gone", async () => {
    const made = importWorld();
    made.begin("i1", FILE);
    made.sql.run("UPDATE imports SET upload_key = 'gone'");
    await made.run();
    expect(made.outcome().progress).toMatchObject({ state: "failed", message: expect.stringContaining("upload") });
  });
});
