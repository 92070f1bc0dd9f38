/** A queue with an earlier version's tables keeps its data through the migrations. */
import { describe, expect, test } from "vitest";
import { migrate } from "../../kit/storage/migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { aConfig, NOON, QUEUE_KEY } from "../../testing/queue-world.ts";
import { owedBadNumbers } from "../opt-outs/bad-numbers.ts";
import { applyEarlyOptOuts } from "../opt-outs/early-opt-outs.ts";
import { owedOptOuts } from "../opt-outs/owed-opt-outs.ts";
import { beginWave } from "../sending/waves.ts";
import { numbersOf, recount } from "./counters.ts";
import { QUEUE_MIGRATIONS } from "./schema.ts";
import { QueueStore } from "./store.ts";

/** Tables as they were before the migration that contains this text. */
function tablesBefore(words: string) {
  const index = QUEUE_MIGRATIONS.findIndex((migration) => migration.includes(words));
  if (index < 0) throw new Error(`no migration has "${words}"`);
  const sql = nodeSql();
  migrate(sql, QUEUE_MIGRATIONS.slice(0, index));
  return sql;
}

function storeOf(sql: ReturnType<typeof nodeSql>): QueueStore {
  migrate(sql, QUEUE_MIGRATIONS);
  const store = new QueueStore({ key: QUEUE_KEY, sql, now: () => NOON, record: () => {}, notify: () => {} });
  store.configure(aConfig());
  return store;
}

describe("texts of ranks and of attempts that no text has", () => {
  function ranked() {
    const sql = tablesBefore("ADD COLUMN kind");
    const contact = (n: number, optedOut: number) =>
      sql.run(
        `INSERT INTO contacts (n, cell, first_name, last_name, external_id, custom, ready, import_id, import_batch, texter,
           status, opted_out, opt_out_version, answers, last_inbound, last_at, version, zones)
         VALUES (?, ?, '', '', '', '{}', 1, '', 0, 'p1', 'convo', ?, 1, '{}', NULL, 1, 1, 'ny')`,
        n,
        `+1212555010${n}`,
        optedOut,
      );
    const text = (n: number, id: string, rank: number, status: string | null, change: { attempts?: number } = {}) =>
      sql.run(
        `INSERT INTO messages (n, id, direction, body, send_status, at, rank, attempts, sending_at)
         VALUES (?, ?, ?, 'words', ?, ?, ?, ?, NULL)`,
        n,
        id,
        status === null ? "in" : "out",
        status,
        NOON - 1_000 - n,
        rank,
        change.attempts ?? 0,
      );
    for (const n of [1, 2, 3, 4, 5]) contact(n, n >= 4 ? 1 : 0);
    text(1, "first", 1, "QUEUED");
    text(2, "reply", 0, "QUEUED");
    text(3, "SMin", 0, null);
    text(4, "auto-SM4", -1, "QUEUED");
    text(5, "auto-SM5", -1, "QUEUED", { attempts: 8 });
    text(3, "auto-SM3", -1, "UNKNOWN", { attempts: 9 });
    return sql;
  }

  test("have their kinds", () => {
    const sql = ranked();
    storeOf(sql);
    const kinds = sql.all<{ id: string; kind: string }>("SELECT id, kind, cancelled FROM messages ORDER BY n, id");
    expect(kinds).toEqual([
      { id: "first", kind: "first", cancelled: 0 },
      { id: "reply", kind: "reply", cancelled: 0 },
      { id: "SMin", kind: null, cancelled: 0 },
      { id: "auto-SM3", kind: "confirmation", cancelled: 1 },
      { id: "auto-SM4", kind: "confirmation", cancelled: 0 },
      { id: "auto-SM5", kind: "confirmation", cancelled: 1 },
    ]);
  });

  test("leave in the order of their kinds, and what was cancelled does not go", () => {
    const sql = ranked();
    const store = storeOf(sql);
    Object.assign(store.counters, recount(sql));
    const { texts } = beginWave(store, 10);
    expect(texts.map(({ message }) => message.id)).toEqual(["auto-SM4", "reply", "first"]);
    expect(store.message(5, "auto-SM5")?.send_status).toBe("NOT_ATTEMPTED");
    expect(store.message(3, "auto-SM3")).toMatchObject({ send_status: "UNKNOWN", cancelled: 1 });
  });
});

test("what is owed to the directory stays owed, and code 0 of a number that answered becomes none", () => {
  const sql = tablesBefore("TO owed_opt_outs");
  for (const n of [1, 2]) {
    sql.run(
      `INSERT INTO contacts (n, cell, first_name, last_name, external_id, custom, ready, import_id, import_batch, texter,
         status, opted_out, opt_out_version, answers, last_inbound, last_at, version, zones)
       VALUES (?, ?, '', '', '', '{}', 1, '', 0, 'p1', 'convo', 0, 1, '{}', NULL, 1, 1, 'ny')`,
      n,
      `+1212555010${n}`,
    );
  }
  sql.run("INSERT INTO words (n, message_id, opted_out, reason) VALUES (1, 'SM1', 1, 'stop_word')");
  sql.run("INSERT INTO owed_bad_numbers (n, code) VALUES (1, 0), (2, 30003)");
  sql.run("INSERT INTO flags_ahead (n, opted_out, version) VALUES (2, 1, 7)");
  const store = storeOf(sql);
  expect(owedOptOuts(store)).toMatchObject([{ n: 1, messageId: "SM1", optedOut: true, reason: "stop_word" }]);
  expect(owedBadNumbers(store)).toMatchObject([
    { n: 1, code: null },
    { n: 2, code: 30003 },
  ]);
  store.block((change) => applyEarlyOptOuts(store, change));
  expect(store.contact(2)).toMatchObject({ opted_out: 1, opt_out_version: 7 });
});

test("who was texted, and who of them opted out, is counted for queues from before", () => {
  const sql = tablesBefore("$.textedOptOuts");
  const rows = [
    ["needsMessage", 0],
    ["needsMessage", 1],
    ["messaged", 0],
    ["convo", 0],
    ["closed", 1],
    ["needsResponse", 1],
  ] as const;
  for (const [n, [status, optedOut]] of rows.entries()) {
    sql.run(
      `INSERT INTO contacts (n, cell, first_name, last_name, external_id, custom, ready, import_id, import_batch, texter,
         status, opted_out, opt_out_version, answers, last_inbound, last_at, version, zones)
       VALUES (?, ?, '', '', '', '{}', 1, '', 0, 'p1', ?, ?, 1, '{}', NULL, 1, 1, 'ny')`,
      n + 1,
      `+1212555010${n}`,
      status,
      optedOut,
    );
  }
  const { texted: _, textedOptOuts: __, ...older } = recount(sql);
  sql.run("INSERT INTO state (id, version, desks_behind, counters) VALUES (1, 41, 0, ?)", JSON.stringify(older));
  const store = storeOf(sql);
  expect(store.counters).toEqual(recount(sql));
  expect(numbersOf(store.counters)).toMatchObject({ contacts: 6, optOuts: 3, texted: 4, textedOptOuts: 2 });
  // A number of its own, so that the campaign takes them.
  expect(store.version).toBe(42);
});
