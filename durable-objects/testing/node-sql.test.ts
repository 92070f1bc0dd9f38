import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { nodeSql } from "./node-sql.ts";
import { durableSql } from "../kit/storage/sql.ts";

function table() {
  const sql = nodeSql();
  sql.run("CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT) STRICT");
  return sql;
}

it("reads what it wrote", () => {
  const sql = table();
  sql.run("INSERT INTO t VALUES (?, ?), (?, ?)", 1, "one", 2, null);
  expect(sql.all("SELECT * FROM t ORDER BY n")).toStrictEqual([
    { n: 1, body: "one" },
    { n: 2, body: null },
  ]);
  expect(sql.one("SELECT body FROM t WHERE n = ?", 1)).toEqual({ body: "one" });
  expect(sql.one("SELECT body FROM t WHERE n = ?", 3)).toBeNull();
  expect(sql.scalar<number>("SELECT count(*) FROM t")).toBe(2);
  expect(sql.scalar<string>("SELECT body FROM t WHERE n = 2")).toBeNull();
});

it("takes bulk rows as one JSON parameter", () => {
  const sql = table();
  const rows = Array.from({ length: 5_000 }, (_, n) => [n, `row ${n}`]);
  sql.run("INSERT INTO t SELECT value ->> 0, value ->> 1 FROM json_each(?)", JSON.stringify(rows));
  expect(sql.scalar("SELECT count(*) FROM t")).toBe(5_000);
});

it("keeps the inner block's failure from undoing the outer one, and the outer one's from leaving anything", () => {
  const sql = table();
  const numbers = () => sql.all<{ n: number }>("SELECT n FROM t ORDER BY n").map(({ n }) => n);
  sql.transaction(() => {
    sql.run("INSERT INTO t (n) VALUES (1)");
    expect(() =>
      sql.transaction(() => {
        sql.run("INSERT INTO t (n) VALUES (2)");
        throw new Error("inner");
      }),
    ).toThrow("inner");
    sql.transaction(() => sql.run("INSERT INTO t (n) VALUES (3)"));
  });
  expect(numbers()).toEqual([1, 3]);
  expect(() =>
    sql.transaction(() => {
      sql.transaction(() => sql.run("INSERT INTO t (n) VALUES (4)"));
      throw new Error("outer");
    }),
  ).toThrow("outer");
  expect(numbers()).toEqual([1, 3]);
});

it("refuses what an object's storage refuses", () => {
  const sql = table();
  const hundredAndOne = Array.from({ length: 101 }, () => "?").join(", ");
  expect(() => sql.all(`SELECT ${hundredAndOne}`, ...Array.from({ length: 101 }, () => 1))).toThrow(/too many SQL var/);
  expect(() => sql.run("INSERT INTO t VALUES (1, ?)", "é".repeat(1_000_001))).toThrow(/Parameter 1 .* 2000002 bytes/);
  expect(() => sql.all("SELECT 1 LIKE ?", "x".repeat(51))).toThrow(/pattern too complex/);
  for (const query of ["BEGIN", "COMMIT", "SAVEPOINT a", "SELECT 1; ROLLBACK", "PRAGMA user_version = 3"]) {
    expect(() => sql.run(query)).toThrow(/storage refuses/);
  }
  sql.run("CREATE TRIGGER keep AFTER DELETE ON t BEGIN INSERT INTO t VALUES (old.n, old.body); END");
});

it("refuses what node would silently do wrong", () => {
  const sql = table();
  expect(() => sql.run("INSERT INTO t VALUES (?, ?)", 1)).toThrow(
    "Wrong number of parameters: 2 in the query, 1 given",
  );
  expect(() => sql.run("DELETE FROM t WHERE n = ?")).toThrow("Wrong number of parameters");
  expect(() => sql.run("DELETE FROM t WHERE n = ?; DELETE FROM t", 1)).toThrow("Several statements");
  expect(() => sql.all("SELECT ?1", 1)).toThrow('Parameters are plain "?"');
  expect(sql.all("SELECT '?' AS mark, ? AS n -- ?", 1)).toEqual([{ mark: "?", n: 1 }]);
});

it("refuses a transaction that goes on after its end", () => {
  const sql = table();
  expect(() => sql.transaction(async () => sql.run("INSERT INTO t (n) VALUES (1)"))).toThrow(/must be synchronous/);
  expect(sql.all("SELECT * FROM t")).toEqual([]);
});

it("keeps a file's rows for the next one who opens it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "node-sql-"));
  const first = nodeSql(path.join(folder, "object.sqlite"));
  first.run("CREATE TABLE t (n INTEGER) STRICT; INSERT INTO t VALUES (7)");
  first.close();
  const second = nodeSql(path.join(folder, "object.sqlite"));
  expect(second.scalar("SELECT n FROM t")).toBe(7);
  second.close();
  rmSync(folder, { recursive: true });
});

it("holds an object's storage to the platform's 2 MB, which the local runtime does not", () => {
  const sql = durableSql({
    sql: { exec: () => expect.unreachable("must not reach the storage") } as unknown as SqlStorage,
    transactionSync: (body) => body(),
  });
  expect(() => sql.run("INSERT INTO t VALUES (?)", "x".repeat(2_000_001))).toThrow(/2000001 bytes/);
});
