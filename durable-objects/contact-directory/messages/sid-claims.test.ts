import { expect, test } from "vitest";
import { migratedSql } from "../../testing/node-sql.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";
import { SidClaims } from "./sid-claims.ts";

function claiming() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  const clock = { ms: 1_000 };
  const start = () => new SidClaims({ sql, now: () => clock.ms });
  return { clock, start };
}

test("a carrier's text is claimed by one message, which may ask again, also after a stop", () => {
  const { start } = claiming();
  expect(start().claim("SM1", "c1.0.1/m1")).toBe(true);
  expect(start().claim("SM1", "c2.0.1/m2")).toBe(false);
  expect(start().claim("SM1", "c1.0.1/m1")).toBe(true);
  expect(start().claim("SM2", "c2.0.1/m2")).toBe(true);
});

test("what was claimed and never written down is free again after ten minutes", () => {
  const { clock, start } = claiming();
  start().claim("SM1", "c1.0.1/m1");
  clock.ms += 599_999;
  expect(start().claim("SM1", "c2.0.1/m2")).toBe(false);
  clock.ms += 1;
  expect(start().claim("SM1", "c2.0.1/m2")).toBe(true);
});
