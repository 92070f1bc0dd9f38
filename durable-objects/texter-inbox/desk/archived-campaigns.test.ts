import { expect, test } from "vitest";
import { migrate } from "../../kit/storage/migrations.ts";
import { migratedSql, nodeSql } from "../../testing/node-sql.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { ArchivedCampaigns } from "./archived-campaigns.ts";

const idOf = (n: number) => `c${String(n).padStart(15, "0")}`;

test("a campaign that was archived stays known by its title, the latest 200 of them", () => {
  const sql = migratedSql(INBOX_MIGRATIONS);
  let now = 1;
  const archived = new ArchivedCampaigns(sql, () => (now += 1));
  for (let n = 1; n <= 201; n += 1) archived.add({ campaignId: idOf(n), title: `Campaign ${n}` });
  archived.add({ campaignId: idOf(201), title: "Renamed" });
  const all = new ArchivedCampaigns(sql, () => now).all();
  expect([all.length, all[0], all.at(-1)?.title]).toEqual([
    200,
    { campaignId: idOf(201), title: "Renamed" },
    "Campaign 2",
  ]);
});

test("of campaigns that were archived before this was kept, the contacts that left tell it", () => {
  const sql = nodeSql();
  const index = INBOX_MIGRATIONS.findIndex((migration) => migration.includes("archived_campaigns"));
  migrate(sql, INBOX_MIGRATIONS.slice(0, index));
  const item = (contactId: string, json: string | null) =>
    sql.run("INSERT INTO items (contact_id, seq, handed_out, json) VALUES (?, 1, 0, ?)", contactId, json);
  item(`${idOf(1)}.1.1`, null);
  item(`${idOf(1)}.1.2`, null);
  // Given to somebody else, in a campaign that is still here.
  item(`${idOf(2)}.1.1`, null);
  item(`${idOf(2)}.1.2`, "{}");
  sql.run("INSERT INTO campaigns (campaign_id, seq, json) VALUES (?, 1, '{}')", idOf(2));
  migrate(sql, INBOX_MIGRATIONS);
  expect(new ArchivedCampaigns(sql, () => 1).all()).toEqual([{ campaignId: idOf(1), title: "" }]);
});
