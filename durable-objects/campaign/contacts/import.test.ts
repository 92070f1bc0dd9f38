/**
 * Import (docs/architecture.md#import): whatever stops it, at whatever step, it ends with the same contacts and the
 * same counts.
 */
import { describe, expect, test } from "vitest";
import { importWorld, OPTED_OUT, Stop } from "../../testing/import-world.ts";
import { aConfig } from "../../testing/queue-world.ts";
import { runningImport } from "./import-work.ts";

const HEADER = "first name,last name,cell,city";
const row = (n: number, cell = `+121255501${String(n).padStart(2, "0")}`) => `F${n},L${n},${cell},Boston`;
/** 12 rows in three chunks: two cells twice, one that is not a number, one opted out. */
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
    [5, "duplicate"],
    [7, "opted_out"],
    [8, "short_number"],
    [12, "duplicate"],
  ]);
  expect(outcome.raw).toEqual([
    ["F1", "L1", "+12125550101", "Boston"],
    ["F5", "L5", "+12125550105", "Boston"],
    ["F77", "L77", "12", "Boston"],
    ["F3", "L3", "+12125550103", "Boston"],
  ]);
  expect(outcome.progress?.refusedBy).toEqual({ duplicate: 2, opted_out: 1, short_number: 1 });
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
    progress: { accepted: 1, refused: 1, problems: [{ line: 2, code: "in_campaign" }] },
    numbers: { contacts: 3 },
  });
});

