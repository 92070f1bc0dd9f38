import { expect, it } from "vitest";
import { migrate } from "./migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import type { Sql } from "./sql.ts";

const FIRST = "CREATE TABLE texters (id TEXT PRIMARY KEY) STRICT; CREATE TABLE leases (id TEXT PRIMARY KEY) STRICT";
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
