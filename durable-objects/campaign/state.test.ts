import { describe, expect, test } from "vitest";
import { migratedSql } from "../testing/node-sql.ts";
import { aConfig, CAMPAIGN_ID, ORG_ID } from "../testing/queue-world.ts";
import { completeNumbers } from "./older-numbers.ts";
import { CAMPAIGN_MIGRATIONS } from "./schema.ts";
import { CampaignState, NO_NUMBERS } from "./state.ts";

function aCampaign() {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig(), joinToken: `${CAMPAIGN_ID}.secret`, customFields: ["city"] });
  return { sql, state };
}

describe("a campaign", () => {
  test("of another organization does not exist", () => {
    const { state } = aCampaign();
    expect(state.of(ORG_ID)?.title).toBe("Spring");
    expect(state.of("o000000000000009")).toBeNull();
  });

  test("is the same after a restart", () => {
    const { sql, state } = aCampaign();
    expect(new CampaignState(sql, CAMPAIGN_ID).info).toEqual(state.info);
  });

  test("keeps its join token and columns to itself", () => {
    expect(aCampaign().state.config()).toEqual(aConfig());
  });

  test("that texts from its own numbers is paused until they are ready, and then each queue has its own services", () => {
    const { state } = aCampaign();
    state.addQueues(3);
    const info = { ...aConfig(), joinToken: "", customFields: [], messagingServiceSid: null };
    state.save({ ...info, ownNumbers: { isReady: false, services: {} } });
    expect(state.config()).toMatchObject({ paused: true });
    expect(state.configOf(1)).toMatchObject({ paused: true, messagingServiceSid: null });
    state.save({ ...info, ownNumbers: { isReady: true, services: { "1": ["MG1"], "2": ["MG2", "MG3"] } } });
    expect(state.configOf(1)).toMatchObject({
      paused: false,
      messagingServiceSid: "MG1",
      messagingServiceSids: ["MG1"],
    });
    expect(state.configOf(2).messagingServiceSids).toEqual(["MG2", "MG3"]);
    // A queue that came later shares those of another.
    expect(["MG1", "MG2"]).toContain(state.configOf(3).messagingServiceSid);
    expect(state.config()).not.toHaveProperty("ownNumbers");
  });

  test("that was never created has no configuration to give", () => {
    const sql = migratedSql(CAMPAIGN_MIGRATIONS);
    expect(() => new CampaignState(sql, CAMPAIGN_ID).config()).toThrow("never created");
  });

  test("knows a texter once", () => {
    const { state } = aCampaign();
    state.addTexter("p1", 1, 1);
    state.addTexter("p1", 2, 2);
    expect([state.texterCount(), state.hasTexter("p1"), state.hasTexter("p2")]).toEqual([1, true, false]);
  });
});

describe("numbers", () => {
  const numbers = (contacts: number) => ({ ...NO_NUMBERS, contacts, left: contacts });

  test("are the sum over all queues, each by its newest word", () => {
    const { state } = aCampaign();
    expect(state.addQueues(2)).toBe(1);
    expect(state.addQueues(1)).toBe(3);
    expect(state.saveNumbers(1, 5, numbers(10))).toBe(true);
    expect(state.saveNumbers(3, 1, numbers(7))).toBe(true);
    expect(state.saveNumbers(1, 5, numbers(99))).toBe(false);
    expect(state.saveNumbers(1, 4, numbers(99))).toBe(false);
    expect(state.saveNumbers(8, 1, numbers(99))).toBe(false);
    expect(state.numbers()).toMatchObject({ contacts: 17, left: 17 });
  });

  test("of a queue that was emptied count no more", () => {
    const { sql, state } = aCampaign();
    state.addQueues(1);
    sql.run("UPDATE queues SET cleared = 1");
    expect(state.saveNumbers(1, 9, numbers(10))).toBe(false);
  });

  test("that an earlier version did not count are none until the queue has said them", async () => {
    const { sql, state } = aCampaign();
    state.addQueues(3);
    const { texted: _, textedOptOuts: __, ...older } = numbers(10);
    for (const n of [1, 2, 3])
      sql.run("UPDATE queues SET numbers = ?, numbers_version = 4 WHERE n = ?", JSON.stringify(older), n);
    sql.run("UPDATE queues SET cleared = 1 WHERE n = 3");
    expect(state.numbers()).toMatchObject({ contacts: 30, texted: 0, textedOptOuts: 0 });
    const faults: string[] = [];
    const asked: number[] = [];
    const answers = (queueNo: number) => {
      asked.push(queueNo);
      if (queueNo === 2) throw new Error("away");
      return { version: 5, numbers: { ...numbers(10), texted: 8, textedOptOuts: 3 } };
    };
    const queues = { ask: (queueNo: number) => Promise.resolve().then(() => answers(queueNo)) as Promise<never> };
    const complete = () =>
      completeNumbers({ state, queues, onStored: () => {}, onFault: (event) => faults.push(event) });
    await complete();
    expect(state.numbers()).toMatchObject({ contacts: 30, texted: 8, textedOptOuts: 3 });
    expect([asked, faults]).toEqual([[1, 2], ["older_numbers_not_read"]]);
    // The one that has answered is not asked again.
    await complete();
    expect(asked).toEqual([1, 2, 2]);
  });
});