test("a file of which every row is in the campaign already is refused whole, however many rows that are", async () => {
  const made = importWorld();
  const rows = Array.from(
    { length: 9_000 },
    (_, n) => `A,B,+1${201 + Math.floor(n / 5_000)}234${String(n % 5_000).padStart(4, "0")},C`,
  );
  made.sizes({ contactsPerQueue: 45_000, chunkBytes: 1_000_000, chunkRows: 60_000 });
  made.begin("i1", [HEADER, ...rows]);
  await made.run();
  made.begin("i2", [HEADER, ...rows]);
  const stop = (call: string) => {
    if (call === "counters") throw new Stop("here");
  };
  await expect(made.run(stop)).rejects.toThrow("here");
  await made.run();
  expect(made.outcome()).toMatchObject({
    progress: { accepted: 0, refused: 9_000, refusedBy: { in_campaign: 9_000 } },
    numbers: { contacts: 9_000 },
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
    // A stop after the last step finds nothing left to do; the upload then waits for its expiry.
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
});

test("a stop at any step of an import that replaces leaves the same, too", async () => {
  await expectSameAtEveryStop("after", async (made) => {
    made.begin("i0", [HEADER, ...[1, 2, 3, 20, 21].map((n) => row(n))]);
    await made.run();
    made.begin("i1", [HEADER, ...[1, 2, 3, 4, 5, 6].map((n) => row(n))], "replace");
  });
});

test("a file in UTF-16, in Latin-1 or with a mark gives the same contacts", async () => {
  const text = [HEADER, ...[1, 2, 3, 4].map((n) => row(n).replace("Boston", "Bogotá"))].join("\r\n");
  const latin = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const wide = new Uint8Array(Uint16Array.from(`\uFEFF${text}`, (sign) => sign.charCodeAt(0)).buffer);
  for (const file of [latin, wide, new TextEncoder().encode(`\uFEFF${text}`)]) {
    const made = importWorld();
    made.begin("i1", file);
    await made.run();
    expect(made.outcome()).toMatchObject({ progress: { state: "done", rows: 4, accepted: 4 } });
    const [queue] = made.queues.values();
    expect(queue?.store.contact(1)).toMatchObject({
      custom: '{"city":"Bogotá"}',
      zones: "ny",
      zone_source: "area_code",
    });
  }
});

test.each([1, 2, 3])(
  "a file that lost its last %s bytes gives its other contacts, and says what is wrong with the last",
  async (lost) => {
    const text = `\uFEFF${[HEADER, ...[1, 2, 3, 4].map((n) => row(n))].join("\r\n")} 🌲`;
    const units = new Uint8Array(text.length * 2);
    for (let at = 0; at < text.length; at += 1) {
      units[2 * at] = text.charCodeAt(at) % 256;
      units[2 * at + 1] = text.charCodeAt(at) >> 8;
    }
    const made = importWorld();
    made.begin("i1", units.subarray(0, -lost));
    await made.run();
    expect(made.outcome()).toMatchObject({
      progress: { state: "done", rows: 4, accepted: 3, refusedBy: { cut_file: 1 } },
    });
  },
);

test("an opt-out between a stop and the next life keeps a contact out that its queue does not have yet", async () => {
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

test("an opt-out after its queue has a contact changes neither the counts nor who has the number", async () => {
  const made = importWorld();
  made.begin("i1", [HEADER, row(1), row(5)]);
  const stop = (call: string) => {
    if (call === "addContacts") throw new Stop("here");
  };
  await expect(made.run(stop)).rejects.toThrow("here");
  made.optOut(OPTED_OUT);
  await made.run();
  expect(made.outcome()).toMatchObject({ progress: { accepted: 2, optedOut: 0 }, numbers: { contacts: 2 } });
  expect(made.contactIds(OPTED_OUT)).toHaveLength(1);
});

test("a row of megabytes is refused, and what is kept of it fits a row of our storage", async () => {
  const made = importWorld();
  const long = "é".repeat(5 * 1024 * 1024);
  made.sizes({ contactsPerQueue: 7, chunkBytes: 4 * 1024 * 1024, chunkRows: 5_000 });
  made.begin("i1", [HEADER, row(1), `A,B,+12125550102,${long}`, `C,D,+12125550103,"${long}`, row(4)]);
  await made.run();
  expect(made.outcome()).toMatchObject({
    progress: { state: "done", accepted: 2 },
    refused: [
      [3, "row_too_long"],
      [4, "broken_quotes"],
    ],
  });
  const largest = made.sql.scalar<number>("SELECT MAX(LENGTH(CAST(rows AS BLOB))) FROM refused_blocks");
  expect(largest).toBeLessThan(2_000_000);
});

describe("an import that is cancelled", () => {
  const call = (name: string, times: number, then: () => void) => {
    let seen = 0;
    return (each: string) => {
      if (each === name && (seen += 1) === times) then();
    };
  };

  test.each([
    ["while the file is looked at", "readRange", 1],
    ["before anything was taken in", "configure", 1],
    ["while the directory takes a chunk", "register", 2],
    ["while queues take a chunk", "addContacts", 1],
    ["later", "addContacts", 4],
  ])("%s leaves nothing: no contact, no entry, no file", async (_, name, times) => {
    const made = importWorld();
    made.begin("i0", [HEADER, row(30), row(31)]);
    await made.run();
    made.begin("i1", FILE);
    await made.run(call(name, times, () => void made.cancel("i1")));
    expect(made.outcome()).toMatchObject({
      progress: { importId: "i1", state: "cancelled" },
      open: ["+12125550130", "+12125550131"],
      numbers: { contacts: 2, left: 2 },
      recorded: 2,
      registeredInAll: 2,
      uploads: [],
    });
    expect(runningImport(made.state)).toBeNull();
  });

  test("leaves nothing wherever it is stopped, either", async () => {
    const begin = async (failAt: number) => {
      const made = importWorld(failAt, "after");
      made.begin("i1", FILE);
      const cancelling = call("addContacts", 2, () => {
        made.cancel("i1");
        made.failing.on = true;
      });
      return { made, run: () => made.run(cancelling) };
    };
    const whole = await begin(Infinity);
    await whole.run();
    expect(whole.made.steps).toBeGreaterThan(10);
    for (let failAt = 1; failAt <= whole.made.steps; failAt += 1) {
      const { made, run } = await begin(failAt);
      await run().catch(() => {});
      await made.run();
      expect(made.outcome(), `stop at step ${failAt}`).toMatchObject({
        progress: { state: "cancelled" },
        open: [],
        numbers: { contacts: 0 },
        registeredInAll: 0,
      });
    }
  });

  test.each(["assemble", "readRange", "configure", "register", "addContacts", "counters"])(
    "needs nothing of a step that fails each time: %s",
    async (failing) => {
      const made = importWorld();
      made.begin("i1", FILE);
      const fails = (each: string) => {
        // Counters are asked by the end of an import, and by the end of taking back.
        if (each === failing && !(each === "counters" && isCancelled)) throw new Stop(failing);
      };
      let isCancelled = false;
      for (let tries = 0; tries < 3; tries += 1) await expect(made.run(fails)).rejects.toThrow(failing);
      expect(made.cancel("i1")).toBe(true);
      isCancelled = true;
      await made.run(fails);
      expect(made.outcome()).toMatchObject({
        progress: { state: "cancelled" },
        open: [],
        numbers: { contacts: 0 },
        recorded: 0,
        registeredInAll: 0,
        uploads: [],
      });
    },
  );

  test("that has ended cannot be cancelled", async () => {
    const made = importWorld();
    made.begin("i1", FILE);
    await made.run();
    expect(made.cancel("i1")).toBe(false);
  });
});

test("a pause set while the import runs is not taken back by its end", async () => {
  const made = importWorld();
  made.begin("i1", FILE);
  await made.run((call) => {
    const { info } = made.state;
    if (call === "addContacts" && info && !info.paused)
      made.state.save({ ...info, paused: true, epoch: info.epoch + 1 });
  });
  expect(made.state.info).toMatchObject({ paused: true, epoch: aConfig().epoch + 1, customFields: ["city"] });
});

describe("a file that cannot be taken in fails with a sentence, and nothing half-made stays", () => {
  test.each([
    ["without a cell column", ["first,last", "A,B"], "cell"],
    ["with a header that is broken", ['"first"name,cell', "A,B"], "column names"],
    ["without a row", [HEADER], "no contacts"],
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

  test("with a row that never ends", async () => {
    const made = importWorld();
    made.begin("i1", [HEADER, row(1), "x".repeat(17 * 1024 * 1024)]);
    made.sizes({ contactsPerQueue: 7, chunkBytes: 4 * 1024 * 1024, chunkRows: 5 });
    await made.run();
    expect(made.outcome().progress).toMatchObject({ state: "failed", message: expect.stringContaining("line 3") });
    expect(made.queues.size).toBe(0);
  });

  test("whose upload has gone", async () => {
    const made = importWorld();
    made.begin("i1", FILE);
    made.sql.run("UPDATE imports SET upload_key = 'gone'");
    await made.run();
    expect(made.outcome().progress).toMatchObject({ state: "failed", message: expect.stringContaining("upload") });
  });
});
