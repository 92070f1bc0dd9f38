/** Answers that do something besides, on real objects: tapped twice, repeated after evictions, in a race with STOP. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import type { DeskItem, TexterAnswers } from "../../../domain/texter-app/texter.ts";
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
  ledger,
  perform,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running, TestTexter } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const TEAM = "t000000000000001";
const NEVER = { value: "Never", action: { kind: "opt_out" } } as const;
const HARD = { value: "Hard", action: { kind: "team", teamId: TEAM } } as const;

const script: Script = {
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
      question: "Comes?",
      answers: [
        { value: "Yes", nextStepId: null },
        { ...NEVER, nextStepId: null },
        { ...HARD, nextStepId: null },
      ],
    },
  ],
};

/** A contact who was texted and has answered. */
async function talking(areaCode: number) {
  const [cell = ""] = cells(areaCode, 1);
  const running = await runningCampaign([cell], { script });
  const [item] = await take(running, 1);
  if (!item) throw new Error("no contact");
  await sendText(running.texter, item);
  await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
  await deliverAll(await contactTexts(running.orgId, cell, "Hm"));
  await vi.waitUntil(async () => (await itemOnDesk(running.texter, item.contactId)).status === "needsResponse", WAIT);
  return { running, cell, item };
}

function tapOf(item: DeskItem, { value, action }: { value: string; action: AnswerAction }) {
  return { contactId: item.contactId, stepId: "s1", value, action, scriptVersion: 1, opId: crypto.randomUUID() };
}

async function evictAll(running: Running): Promise<void> {
  await evict(firstQueue(running));
  await evict(inboxStub(running.texter));
}

describe("an answer that opts out", () => {
  test("tapped ten times at once, and again after evictions, is one opt-out of every campaign", async () => {
    const { running, cell, item } = await talking(224);
    const autumn = await runningCampaign([cell], { orgId: running.orgId });
    const tap = tapOf(item, NEVER);
    const answers = await Promise.all(Array.from({ length: 10 }, () => perform(running.texter, "answer", tap)));
    expect(answers.map(({ ok }) => ok)).toEqual(Array(10).fill(true));
    expect(await queueNumbers(autumn)).toMatchObject({ optOuts: 1 });
    await evictAll(running);
    expect(await perform(running.texter, "answer", tap)).toMatchObject({
      ok: true,
      item: { answers: { s1: "Never" }, optedOut: true, status: "closed" },
    });
    // Another answer takes nothing back.
    const other = { contactId: item.contactId, stepId: "s1", value: "Yes", opId: crypto.randomUUID() };
    expect(await perform(running.texter, "answer", other)).toMatchObject({ item: { optedOut: true } });
    expect(await sendText(running.texter, item, { initial: false })).toMatchObject({ ok: false, reason: "opted_out" });
    // No confirmation follows: it goes to those who asked by a text.
    expect(await ledger([cell])).toHaveLength(1);
  });

  test("in a race with the contact's STOP leaves the number opted out, and with START after it opted in", async () => {
    const { running, cell, item } = await talking(228);
    const stop = await contactTexts(running.orgId, cell, "STOP");
    const tap = tapOf(item, NEVER);
    await Promise.all([deliverAll(stop), perform(running.texter, "answer", tap)]);
    expect(await queueNumbers(running)).toMatchObject({ optOuts: 1 });
    await deliverAll(await contactTexts(running.orgId, cell, "START"));
    expect(await queueNumbers(running)).toMatchObject({ optOuts: 0 });
    expect(await perform(running.texter, "answer", tap)).toMatchObject({ ok: true });
    expect(await queueNumbers(running)).toMatchObject({ optOuts: 0 });
  });
});

