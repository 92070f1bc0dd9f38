/** Import (DESIGN.md): whatever stops it, at whatever step, it ends with the same contacts and the same counts. */
import { describe, expect, test } from "vitest";
import { hashBucket } from "../../domain/phone.ts";
import type { CampaignQueueRpc, ContactDirectoryRpc } from "../../domain/protocol/objects.ts";
import { numbersOf } from "../campaign-queue/counters.ts";
import { addContacts, clearContacts, openContacts } from "../campaign-queue/imports.ts";
import { MIGRATIONS as QUEUE_MIGRATIONS } from "../campaign-queue/schema.ts";
import { QueueStore } from "../campaign-queue/store.ts";
import { Numbers } from "../contact-directory/numbers.ts";
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from "../contact-directory/schema.ts";
import { migrate } from "../kit/migrations.ts";
import { nodeSql } from "../kit/node-sql.ts";
import type { Remote } from "../kit/remote.ts";
import type { Sql } from "../kit/sql.ts";
import { aConfig, CAMPAIGN_ID } from "../testing/queue-world.ts";
import { newProgress, runImport, runningImport } from "./import.ts";
import { MIGRATIONS } from "./schema.ts";
import { CampaignState } from "./state.ts";

const OPTED_OUT = "+12125550105";
const HEADER = "first name,last name,cell,city";
const row = (n: number, cell = `+121255501${String(n).padStart(2, "0")}`) => `F${n},L${n},${cell},Boston`;
/** 12 rows in three chunks: two cells twice, one that is no number, one opted out. */
const FILE = [HEADER, ...[1, 2, 3, 1, 4, 5].map((n) => row(n)), row(77, "12"), ...[6, 7, 8, 3, 9].map((n) => row(n))];
const SIZES = { contactsPerQueue: 7, rowsPerChunk: 5 };

class Stop extends Error {}

