/** A directory with an earlier version's tables keeps its data through the migrations. */
import { expect, test } from "vitest";
import { migrate } from "../kit/storage/migrations.ts";
import { nodeSql } from "../testing/node-sql.ts";
import { BadNumbers } from "./opt-outs/bad-numbers.ts";
import { Numbers } from "./opt-outs/numbers.ts";
import { DIRECTORY_MIGRATIONS } from "./schema.ts";

const [PENDING, DONE] = ["+12125550101", "+12125550102"];
const [BAD, ANSWERED] = ["+12125550103", "+12125550104"];

test("what is pending stays pending, and code 0 of a number that answered becomes none", () => {
  const sql = nodeSql();
  migrate(
    sql,
    DIRECTORY_MIGRATIONS.slice(
      0,
      DIRECTORY_MIGRATIONS.findIndex((migration) => migration.includes("TO passed_on")),
    ),
  );
  sql.run("INSERT INTO numbers (cell, opted_out, version, untold) VALUES (?, 1, 4, 1), (?, 1, 5, 0)", PENDING, DONE);
  sql.run("INSERT INTO shared (cell, org_id, version, told) VALUES (?, 'o1', 4, 0), (?, 'o1', 5, 1)", PENDING, DONE);
  sql.run("INSERT INTO bad_numbers (cell, code, at) VALUES (?, 30003, 1), (?, 0, 2)", BAD, ANSWERED);
  migrate(sql, DIRECTORY_MIGRATIONS);
  const deps = { sql, now: () => 9, record: () => {} };
  const numbers = new Numbers(deps);
  expect([numbers.pending(), numbers.flag(DONE)]).toEqual([[PENDING], { optedOut: true, version: 5 }]);
  numbers.isDone(PENDING, 4);
  expect(numbers.pending()).toEqual([]);
  expect(sql.all("SELECT cell, passed_on FROM shared ORDER BY cell")).toEqual([
    { cell: PENDING, passed_on: 0 },
    { cell: DONE, passed_on: 1 },
  ]);
  const badNumbers = new BadNumbers({ ...deps, nextVersion: () => 1 });
  expect([badNumbers.codeOf(BAD), badNumbers.codeOf(ANSWERED)]).toEqual([30003, null]);
  expect(sql.all("SELECT cell, code, at FROM bad_numbers WHERE code IS NULL")).toEqual([
    { cell: ANSWERED, code: null, at: 2 },
  ]);
});