describe("an answer that gives the conversation to a team", () => {
  async function memberOf(running: Running, teamIds: string[]): Promise<TestTexter> {
    const person = await aTexter(running.orgId, "Bea");
    const color = "blue" as const;
    const teams = teamIds.map((teamId) => ({
      teamId,
      title: teamId,
      color,
      priority: 1,
      personIds: [person.personId],
    }));
    const trust = { fromRole: null, afterTexts: null };
    await organizationAt(env, running.orgId).setRules({ version: 1, trust, teams });
    await perform(person, "join", { token: running.joinToken });
    return person;
  }
  const asks = (person: TestTexter, { campaignId }: Running) =>
    perform(person, "take", { campaignId, requestId: crypto.randomUUID() });

  test("leaves the desk; a repetition is answered as before; a member takes it, with its answers", async () => {
    const { running, item } = await talking(229);
    const outsider = await aTexter(running.orgId, "Cy");
    await perform(outsider, "join", { token: running.joinToken });
    const member = await memberOf(running, [TEAM]);
    const tap = tapOf(item, HARD);
    const first = await perform(running.texter, "answer", tap);
    expect(first).toMatchObject({ ok: true, gaveAway: true, counts: { waiting: 0 } });
    await evictAll(running);
    expect(await perform(running.texter, "answer", tap)).toEqual(first);
    expect(await perform(running.texter, "contact", { contactId: item.contactId })).toMatchObject({ ok: false });
    expect(await asks(outsider, running)).toMatchObject({ ok: false, reason: "nothing_left" });
    expect(await asks(member, running)).toMatchObject({ ok: true, taken: 1 });
    expect(await itemOnDesk(member, item.contactId)).toMatchObject({
      answers: { s1: "Hard" },
      status: "needsResponse",
    });
    expect(await perform(running.texter, "answer", tap)).toMatchObject({ ok: true, gaveAway: true });
  });

  test("is on the screens of the team's members at once, and on nobody else's, until one has taken it", async () => {
    const { running, item } = await talking(239);
    const member = await memberOf(running, [TEAM]);
    const outsider = await aTexter(running.orgId, "Cy");
    await perform(outsider, "join", { token: running.joinToken });
    const waits = async (person: TestTexter) => {
      const { campaigns } = (await perform(person, "campaigns", {})) as unknown as TexterAnswers["campaigns"];
      return campaigns[0]?.teamWaiting ?? 0;
    };
    await perform(running.texter, "answer", tapOf(item, HARD));
    await vi.waitUntil(async () => (await waits(member)) === 1, WAIT);
    expect(await waits(outsider)).toBe(0);
    // Stored: a restart shows it as well.
    await evict(inboxStub(member));
    expect(await waits(member)).toBe(1);
    expect(await asks(member, running)).toMatchObject({ ok: true, taken: 1 });
    await vi.waitUntil(async () => (await waits(member)) === 0, WAIT);
    const { messages } = await itemOnDesk(member, item.contactId);
    expect(messages.map(({ direction, by }) => [direction, by])).toEqual([
      ["out", "other"],
      ["in", undefined],
    ]);
  });

  test("is on the screen of somebody who joins the team later, at once, and leaves it with them", async () => {
    const { running, item } = await talking(240);
    const late = await aTexter(running.orgId, "Dee");
    await perform(late, "join", { token: running.joinToken });
    const first = await memberOf(running, [TEAM]);
    await perform(running.texter, "answer", tapOf(item, HARD));
    const waits = async (person: TestTexter) => {
      const { campaigns } = (await perform(person, "campaigns", {})) as unknown as TexterAnswers["campaigns"];
      return campaigns[0]?.teamWaiting ?? 0;
    };
    await vi.waitUntil(async () => (await waits(first)) === 1, WAIT);
    const trust = { fromRole: null, afterTexts: null };
    const team = { teamId: TEAM, title: TEAM, color: "blue" as const, priority: 1 };
    const setTeam = (version: number, ...people: TestTexter[]) =>
      organizationAt(env, running.orgId).setRules({
        version,
        trust,
        teams: [{ ...team, personIds: people.map(({ personId }) => personId) }],
      });
    await setTeam(2, first, late);
    await vi.waitUntil(async () => (await waits(late)) === 1, WAIT);
    expect(await waits(first)).toBe(1);
    await setTeam(3, first);
    await evict(env.ORGANIZATION.getByName(running.orgId));
    await vi.waitUntil(async () => (await waits(late)) === 0, WAIT);
    expect(await waits(first)).toBe(1);
  });

  test("by a former script's answer needs that script to have said so, whatever an app sends", async () => {
    const { running, item } = await talking(231);
    await memberOf(running, [TEAM, "t000000000000002"]);
    const { orgId, campaign, texter } = running;
    const [step] = script.steps;
    // The second snapshot does nothing by its answers.
    const answers = step?.answers.map(({ value }) => ({ value, nextStepId: null })) ?? [];
    const plain: Script = { rootStepId: "s1", steps: [{ id: "s1", texts: ["Hello."], question: "Comes?", answers }] };
    const by = { personId: "p000000000000009", name: "Ada" };
    expect(await campaign.editScript({ orgId, script: plain, revision: 2, by })).toMatchObject({ scriptVersion: 2 });
    await evictAll(running);
    await evict(env.CAMPAIGN.getByName(running.campaignId));
    const forged = { kind: "team", teamId: "t000000000000002" } as const;
    expect(await perform(texter, "answer", { ...tapOf(item, HARD), action: forged })).toMatchObject({
      ok: false,
      reason: "unknown_answer",
    });
    expect(await perform(texter, "answer", tapOf(item, HARD))).toMatchObject({ ok: true, gaveAway: true });
  });
});