/** @param failAt number of the step (a call to elsewhere, or a write) that fails: before it has an effect, or after */
function world(failAt = Infinity, when: "before" | "after" = "before") {
  let steps = 0;
  let begun = 0;
  const failing = { on: false };
  /** One step, which may be the one that the process does not survive. */
  function step<T>(work: () => T): T {
    if (failing.on) steps += 1;
    if (failing.on && steps === failAt && when === "before") throw new Stop("before");
    const result = work();
    if (failing.on && steps === failAt && when === "after") throw new Stop("after");
    return result;
  }
  const campaignSql = nodeSql();
  migrate(campaignSql, MIGRATIONS);
  const sql: Sql = { ...campaignSql, run: (query, ...params) => step(() => campaignSql.run(query, ...params)) };
  const uploads = new Map<string, string>();
  const queues = new Map<string, { store: QueueStore; added: string[]; dropped: string[] }>();
  const directories = new Map<number, Numbers>();

  function queueOf(key: string) {
    let queue = queues.get(key);
    if (!queue) {
      const tables = nodeSql();
      migrate(tables, QUEUE_MIGRATIONS);
      const [added, dropped]: [string[], string[]] = [[], []];
      const store = new QueueStore({
        key,
        sql: tables,
        now: () => 1,
        tell: () => {},
        record: (events) => {
          for (const event of events) {
            if (event.kind === "contacts_added") added.push(...event.payload.contacts.map((contact) => contact.id));
            if (event.kind === "contacts_dropped") dropped.push(...event.payload.ids);
          }
        },
      });
      queues.set(key, (queue = { store, added, dropped }));
    }
    return queue;
  }

  function directoryOf(shard: number): Numbers {
    let numbers = directories.get(shard);
    if (!numbers) {
      const tables = nodeSql();
      migrate(tables, DIRECTORY_MIGRATIONS);
      directories.set(shard, (numbers = new Numbers({ sql: tables, now: () => 1, record: () => {} })));
      numbers.rememberOrg("o1");
    }
    return numbers;
  }

  const shardOf = (cell: string) => hashBucket(cell, 2);
  let state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig({ status: "DRAFT" }), joinToken: "", customFields: [] });

  const made = {
    failing,
    queues,
    sql: campaignSql,
    get state() {
      return state;
    },
    get steps() {
      return steps;
    },
    optOut: (cell: string) =>
      directoryOf(shardOf(cell)).write({
        cell,
        optedOut: true,
        reason: "stop_word",
        contactId: null,
        messageId: null,
        personId: null,
      }),
    contactIds: (cell: string) => directoryOf(shardOf(cell)).contactIds(cell),
    begin(importId: string, lines: readonly string[], mode: "add" | "replace" = "add"): void {
      uploads.set(importId, lines.join("\n"));
      campaignSql.run(
        `INSERT INTO imports (id, at, upload_key, mapping, allow_test_numbers, replaces, first_queue, queue_count, chunks_done, progress)
         VALUES (?, ?, ?, '{}', 1, ?, 0, 0, 0, ?)`,
        importId,
        (begun += 1),
        importId,
        mode === "replace" ? 1 : 0,
        JSON.stringify(newProgress(importId)),
      );
    },
    /** One life of the campaign: from its constructor to the end of the import, or to a stop. */
    async run(interfere: (call: string) => void = () => {}): Promise<void> {
      state = new CampaignState(sql, CAMPAIGN_ID);
      const called = async <T>(name: string, work: () => T): Promise<T> => {
        const result = step(work);
        interfere(name);
        return result;
      };
      await runImport({
        state,
        sizes: SIZES,
        readUpload: (key) =>
          called("readUpload", () => {
            const text = uploads.get(key);
            return text === undefined ? null : new TextEncoder().encode(text);
          }),
        deleteUpload: (key) => called("deleteUpload", () => void uploads.delete(key)),
        // Of queue and directory, an import calls these alone.
        queue: (key) =>
          ({
            configure: (config) => called("configure", () => void queueOf(key).store.configure(config)),
            addContacts: (request) => called("addContacts", () => addContacts(queueOf(key).store, request)),
            openContacts: (request) => called("openContacts", () => openContacts(queueOf(key).store, request)),
            clearContacts: ({ really }) => called("clearContacts", () => clearContacts(queueOf(key).store, really)),
            counters: () =>
              called("counters", () => {
                const { version, counters } = queueOf(key).store;
                return { version, numbers: numbersOf(counters) };
              }),
          }) satisfies Partial<Remote<CampaignQueueRpc>> as Partial<
            Remote<CampaignQueueRpc>
          > as Remote<CampaignQueueRpc>,
        directory: (shard) =>
          ({
            register: ({ contacts }) => called("register", () => directoryOf(shard).register(contacts)),
            unregister: ({ contacts }) => called("unregister", () => directoryOf(shard).unregister(contacts)),
          }) satisfies Partial<Remote<ContactDirectoryRpc>> as Partial<
            Remote<ContactDirectoryRpc>
          > as Remote<ContactDirectoryRpc>,
        directoryShard: shardOf,
        told: () => {},
      });
    },
    /** All that an import leaves, for comparison. */
    outcome() {
      const open: string[] = [];
      const events: string[] = [];
      for (const { store, added, dropped } of queues.values()) {
        open.push(
          ...store.sql.all<{ cell: string }>("SELECT cell FROM contacts WHERE ready = 1").map((each) => each.cell),
        );
        const gone = new Set(dropped);
        events.push(...added.filter((id) => !gone.has(id)));
      }
      open.sort();
      return {
        progress: state.lastImport(),
        numbers: state.numbers(),
        open,
        recorded: events.length,
        recordedOnce: new Set(events).size === events.length,
        registered: open.map((cell) => made.contactIds(cell).length),
        optedOutRegistered: made.contactIds(OPTED_OUT),
        refused: campaignSql.all("SELECT import_id, line, reason FROM refused ORDER BY import_id, line"),
        customFields: state.info?.customFields,
        uploads: [...uploads.keys()],
      };
    },
  };
  return made;
}

test("a file becomes contacts, each cell once, and every refused row is kept with its line and reason", async () => {
  const made = world();
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
  const made = world();
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
  const made = world();
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
  begin: (made: ReturnType<typeof world>) => Promise<void>,
) {
  const whole = world(Infinity, when);
  await begin(whole);
  whole.failing.on = true;
  await whole.run();
  const expected = whole.outcome();
  expect(whole.steps).toBeGreaterThan(20);
  for (let failAt = 1; failAt <= whole.steps; failAt += 1) {
    const made = world(failAt, when);
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
  const made = world();
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
  const made = world();
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
  const made = world();
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
    const made = world();
    made.begin("i1", lines);
    await made.run();
    expect(made.outcome().progress?.state).toBe("failed");
    expect(made.outcome().progress?.message?.toLowerCase()).toContain(says);
    expect(made.queues.size).toBe(0);
    expect(runningImport(made.state)).toBeNull();
  });

  test("whose upload has gone", async () => {
    const made = world();
    made.begin("i1", FILE);
    made.sql.run("UPDATE imports SET upload_key = 'gone'");
    await made.run();
    expect(made.outcome().progress).toMatchObject({ state: "failed", message: expect.stringContaining("upload") });
  });
});
