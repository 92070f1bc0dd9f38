import { describe, expect, it } from "vitest";
import { CAMPAIGN_MIGRATIONS } from "../../campaign/schema.ts";
import { QUEUE_MIGRATIONS } from "../../campaign-queue/store/schema.ts";
import { CARRIER_ACCOUNT_MIGRATIONS } from "../../carrier-account/schema.ts";
import { DIRECTORY_MIGRATIONS } from "../../contact-directory/schema.ts";
import { ORGANIZATION_MIGRATIONS } from "../../organization/schema.ts";
import { INBOX_MIGRATIONS } from "../../texter-inbox/schema.ts";
import { migrate } from "./migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import type { Sql } from "./sql.ts";

const FIRST = "CREATE TABLE texters (id TEXT PRIMARY KEY) STRICT; CREATE TABLE leases (id TEXT PRIMARY KEY) STRICT";
const CLASSES: Record<string, readonly string[]> = {
  Campaign: CAMPAIGN_MIGRATIONS,
  CampaignQueue: QUEUE_MIGRATIONS,
  CarrierAccount: CARRIER_ACCOUNT_MIGRATIONS,
  ContactDirectory: DIRECTORY_MIGRATIONS,
  Organization: ORGANIZATION_MIGRATIONS,
  TexterInbox: INBOX_MIGRATIONS,
};
const SECOND = "ALTER TABLE texters ADD COLUMN role TEXT";

it("runs what is missing, in order, once", () => {
  const sql = nodeSql();
  migrate(sql, [FIRST]);
  sql.run("INSERT INTO texters VALUES (?)", "ada");
  migrate(sql, [FIRST, SECOND]);
  migrate(sql, [FIRST, SECOND]);
  expect(sql.all("SELECT * FROM texters")).toEqual([{ id: "ada", role: null }]);
});

it("costs one query when nothing is to do", () => {
  const sql = nodeSql();
  migrate(sql, [FIRST, SECOND]);
  let queries = 0;
  const counted: Sql = {
    ...sql,
    run: () => expect.unreachable("nothing is to be written"),
    scalar: (query, ...params) => {
      queries += 1;
      return sql.scalar(query, ...params);
    },
  };
  migrate(counted, [FIRST, SECOND]);
  expect(queries).toBe(1);
});

it("takes back a migration that fails half-way, names it, and keeps those before", () => {
  const sql = nodeSql();
  const broken = "CREATE TABLE half (id TEXT) STRICT; CREATE TABLE texters (id TEXT) STRICT";
  expect(() => migrate(sql, [FIRST, broken])).toThrow(/Migration 2 of "object" failed.*texters already exists/);
  expect(sql.all("SELECT name FROM sqlite_master WHERE name IN ('half', 'texters')")).toEqual([{ name: "texters" }]);
  migrate(sql, [FIRST, SECOND]);
});

it("refuses a store that is newer than the code", () => {
  const sql = nodeSql();
  migrate(sql, [FIRST, SECOND]);
  expect(() => migrate(sql, [FIRST])).toThrow(/at migration 2 of "object", but this code knows only 1: .*Deploy/);
});

it("numbers each owner's migrations by themselves", () => {
  const sql = nodeSql();
  migrate(sql, [FIRST, SECOND]);
  migrate(sql, ["CREATE TABLE outbox (seq INTEGER PRIMARY KEY) STRICT"], "outbox");
  expect(sql.all("SELECT * FROM outbox")).toEqual([]);
});

describe("a second new storage", () => {
  const schema = (sql: Sql) => sql.all("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");

  it.each(Object.entries(CLASSES))("of a %s has the tables that its migrations make", (_, migrations) => {
    const [first, second, stepwise] = [nodeSql(), nodeSql(), nodeSql()];
    migrate(first, migrations);
    const statements: string[] = [];
    migrate(
      { ...second, run: (query, ...params) => (statements.push(query), second.run(query, ...params)) },
      migrations,
    );
    // Other lists of the same statements are run one by one.
    migrate(stepwise, [...migrations]);
    expect(schema(second)).toEqual(schema(stepwise));
    expect(second.all("SELECT * FROM migrations")).toEqual(stepwise.all("SELECT * FROM migrations"));
    if (migrations === ORGANIZATION_MIGRATIONS) {
      // One of them writes a row.
      expect(second.scalar("SELECT count(*) FROM held_webhook_counts")).toBe(1);
    } else if (migrations.length > 1) expect(statements).not.toContain(migrations[1]);
  });

  it("that is no longer empty goes on from where it is", () => {
    const migrations = [FIRST, SECOND];
    migrate(nodeSql(), migrations);
    const sql = nodeSql();
    migrate(sql, [FIRST]);
    sql.run("INSERT INTO texters VALUES (?)", "ada");
    migrate(sql, migrations);
    expect(sql.all("SELECT * FROM texters")).toEqual([{ id: "ada", role: null }]);
  });

  it("takes nothing of what other parts have made in the first", () => {
    const migrations = [FIRST, SECOND];
    const first = nodeSql();
    migrate(first, ["CREATE TABLE outbox (seq INTEGER PRIMARY KEY) STRICT"], "outbox");
    migrate(first, migrations);
    const second = nodeSql();
    migrate(second, migrations);
    expect(second.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'outbox'")).toBe(0);
  });
});
