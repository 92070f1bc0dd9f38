/**
 * Opt-outs on real objects: confirmations, unclear texts, and what counts when a STOP and a START cross
 * (docs/rules.md#opt-outs).
 */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { directoryKey, queueKey } from "../../../domain/ids.ts";
import type { ReviewDecision } from "../../../domain/opt-outs/opt-outs.ts";
import { directoryFor, directoryShard, organizationAt, queueAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  cells,
  contactTexts,
  control,
  deliverAll,
  deliverPulled,
  env,
  evict,
  firstQueue,
  itemOnDesk,
  ledger,
  letTimePass,
  queueNumbers,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const CONFIRMATION = "Org: you will get no more texts.";
const HELP = "Org: a volunteer texts you.";
const directoryStub = (orgId: string, cell: string) =>
  env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, directoryShard(cell)));

/** A campaign whose contacts have been texted. */
async function texted(areaCode: number, orgId?: string) {
  const [cell = ""] = cells(areaCode, 1);
  const running = await runningCampaign([cell], orgId === undefined ? {} : { orgId });
  await organizationAt(env, running.orgId).setAutomaticTexts({ version: 1, confirmation: CONFIRMATION, help: HELP });
  const [item] = await take(running, 1);
  await sendText(running.texter, item!);
  await vi.waitUntil(async () => (await queueNumbers(running)).sent === 1, WAIT);
  const decide = (sid: string, decision: ReviewDecision, personId = "p1") =>
    directoryFor(env, running.orgId, cell).decideReview({ sid, cell, decision, personId });
  const says = async (words: string, times = 1) => {
    const webhooks = await contactTexts(running.orgId, cell, words, times);
    expect(new Set(await deliverAll(webhooks))).toEqual(new Set([200]));
    return webhooks[0]!;
  };
  const optOuts = async () => (await queueNumbers(running)).optOuts;
  return { ...running, running, cell, item: item!, decide, says, optOuts };
}

const bodies = async (cell: string) => (await ledger([cell])).map((text) => text.body).slice(1);

describe("an opt-out in the contact's own words", () => {
  test("is confirmed by one text, however often it is delivered, over evictions", async () => {
    const { running, cell, says, orgId } = await texted(215);
    const webhook = await says("Please stop texting me", 3);
    await evict(firstQueue(running));
    expect(await deliverPulled(webhook)).toBe(200);
    await evict(directoryStub(orgId, cell));
    expect(await deliverPulled(webhook)).toBe(200);
    letTimePass(6_000);
    await vi.waitUntil(async () => {
      await runAlarm(firstQueue(running));
      return (await bodies(cell)).length > 0;
    }, WAIT);
    await says("stop texting me!!");
    await evict(firstQueue(running));
    letTimePass(6_000);
    await runAlarm(firstQueue(running));
    expect(await bodies(cell)).toEqual([CONFIRMATION]);
  });

  test("said twice at once, by somebody whom two campaigns texted, is confirmed once", async () => {
    const spring = await texted(216);
    const autumn = await texted(216, spring.orgId);
    const webhooks = [
      ...(await contactTexts(spring.orgId, spring.cell, "remove me from your list")),
      ...(await contactTexts(spring.orgId, spring.cell, "leave me alone")),
    ];
    expect(await deliverAll(webhooks)).toEqual([200, 200]);
    expect([await spring.optOuts(), await autumn.optOuts()]).toEqual([1, 1]);
    await vi.waitUntil(async () => (await bodies(spring.cell)).includes(CONFIRMATION), WAIT);
    const confirmations = (await bodies(spring.cell)).filter((body) => body === CONFIRMATION);
    expect(confirmations).toHaveLength(1);
  });

  test("by the carrier's own keyword is not confirmed by us", async () => {
    const { cell, says, optOuts } = await texted(217);
    await says("STOP");
    await says("stop texting me");
    expect(await optOuts()).toBe(1);
    expect(await bodies(cell)).toEqual([]);
  });

  test("and a START at the same moment leave one state everywhere, and no more than one confirmation", async () => {
    const { cell, running, orgId, texter, item, optOuts } = await texted(218);
    const stop = await contactTexts(orgId, cell, "please stop");
    const start = await contactTexts(orgId, cell, "start");
    await Promise.all([deliverAll(stop), evict(firstQueue(running)), deliverAll(start)]);
    // What failed on the way comes again, as the carrier delivers it.
    expect(await deliverAll([...stop, ...start])).toEqual([200, 200]);
    letTimePass(6_000);
    await runAlarm(firstQueue(running));
    const { optedOut } = (await directoryFor(env, orgId, cell).route({ orgId, from: cell, sid: "SM-none" }))!;
    expect(await optOuts()).toBe(optedOut ? 1 : 0);
    await vi.waitUntil(async () => (await itemOnDesk(texter, item.contactId)).optedOut === optedOut, WAIT);
    expect((await bodies(cell)).length).toBeLessThanOrEqual(1);
  });
});

test("HELP gets the organization's help text where the carrier does not answer it", async () => {
  const { cell, orgId, running } = await texted(219);
  const settings = await control<object>("/settings");
  await control("/settings", { ...settings, keywords: false }, "PUT");
  const webhooks = await contactTexts(orgId, cell, "help");
  expect(await deliverAll([...webhooks, ...webhooks])).toEqual([200, 200]);
  await vi.waitUntil(async () => (await bodies(cell)).length > 0, WAIT);
  await evict(firstQueue(running));
  expect(await deliverAll(webhooks)).toEqual([200]);
  expect(await bodies(cell)).toEqual([HELP]);
  await control("/settings", settings, "PUT");
});

