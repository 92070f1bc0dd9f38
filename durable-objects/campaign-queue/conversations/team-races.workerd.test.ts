/**
 * A texter taps an answer that gives the conversation to a team while an admin changes the script, deletes the team, or both, and objects
 * lose their memory: one outcome, the same for each repetition, and somebody has the conversation.
 */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { organizationAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  firstQueue,
  inboxStub,
  itemOnDesk,
  perform,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const TEAM = "t000000000000001";
const HARD = { kind: "team", teamId: TEAM } as const;

const scriptWith = (isActing: boolean): Script => ({
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
      question: "Comes?",
      answers: [isActing ? { value: "Hard", nextStepId: null, action: HARD } : { value: "Hard", nextStepId: null }],
    },
  ],
});

/** Two contacts who wait for an answer, and a member of the team who has joined. */
async function world(areaCode: number) {
  const numbers = cells(areaCode, 2);
  const running = await runningCampaign(numbers, { script: scriptWith(true) });
  const items = await take(running, 2);
  for (const item of items) await sendText(running.texter, item);
  await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
  for (const cell of numbers) await deliverAll(await contactTexts(running.orgId, cell, "Hm"));
  await vi.waitUntil(async () => (await queueNumbers(running)).needsResponse === 2, WAIT);
  const member = await aTexter(running.orgId, "Bea");
  const outsider = await aTexter(running.orgId, "Cy");
  let version = 0;
  const teams = (isThere: boolean) => {
    const team = { teamId: TEAM, title: "Hard", color: "blue" as const, priority: 1, personIds: [member.personId] };
    const trust = { fromRole: null, afterTexts: null };
    return organizationAt(env, running.orgId).setRules({
      version: (version += 1),
      trust,
      teams: isThere ? [team] : [],
    });
  };
  await teams(true);
  for (const person of [member, outsider]) await perform(person, "join", { token: running.joinToken });
  return { running, items, member, outsider, teams };
}

const tapOn = ({ contactId }: DeskItem, scriptVersion = 1) => ({
  contactId,
  stepId: "s1",
  value: "Hard",
  action: HARD,
  scriptVersion,
  opId: crypto.randomUUID(),
});

const edit = ({ orgId, campaign }: Running, revision: number, isActing: boolean) =>
  campaign.editScript({
    orgId,
    script: scriptWith(isActing),
    revision,
    by: { personId: "p000000000000009", name: "Ada" },
  });

async function forget({ orgId, campaignId, ...running }: Running, which: number): Promise<void> {
  const stubs = [
    firstQueue({ campaignId }),
    env.CAMPAIGN.getByName(campaignId),
    env.ORGANIZATION.getByName(orgId),
    inboxStub(running.texter),
  ];
  for (const [at, stub] of stubs.entries()) if ((which >> at) & 1) await evict(stub);
}

/** What an admin does meanwhile. */
const CHANGES = {
  "edits the script": (running: Running) => [() => edit(running, 2, false)],
  "edits it twice": (running: Running) => [() => edit(running, 2, false), () => edit(running, 3, true)],
  "deletes the team": (_: Running, teams: (isThere: boolean) => unknown) => [async () => teams(false)],
  "does both": (running: Running, teams: (isThere: boolean) => unknown) => [
    () => edit(running, 2, false),
    async () => teams(false),
  ],
  "deletes the team and edits": (running: Running, teams: (isThere: boolean) => unknown) => [
    async () => teams(false),
    () => edit(running, 2, false),
  ],
} as const;

const AREA_CODES = [601, 602, 603, 605, 606, 607, 608, 609, 610, 612, 614, 615, 616, 617, 618];
const cases = Object.keys(CHANGES)
  .flatMap((change) => [0b0001, 0b0110, 0b1111].map((evicted) => [change as keyof typeof CHANGES, evicted] as const))
  .map(([change, evicted], at) => [change, evicted, AREA_CODES[at] ?? 0] as const);

test.each(cases)("an admin %s (evicted: %i)", async (change, evicted, areaCode) => {
  const { running, items, member, outsider, teams } = await world(areaCode);
  const { texter } = running;
  const taps = items.map((item) => tapOn(item));
  const say = (tap: (typeof taps)[number]) => perform(texter, "answer", tap);
  const acts = CHANGES[change](running, teams);
  const [first] = await Promise.all([say(taps[0]!), ...acts.map((act) => act())]);
  await forget(running, evicted);
  // The second comes when all is done.
  const answers = [first, await say(taps[1]!)];
  await forget(running, evicted);
  const given: string[] = [];
  for (const [at, answer] of answers.entries()) {
    const tap = taps[at]!;
    // "Unavailable" is said again later by the app, with the same id.
    const last = answer.reason === "unavailable" ? await say(tap) : answer;
    const again = [await say(tap), await say(tap)];
    if (last.ok) {
      expect(last).toMatchObject({ gaveAway: true });
      for (const each of again) expect(each).toMatchObject({ ok: true, gaveAway: true });
      expect(await perform(texter, "contact", { contactId: tap.contactId })).toMatchObject({ ok: false });
      given.push(tap.contactId);
    } else {
      expect(last).toMatchObject({ reason: "no_such_team", message: expect.any(String) });
      for (const each of again) expect(each).toMatchObject({ ok: false, reason: "no_such_team" });
      expect(await itemOnDesk(texter, tap.contactId)).toMatchObject({ answers: {}, status: "needsResponse" });
    }
  }
  // What was given away is there for its team, or, without one, for anybody at once.
  const isDeleted = change.includes("delete") || change.includes("both");
  const taker = isDeleted ? outsider : member;
  const taken = new Set<string>();
  await vi.waitUntil(async () => {
    await perform(taker, "take", { campaignId: running.campaignId, requestId: crypto.randomUUID() });
    for (const contactId of given) {
      const { item } = await perform(taker, "contact", { contactId });
      if (item?.answers["s1"] === "Hard") taken.add(contactId);
    }
    return taken.size === given.length;
  }, WAIT);
  if (!isDeleted) expect(given).toHaveLength(2);
});
