/** What an archive is compared with: read by ids, however many contacts the campaign and the table have. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "drizzle-orm";
import { openTestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import { storedLines } from "./archive-check.ts";

const PLACE = { orgId: "o000000000000001", campaignId: "c000000000000001" };
const CONTACTS = 40_000;
const PART = 2_500;
const id = (n: number) => `${PLACE.campaignId}.1.${n}`;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  // Without statistics, as in a fresh campaign: the planner does not know how many rows there are.
  await database.db.execute(sql`
    insert into contacts (id, org_id, campaign_id, cell, first_name, last_name, external_id, custom, version)
    select ${`${PLACE.campaignId}.1.`} || n, ${PLACE.orgId}, ${PLACE.campaignId}, '+1' || (2120000000 + n), 'F', 'L', '', '{}', 1
    from generate_series(1, ${CONTACTS}::int) n`);
}, 30_000);
afterAll(() => database.close());

test("a part of a large campaign is read by its ids, and not by going through all contacts for each", async () => {
  const ids = Array.from({ length: PART }, (_, index) => id(CONTACTS - index));
  const lines = await storedLines(database.db, PLACE, ids);
  expect(lines.size).toBe(PART);
  // The bound is of another order than what either way takes: a tenth of a second, or minutes.
}, 15_000);

test("rows of another organization, dropped ones and those without import are not among them", async () => {
  const { db } = database;
  await db.execute(sql`update contacts set org_id = 'o000000000000002' where id = ${id(1)}`);
  await db.execute(sql`update contacts set dropped = true where id = ${id(2)}`);
  await db.execute(sql`update contacts set cell = null where id = ${id(3)}`);
  const lines = await storedLines(db, PLACE, [1, 2, 3, 4].map(id));
  expect([...lines.keys()]).toEqual([id(4)]);
});
