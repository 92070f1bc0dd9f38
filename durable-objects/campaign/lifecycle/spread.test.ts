import { describe, expect, test } from "vitest";
import type { Spread } from "../../../domain/campaigns/campaign.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, CAMPAIGN_ID } from "../../testing/queue-world.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { spreadConfig, spreadOf } from "./spread.ts";
import { CampaignState } from "../state.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

function campaignOf(queueCount: number) {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig(), joinToken: "", customFields: [] });
  state.addQueues(queueCount);
  const taken = new Map<string, number>();
  const unreachable = new Set<string>();
  const published: Spread[] = [];
  const errors: string[] = [];
  let under = 0;
  let most = 0;
  const queue = (key: string) => ({
    async configure(config: CampaignConfig) {
      under += 1;
      most = Math.max(most, under);
      await Promise.resolve();
      under -= 1;
      if (unreachable.has(key)) throw new Error("no way there");
      taken.set(key, Math.max(config.epoch, taken.get(key) ?? 0));
    },
  });
  return {
    state,
    taken,
    unreachable,
    published,
    errors,
    mostAtOnce: () => most,
    spread: async (more: { silent?: string } = {}) => {
      const answer = await spreadConfig({
        state,
        // Only `configure` is called.
        queue: (key) =>
          (key === more.silent
            ? { configure: () => new Promise(() => {}) }
            : queue(key)) as unknown as Remote<CampaignQueueRpc>,
        publish: (spread) => void published.push(spread),
        onFault: (event, _, fields) => void errors.push(`${event} ${fields?.["queueKey"]} ${fields?.["epoch"]}`),
        deadlineMs: 20,
      });
      return answer.spread;
    },
  };
}

describe("a change of a campaign", () => {
  test("reaches all of 200 queues, several at once, and says how far it is", async () => {
    const campaign = campaignOf(200);
    expect(await campaign.spread()).toEqual({ epoch: 2, queues: 200, reached: 200 });
    expect(campaign.taken.size).toBe(200);
    expect(campaign.mostAtOnce()).toBe(6);
    expect(campaign.published.length).toBeGreaterThan(10);
    expect(campaign.published.at(-1)).toEqual({ epoch: 2, queues: 200, reached: 200 });
  });

  test("that does not reach a queue reaches the others, says so, and goes on with that one alone", async () => {
    const campaign = campaignOf(3);
    campaign.unreachable.add(`${CAMPAIGN_ID}.2`);
    expect(await campaign.spread()).toEqual({ epoch: 2, queues: 3, reached: 2 });
    expect(campaign.errors).toEqual([`queue_not_reached ${CAMPAIGN_ID}.2 2`]);
    campaign.unreachable.clear();
    campaign.taken.clear();
    expect(await campaign.spread()).toMatchObject({ reached: 3 });
    expect([...campaign.taken.keys()]).toEqual([`${CAMPAIGN_ID}.2`]);
  });

  test("does not wait for a queue that never answers", async () => {
    const campaign = campaignOf(2);
    expect(await campaign.spread({ silent: `${CAMPAIGN_ID}.1` })).toMatchObject({ queues: 2, reached: 1 });
  });

  test("is not sent again to queues that have it, nor to emptied ones", async () => {
    const campaign = campaignOf(2);
    campaign.state.sql.run("UPDATE queues SET cleared = 1 WHERE n = 2");
    await campaign.spread();
    campaign.taken.clear();
    campaign.published.length = 0;
    expect(await campaign.spread()).toEqual({ epoch: 2, queues: 1, reached: 1 });
    expect([campaign.taken.size, campaign.published.length]).toEqual([0, 0]);
    expect(spreadOf(campaign.state)).toEqual({ epoch: 2, queues: 1, reached: 1 });
  });
});
