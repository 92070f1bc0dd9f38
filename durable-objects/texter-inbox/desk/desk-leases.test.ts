import { expect, test } from "vitest";
import { migrate } from "../../kit/storage/migrations.ts";
import { migratedSql, nodeSql } from "../../testing/node-sql.ts";
import { aConfig, CAMPAIGN_ID } from "../../testing/queue-world.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { Desk } from "./desk.ts";

function aDesk() {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const desk = new Desk(sql);
  desk.putCampaign(aConfig());
  return { desk, sql, restart: () => new Desk(sql) };
}

test("leases are kept with what they brought", () => {
  const { desk, restart } = aDesk();
  desk.leases.store("r1", 7, 1, CAMPAIGN_ID);
  desk.leases.store("r1", 9, 2, CAMPAIGN_ID);
  expect([restart().leases.taken("r1"), restart().leases.taken("r2")]).toEqual([7, null]);
});

test("a lease is forgotten when all is done and two days have passed, and still counts for its campaign", () => {
  const { desk, sql } = aDesk();
  const days = (count: number) => count * 24 * 3600_000;
  desk.leases.store("r1", 7, 0, CAMPAIGN_ID);
  desk.leases.store("r2", 5, 0, CAMPAIGN_ID);
  desk.leases.done("r1");
  desk.leases.store("r3", 1, days(1), CAMPAIGN_ID);
  expect(desk.leases.taken("r1")).toBe(7);
  desk.leases.store("r4", 1, days(3), CAMPAIGN_ID);
  // A queue that has not heard of r2's end may still ask.
  expect(["r1", "r2"].map((each) => desk.leases.taken(each))).toEqual([null, 5]);
  expect(desk.leases.takenOf(CAMPAIGN_ID)).toBe(14);
  desk.forgetCampaign(CAMPAIGN_ID);
  expect(sql.scalar("SELECT (SELECT count(*) FROM leases) + (SELECT count(*) FROM leased)")).toBe(0);
});

test("leases from before their sum was kept still count", () => {
  const sql = nodeSql();
  migrate(sql, INBOX_MIGRATIONS.slice(0, 3));
  sql.run(
    "INSERT INTO leases (request_id, taken, at, campaign_id) VALUES ('r1', 7, 1, ?), ('r2', 4, 2, ?)",
    CAMPAIGN_ID,
    CAMPAIGN_ID,
  );
  migrate(sql, INBOX_MIGRATIONS);
  expect(new Desk(sql).leases.takenOf(CAMPAIGN_ID)).toBe(11);
});
