/** A carrier account that takes nothing for a while, on real objects: nothing is used up, and nothing goes twice. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newToken, queueKey } from "../../../domain/ids.ts";
import { carrierAccountAt, queueAt } from "../../rpc/stubs.ts";
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
  pullWebhooks,
  queueNumbers,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

const LIMIT = { timeout: 20_000, interval: 50 };
const TRY_EVERY_MS = 31_000;

type Accounts = { accounts: { status: string }[] };
async function accountIs(status: "active" | "suspended"): Promise<void> {
  const { accounts } = await control<Accounts>("/settings");
  await control("/settings", { accounts: accounts.map((account) => Object.assign(account, { status })) }, "PUT");
}

async function refusedCalls(): Promise<number> {
  const { requests } = await control<{ requests: { refused: number } }>("/ledger/summary");
  return requests.refused;
}

const troubleOf = async ({ orgId }: Running) =>
  (await carrierAccountAt(env).paceNow({ orgId, service: "MG00000000000000000000000000000001" })).trouble;

/** Time for the next try, and the alarms that it comes by. */
async function nextTry(campaigns: readonly Running[]): Promise<void> {
  letTimePass(TRY_EVERY_MS);
  await Promise.all(campaigns.map(({ campaignId }) => runAlarm(firstQueue({ campaignId }))));
}

async function untilCarried(campaigns: readonly Running[], contacts: readonly string[], count: number): Promise<void> {
  await vi.waitUntil(async () => {
    if ((await ledger(contacts)).length >= count) return true;
    await nextTry(campaigns);
    return false;
  }, LIMIT);
}

beforeAll(withoutPostgres);
afterEach(async () => {
  await accountIs("active");
  await afterTest();
});

/** Timers as they are: what is measured is who calls when. */
async function withoutPostgres(): Promise<void> {
  await fetch("http://postgres.control/stop");
}

describe("while the account is suspended", { timeout: 120_000 }, () => {
  test("texts of all campaigns wait, the carrier is hardly called, and then each goes once", async () => {
    const areas = [cells(228, 12), cells(229, 12)];
    const campaigns = [await runningCampaign(areas[0]!), await runningCampaign(areas[1]!)];
    await accountIs("suspended");
    const before = await refusedCalls();
    for (const campaign of campaigns) {
      for (const item of await take(campaign, 12)) await sendText(campaign.texter, item);
    }
    await vi.waitUntil(async () => (await troubleOf(campaigns[0]!)) !== null, LIMIT);
    expect(await troubleOf(campaigns[1]!)).toMatchObject({ scope: "account", code: 20005 });
    for (let i = 0; i < 4; i += 1) await nextTry(campaigns);
    // Memory is a cache: what waits and why is in the tables.
    await evict(queueStub(queueKey(campaigns[0]!.campaignId, 1)));
    await evict(env.CARRIER_ACCOUNT.getByName(env.TWILIO_ACCOUNT_SID));
    for (let i = 0; i < 4; i += 1) await nextTry(campaigns);
    expect(await ledger(areas.flat())).toEqual([]);
    for (const campaign of campaigns) {
      expect(await queueNumbers(campaign)).toMatchObject({ queued: 12, errors: 0, undecided: 0 });
    }
    // Six are on their way in each queue when the first is refused; after that one text tries at a time.
    expect((await refusedCalls()) - before).toBeLessThan(12 + 20);

    await accountIs("active");
    await untilCarried(campaigns, areas.flat(), 24);
    const texts = await ledger(areas.flat());
    expect(new Set(texts.map(({ to }) => to)).size).toBe(24);
    expect(texts).toHaveLength(24);
    expect(await troubleOf(campaigns[0]!)).toBeNull();
    for (const campaign of campaigns) {
      await vi.waitUntil(async () => (await queueNumbers(campaign)).queued === 0, LIMIT);
      expect(await queueNumbers(campaign)).toMatchObject({ errors: 0, undecided: 0 });
    }
  });

  test("an opt-out and a pause count for what waits", async () => {
    const contacts = cells(231, 3);
    const campaign = await runningCampaign(contacts);
    const [stops, ...others] = await take(campaign, 3);
    await sendText(campaign.texter, stops!);
    await vi.waitUntil(async () => (await ledger(contacts)).length === 1, LIMIT);
    await deliverAll();
    await accountIs("suspended");
    await sendText(campaign.texter, await itemOnDesk(campaign.texter, stops!.contactId));
    for (const item of others) await sendText(campaign.texter, item);
    await vi.waitUntil(async () => (await troubleOf(campaign)) !== null, LIMIT);
    await deliverAll(await contactTexts(campaign.orgId, stops!.cell, "STOP"));
    await accountIs("active");
    await untilCarried([campaign], contacts, 3);
    await vi.waitUntil(async () => (await queueNumbers(campaign)).queued === 0, LIMIT);
    expect((await ledger(contacts)).filter(({ to }) => to === stops!.cell)).toHaveLength(1);
    expect(await queueNumbers(campaign)).toMatchObject({ errors: 0, undecided: 0 });
  });
});

