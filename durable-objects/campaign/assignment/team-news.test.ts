/** Members of a team learn how many conversations wait for it, once for every change. */
import { describe, expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import type { TeamCounts } from "../../rpc/campaign.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, ANA, BEN, CAMPAIGN_ID, NOON } from "../../testing/queue-world.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { CampaignState, NO_NUMBERS } from "../state.ts";
import { TeamNews } from "./team-news.ts";

const [ana, ben, cy] = [ANA.personId, BEN.personId, "p00000000000000c"];
const [DRIVERS, SPANISH] = ["t000000000000001", "t000000000000002"];

function aCampaign() {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig(), joinToken: `${CAMPAIGN_ID}.secret`, customFields: [] });
  state.addQueues(2);
  for (const personId of [ana, ben]) state.addTexter(personId, NOON, 1);
  const seen = { told: [] as string[], wakes: 0, asked: 0 };
  const away = new Set<string>();
  // Cy has not joined.
  const teams: Record<string, string[]> = { [DRIVERS]: [ana, cy], [SPANISH]: [ana, ben] };
  const start = () =>
    new TeamNews({
      state,
      membersOf: async (_orgId, teamIds) => {
        seen.asked += 1;
        return Object.fromEntries(teamIds.map((teamId) => [teamId, teams[teamId] ?? []]));
      },
      inbox: (_orgId, personId) => {
        const methods: Partial<Remote<TexterInboxRpc>> = {
          teamWaits: async ({ campaignId, waiting }) => {
            if (away.has(personId)) throw new Error("the inbox is away");
            seen.told.push(`${campaignId} ${personId} ${waiting}`);
          },
        };
        // The one call that team news makes.
        return methods as Remote<TexterInboxRpc>;
      },
      now: () => NOON,
      wakeAt: () => (seen.wakes += 1),
    });
  const news = { now: start() };
  let version = 0;
  /** A queue's report, and what follows from it. */
  async function report(queueNo: number, waiting: TeamCounts): Promise<string[]> {
    state.saveNumbers(queueNo, (version += 1), NO_NUMBERS, waiting);
    const before = seen.wakes;
    news.now.plan();
    if (seen.wakes > before) await news.now.run();
    return seen.told.splice(0).map((each) => each.slice(CAMPAIGN_ID.length + 1));
  }
  return { state, seen, away, teams, report, news, restart: () => (news.now = start()) };
}

describe("conversations that wait for a team", () => {
  test("are told to its members who have joined, summed over queues and teams, and to nobody twice", async () => {
    const { seen, report } = aCampaign();
    expect(await report(1, { [DRIVERS]: 1 })).toEqual([`${ana} 1`]);
    expect(await report(2, { [DRIVERS]: 1, [SPANISH]: 2 })).toEqual([`${ana} 4`, `${ben} 2`]);
    expect(await report(2, { [DRIVERS]: 1, [SPANISH]: 2 })).toEqual([]);
    expect(await report(2, { [SPANISH]: 2 })).toEqual([`${ana} 3`]);
    const { wakes, asked } = seen;
    expect(await report(1, { [DRIVERS]: 1 })).toEqual([]);
    expect(seen).toMatchObject({ wakes, asked });
  });

  test("that somebody took are told as none, also to a person who has left the team", async () => {
    const { teams, report } = aCampaign();
    await report(1, { [DRIVERS]: 1, [SPANISH]: 1 });
    teams[SPANISH] = [];
    expect(await report(1, { [SPANISH]: 1 })).toEqual([`${ana} 0`, `${ben} 0`]);
    expect(await report(1, {})).toEqual([]);
  });

  test("reach a desk that was away when the alarm tries again, and no other twice", async () => {
    const { seen, away, report, news, restart } = aCampaign();
    away.add(ben);
    await expect(report(1, { [SPANISH]: 1 })).rejects.toThrow("away");
    expect(seen.told.splice(0)).toEqual([`${CAMPAIGN_ID} ${ana} 1`]);
    away.clear();
    restart();
    await news.now.run();
    expect(seen.told).toEqual([`${CAMPAIGN_ID} ${ben} 1`]);
  });

  test("are told to a member who joins later", async () => {
    const { state, seen, report, news } = aCampaign();
    await report(1, { [DRIVERS]: 1 });
    state.addTexter(cy, NOON, 1);
    news.now.joined();
    await news.now.run();
    expect(seen.told).toEqual([`${CAMPAIGN_ID} ${cy} 1`]);
  });

  test("that come and go while desks are told are told again", async () => {
    const { state, seen, away, report, news } = aCampaign();
    await report(1, {});
    away.add(ana);
    await report(1, { [DRIVERS]: 1 }).catch(() => {});
    away.clear();
    const before = seen.wakes;
    const running = news.now.run();
    state.saveNumbers(1, 99, NO_NUMBERS, {});
    await running;
    expect(seen.wakes).toBe(before + 1);
    await news.now.run();
    expect(seen.told.map((each) => each.slice(-1))).toEqual(["1", "0"]);
  });
});

test("where nothing was ever given to a team, a report costs nothing", async () => {
  const { seen, report } = aCampaign();
  expect(await report(1, {})).toEqual([]);
  expect(await report(2, {})).toEqual([]);
  expect(seen).toMatchObject({ wakes: 0, asked: 0 });
});