describe("an unclear text", () => {
  test("reaches the directory over an eviction, and a person's tap opts out everywhere", async () => {
    const spring = await texted(220);
    const autumn = await texted(220, spring.orgId);
    const { messageSid } = await autumn.says("You have the wrong number");
    await evict(firstQueue(spring.running));
    await evict(firstQueue(autumn.running));
    for (const { running } of [spring, autumn]) {
      letTimePass(6_000);
      await runAlarm(firstQueue(running));
    }
    expect(await spring.optOuts()).toBe(0);
    await vi.waitUntil(async () => (await spring.decide(messageSid!, "confirm")).ok, WAIT);
    expect([await spring.optOuts(), await autumn.optOuts()]).toEqual([1, 1]);
    expect(await sendText(autumn.texter, await itemOnDesk(autumn.texter, autumn.item.contactId))).toMatchObject({
      ok: false,
      reason: "opted_out",
    });
    expect(await spring.decide(messageSid!, "undo")).toMatchObject({ ok: true, state: "open" });
    expect([await spring.optOuts(), await autumn.optOuts()]).toEqual([0, 0]);
  });

  test("confirmed and undone at once has one outcome, over an eviction of the directory", async () => {
    const { cell, orgId, says, decide, optOuts } = await texted(224);
    const { messageSid } = await says("please cancel");
    await vi.waitUntil(async () => (await decide(messageSid!, "dismiss")).ok, WAIT);
    await decide(messageSid!, "undo");
    const answers = await Promise.all([
      decide(messageSid!, "confirm", "p1"),
      decide(messageSid!, "dismiss", "p2"),
      decide(messageSid!, "confirm", "p3"),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({ reason: "already_decided", state: "confirmed" });
    await Promise.allSettled([
      decide(messageSid!, "undo"),
      evict(directoryStub(orgId, cell)),
      decide(messageSid!, "confirm"),
    ]);
    const last = await decide(messageSid!, "confirm");
    expect(last).toMatchObject({ ok: true, state: "confirmed" });
    expect(await optOuts()).toBe(1);
  });

  test("confirmed, then STOP: undo does not opt in", async () => {
    const { says, decide, optOuts } = await texted(225);
    const { messageSid } = await says("please cancel");
    await vi.waitUntil(async () => (await decide(messageSid!, "confirm")).ok, WAIT);
    await says("STOP");
    expect(await decide(messageSid!, "undo")).toMatchObject({ ok: false, reason: "said_since" });
    expect(await optOuts()).toBe(1);
  });

  test("is texted nothing", async () => {
    const { cell, says, decide } = await texted(228);
    const { messageSid } = await says("who is this, stop");
    await vi.waitUntil(async () => (await decide(messageSid!, "confirm")).ok, WAIT);
    expect(await bodies(cell)).toEqual([]);
  });
});

test("an admin's list reaches every contact of its numbers; repeated, it changes nothing", async () => {
  const { orgId, cell, optOuts } = await texted(229);
  const many = { orgId, cells: [cell], note: "asked by mail", personId: "p1" };
  const directory = () => directoryFor(env, orgId, cell);
  expect(await directory().optOutMany({ ...many, optedOut: true })).toEqual({ changed: 1 });
  expect(await directory().optOutMany({ ...many, optedOut: true })).toEqual({ changed: 0 });
  expect(await optOuts()).toBe(1);
  expect(await directory().optOutMany({ ...many, optedOut: false })).toEqual({ changed: 1 });
  expect(await optOuts()).toBe(0);
});

test("a number that the carrier cannot reach is not texted in any campaign, nor uploaded, until somebody writes from it", async () => {
  const spring = await texted(240);
  const autumn = await texted(240, spring.orgId);
  const [text] = await ledger([spring.cell]);
  const [contactId, messageId = ""] = text!.statusCallback!.split("/").slice(-2);
  const { campaignId } = spring.item.contactId === contactId ? spring : autumn;
  const key = queueKey(campaignId, 1);
  const failed = { n: 1, messageId, sid: text!.sid, status: "ERROR" as const, errorCode: 30005, from: "+12125550199" };
  expect(await queueAt(env, key).deliveryReports({ reports: [failed] })).toEqual([true]);
  for (const { texter, item } of [spring, autumn]) {
    await vi.waitUntil(async () => {
      const answer = await sendText(texter, await itemOnDesk(texter, item.contactId), { body: "Hello again?" });
      return !answer.ok && answer.reason === "bad_number";
    }, WAIT);
  }
  const register = { orgId: spring.orgId, contacts: JSON.stringify([[spring.cell, "c000000000000009.1.1"]]) };
  expect((await directoryFor(env, spring.orgId, spring.cell).register(register)).badNumbers).toHaveLength(1);
  await spring.says("I was on the subway");
  await vi.waitUntil(async () => {
    const { badNumbers } = await directoryFor(env, spring.orgId, spring.cell).register(register);
    return badNumbers.length === 0;
  }, WAIT);
});
