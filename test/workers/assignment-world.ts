/** What tests of assignments share: campaigns of two queues, and who has which contacts. */
import { expect, vi } from "vitest";
import { queueKey } from "../../domain/ids.ts";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import { queueAt } from "../../durable-objects/rpc/stubs.ts";
import { texterOf } from "../../durable-objects/texter-inbox/people/sessions.ts";
import { cells, env, importContacts, perform, runningCampaign, WAIT } from "./workers-world.ts";
import type { TestTexter, Running } from "./workers-world.ts";

/** An active campaign with two queues of `first` and `second` contacts. */
export async function twoQueues(areaCode: number, first: number, second: number, change = {}): Promise<Running> {
  const numbers = cells(areaCode, first + second);
  const running = await runningCampaign(numbers.slice(0, first), change);
  await importContacts(running.orgId, running.campaignId, numbers.slice(first));
  expect(await queueAt(env, queueKey(running.campaignId, 2)).counters()).toMatchObject({ numbers: { left: second } });
  return running;
}

export const stubOf = ({ campaignId }: Running) => env.CAMPAIGN.getByName(campaignId);

export function set({ campaign, orgId }: Running, counts: [TestTexter, number][]) {
  return campaign.setAssignments({
    orgId,
    counts: counts.map(([person, toSend]) => ({ texter: texterOf(person), toSend })),
  });
}

/** What each of these holds by the campaign's word. */
export async function holdingsOf({ campaign, orgId }: Running, people: TestTexter[]) {
  const shown = await campaign.assignments({ orgId });
  if (!shown.ok) throw new Error(shown.reason);
  const texters = people.map(({ personId }) => shown.texters.find((each) => each.personId === personId));
  return { left: shown.left, toSend: texters.map((each) => each?.toSend ?? 0), texters };
}

/** Everything on a desk from this campaign; the queues update it a moment later. */
export async function desk(person: TestTexter): Promise<DeskItem[]> {
  const answer = await perform(person, "changes", { seq: 0 });
  return answer.items ?? [];
}

export const onDesk = (person: TestTexter, count: number) =>
  vi.waitUntil(async () => (await desk(person)).length === count, WAIT);

export const campaignsOf = async (person: TestTexter) => {
  const answer = await perform(person, "campaigns", {});
  return (answer as unknown as { campaigns: { campaignId: string }[] }).campaigns.map((each) => each.campaignId);
};