/** Texts a contact of a campaign; the text at the carrier, whose reports are not delivered yet. */
async function texted(area: number, count = 1) {
  const contacts = cells(area, count);
  const campaign = await runningCampaign(contacts);
  const items = await take(campaign, count);
  for (const item of items) await sendText(campaign.texter, item);
  await vi.waitUntil(async () => (await ledger(contacts)).length === count, LIMIT);
  return { contacts, campaign, items };
}

describe("a text that the carrier gave up", { timeout: 120_000 }, () => {
  test("because the account was suspended before it left goes once more, whatever its reports do", async () => {
    await control("/faults", { kind: "error-code", code: 30002, count: 4 });
    const { contacts, campaign } = await texted(239, 4);
    const reports = await pullWebhooks();
    await deliverAll([...reports.toReversed(), ...reports]);
    expect(await troubleOf(campaign)).toMatchObject({ code: 30002 });
    expect(await queueNumbers(campaign)).toMatchObject({ queued: 4, errors: 0 });
    await untilCarried([campaign], contacts, 8);
    // Late reports of the first tries, among those of the second.
    await deliverAll([...reports, ...(await pullWebhooks()), ...reports]);
    await vi.waitUntil(async () => (await queueNumbers(campaign)).queued === 0, LIMIT);
    const texts = await ledger(contacts);
    for (const cell of contacts) {
      expect(texts.filter(({ to }) => to === cell).map(({ status }) => status)).toEqual(["failed", "delivered"]);
    }
    expect(await queueNumbers(campaign)).toMatchObject({ delivered: 4, errors: 0, undecided: 0 });
  });

  test("because the phone takes no pictures goes as a text with the picture's address (30011)", async () => {
    const { contacts, campaign, items } = await texted(234);
    await deliverAll();
    await deliverAll(await contactTexts(campaign.orgId, contacts[0]!, "Where?"));
    await control("/faults", { kind: "error-code", code: 30011 });
    const picture = `${campaign.orgId}-${newToken()}.png`;
    const item = async () => itemOnDesk(campaign.texter, items[0]!.contactId);
    await vi.waitUntil(async () => (await item()).status === "needsResponse", LIMIT);
    expect(await sendText(campaign.texter, await item(), { body: "Here", picture })).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await ledger(contacts)).length === 2, LIMIT);
    await deliverAll();
    await vi.waitUntil(async () => (await ledger(contacts)).length === 3, LIMIT);
    const [, mms, sms] = await ledger(contacts);
    expect(mms).toMatchObject({ body: "Here", status: "undelivered", sid: expect.stringMatching(/^MM/) });
    expect(sms).toMatchObject({ body: `Here\n${env.PUBLIC_ORIGIN}/api/pictures/${picture}`, status: "delivered" });
    expect(sms).toMatchObject({ sid: expect.stringMatching(/^SM/) });
    await deliverAll();
    await vi.waitUntil(async () => (await item()).messages.at(-1)?.sendStatus === "DELIVERED", LIMIT);
  });

  test("because the network's day is used up waits for the next, and the next text to the contact with it (30027)", async () => {
    await control("/faults", { kind: "error-code", code: 30027, count: 1 });
    const { contacts, campaign, items } = await texted(235);
    await deliverAll();
    expect(await queueNumbers(campaign)).toMatchObject({ queued: 1, errors: 0 });
    await deliverAll(await contactTexts(campaign.orgId, contacts[0]!, "And?"));
    const item = () => itemOnDesk(campaign.texter, items[0]!.contactId);
    await vi.waitUntil(async () => (await item()).status === "needsResponse", LIMIT);
    await sendText(campaign.texter, await item(), { body: "Tomorrow" });
    await nextTry([campaign]);
    expect(await ledger(contacts)).toHaveLength(1);
    letTimePass(24 * 3_600_000);
    await untilCarried([campaign], contacts, 3);
  });

  test("because the phone was off counts in every campaign, and the third time is a bad number (30003)", async () => {
    await control("/faults", { kind: "error-code", code: 30003 });
    const first = await texted(240);
    const second = await runningCampaign(first.contacts, { orgId: first.campaign.orgId });
    const [other] = await take(second, 1);
    await sendText(second.texter, other!);
    await vi.waitUntil(async () => (await ledger(first.contacts)).length === 2, LIMIT);
    const reports = await pullWebhooks();
    for (const report of [...reports, ...reports]) await deliverPulled(report);
    const again = async (campaign: Running, id: string) =>
      sendText(campaign.texter, await itemOnDesk(campaign.texter, id));
    expect(await again(second, other!.contactId)).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await ledger(first.contacts)).length === 3, LIMIT);
    await deliverAll();
    const isBad = async () => (await again(first.campaign, first.items[0]!.contactId)).reason === "bad_number";
    await vi.waitUntil(isBad, LIMIT);
    expect((await queueAt(env, queueKey(first.campaign.campaignId, 1)).counters()).numbers).toMatchObject({
      errors: 1,
    });
  });
});
