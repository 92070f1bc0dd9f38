/** What campaigns have to learn is owed until they have, and once more when it changes meanwhile. */
import { expect, test } from "vitest";
import { migratedSql } from "../testing/node-sql.ts";
import { CampaignNews } from "./campaign-news.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";

function world(campaignIds = ["c1", "c2"]) {
  const sql = migratedSql(ORGANIZATION_MIGRATIONS);
  const told: [string, string[]][] = [];
  const state = { away: new Set<string>(), during: () => {}, alarms: 0 };
  const news = new CampaignNews({
    sql,
    now: () => 0,
    schedule: { set: () => (state.alarms += 1) },
    campaignIds: () => campaignIds,
    tell: async (campaignId, changed) => {
      state.during();
      if (state.away.has(campaignId)) throw new Error("away");
      told.push([campaignId, changed.toSorted()]);
    },
  });
  return { news, told, state };
}

test("each running campaign learns each change once", async () => {
  const { news, told } = world();
  news.owe("teams");
  news.owe("labels");
  news.owe("labels");
  await news.deliver();
  await news.deliver();
  expect(told.toSorted()).toEqual([
    ["c1", ["labels", "teams"]],
    ["c2", ["labels", "teams"]],
  ]);
});

test("one that cannot be reached is owed it, and the others are not kept waiting", async () => {
  const { news, told, state } = world();
  news.owe("teams");
  state.away.add("c1");
  await expect(news.deliver()).rejects.toThrow("away");
  expect(told).toEqual([["c2", ["teams"]]]);
  state.away.clear();
  await news.deliver();
  expect(told).toEqual([
    ["c2", ["teams"]],
    ["c1", ["teams"]],
  ]);
});

test("a change while a campaign learns of the one before is owed again", async () => {
  const { news, told, state } = world(["c1"]);
  news.owe("labels");
  state.during = () => {
    state.during = () => {};
    news.owe("labels");
  };
  await news.deliver();
  await news.deliver();
  expect(told).toHaveLength(2);
  await news.deliver();
  expect(told).toHaveLength(2);
});

test("without a running campaign nothing is owed", async () => {
  const { news, told, state } = world([]);
  news.owe("teams");
  expect(state.alarms).toBe(0);
  await news.deliver();
  expect(told).toEqual([]);
});
