/** A Messaging Service or carrier account that the operator gives to another organization while campaigns text by it. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { queueKey } from "../../domain/ids.ts";
import { everyDeath, requestAndDie } from "../../test/workers/dying-worker.ts";
import { started } from "../../test/workers/test-campaign.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import { Browser, env, newOrganization, queryPostgres } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { control, ledger } from "../../test/workers/workers-world.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { deliverDue } from "../authored/deliver.ts";
import { databaseOf } from "../http/database.ts";

const WAIT = { timeout: 30_000, interval: 50 };
const NUMBER = "+16175550371";
const random = (prefix: string) => prefix + crypto.randomUUID().replaceAll("-", "");
const headers = { authorization: `Bearer ${env.SETUP_TOKEN}` };

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
});
afterEach(() => vi.unstubAllGlobals());

const move = (sid: string, { orgId }: TestOrganization, more: object = {}) =>
  new Browser().call("/api/setup/carrier/move", { headers, json: { sid, orgId, ...more } });
const inboundTo = ({ orgId }: TestOrganization) => `/webhooks/twilio/${orgId}/inbound`;
const statusOf = async ({ admin }: TestOrganization, campaignId: string) =>
  (await admin.call(`/api/admin/campaigns/${campaignId}`)).body["campaign"] as Record<string, unknown>;
const setStatus = ({ admin }: TestOrganization, campaignId: string, json: object) =>
  admin.call(`/api/admin/campaigns/${campaignId}/status`, { json });

/** A service at the carrier, of the installation's account unless another is named. */
async function newService(organization: TestOrganization | null): Promise<string> {
  const sid = random("MG");
  await control(`/services/${sid}`, { numbers: [NUMBER] }, "PUT");
  const json = { messagingServiceSid: sid };
  if (organization) await organization.admin.call("/api/admin/settings", { method: "PATCH", json });
  return sid;
}

const unmatchedOf = ({ orgId }: TestOrganization) =>
  queryPostgres<{ body: string }>("select body from unmatched_texts where org_id = $1", [orgId]);

type Conversation = Awaited<ReturnType<typeof texted>>;
const lastOf = async ({ item }: Conversation) => (await item()).messages.at(-1);
async function reply({ op, item, contactId }: Conversation, body: string) {
  const lastSeenId = (await item()).messages.findLast(({ direction }) => direction === "in")?.id ?? null;
  return op("send", { contactId, messageId: crypto.randomUUID(), body, initial: false, lastSeenId });
}

describe("a service that campaigns text by", () => {
  test("is not moved, and the operator is told which campaigns and what to do; with stopCampaigns they stop with it", async () => {
    const service = await newService(ours);
    const talk = await texted(ours, "+16172345701", service);
    await vi.waitUntil(async () => (await ledger(["+16172345701"])).length === 1, WAIT);
    const refused = await move(service, theirs);
    expect(refused).toMatchObject({ status: 422, body: { reason: "still_texting" } });
    expect(refused.body["campaigns"]).toMatchObject([{ campaignId: talk.campaignId, status: "ACTIVE" }]);
    expect(refused.body["message"]).toMatch(/^1 campaign texts by the Messaging Service MG.*"stopCampaigns": true/);

    const moved = await move(service, theirs, { stopCampaigns: true });
    expect(moved.body).toMatchObject({ ok: true, underWay: false, stopped: [{ campaignId: talk.campaignId }] });
    expect(await statusOf(ours, talk.campaignId)).toMatchObject({
      status: "ACTIVE",
      paused: true,
      resourceLost: expect.stringContaining("given to another organization"),
    });

    // Nothing more goes, in any state, and nobody lets it go by accident.
    const form = { ...inboundForm("+16172345701", "Yes!", NUMBER), MessagingServiceSid: service };
    expect(await deliverWebhook(inboundTo(ours), form)).toMatchObject({ status: 200 });
    await expect.poll(() => lastOf(talk), WAIT).toMatchObject({ direction: "in", body: "Yes!" });
    expect(await reply(talk, "Great")).toMatchObject({ ok: false, reason: "campaign_paused" });
    for (const wish of [{ paused: false }, { status: "CLOSED_FOR_INITIAL_SENDS" }]) {
      const resumed = await setStatus(ours, talk.campaignId, wish);
      expect(resumed.body).toMatchObject({ ok: false, reason: "resource_lost" });
      expect(resumed.body["message"]).toContain("Copy the campaign to continue with a Messaging Service of your own.");
    }
    expect(await ledger(["+16172345701"])).toHaveLength(1);

    // Moved back, it goes on when an admin resumes it.
    expect((await move(service, ours)).body).toMatchObject({ ok: true, stopped: [] });
    expect(await statusOf(ours, talk.campaignId)).toMatchObject({ paused: true, resourceLost: null });
    expect((await setStatus(ours, talk.campaignId, { paused: false })).body).toMatchObject({ ok: true });
    expect(await reply(talk, "Great")).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await ledger(["+16172345701"])).length === 2, WAIT);
  });

  test("is moved when they are paused or closed, and their replies wait under every state", async () => {
    const service = await newService(ours);
    const talk = await texted(ours, "+16172345702", service);
    await vi.waitUntil(async () => (await ledger(["+16172345702"])).length === 1, WAIT);
    expect((await setStatus(ours, talk.campaignId, { status: "CLOSED_FOR_INITIAL_SENDS" })).body).toMatchObject({
      ok: true,
    });
    expect((await move(service, theirs)).body).toMatchObject({ reason: "still_texting" });
    await setStatus(ours, talk.campaignId, { status: "CLOSED", openSeen: true });
    expect((await move(service, theirs)).body).toMatchObject({ ok: true, stopped: [] });
    expect((await setStatus(ours, talk.campaignId, { status: "ACTIVE" })).body).toMatchObject({
      reason: "resource_lost",
    });

    const other = await newService(ours);
    const still = await texted(ours, "+16172345703", other);
    await vi.waitUntil(async () => (await ledger(["+16172345703"])).length === 1, WAIT);
    await setStatus(ours, still.campaignId, { status: "CLOSED_FOR_INITIAL_SENDS" });
    expect((await move(other, theirs, { stopCampaigns: true })).body).toMatchObject({ ok: true, underWay: false });
    // Replies are open under this state, but its service is gone.
    const form = { ...inboundForm("+16172345703", "Hm?", NUMBER), MessagingServiceSid: other };
    await deliverWebhook(inboundTo(ours), form);
    await expect.poll(() => lastOf(still), WAIT).toMatchObject({ body: "Hm?" });
    expect(await reply(still, "Sorry")).toMatchObject({ ok: false, reason: "campaign_paused" });
  });

  test("has replies for both: each goes to the conversation that it answers, whichever address it comes to", async () => {
    const service = await newService(ours);
    const cell = "+16172345711";
    const talk = await texted(ours, cell, service);
    await vi.waitUntil(async () => (await ledger([cell])).length === 1, WAIT);
    const [ourText] = await ledger([cell]);
    await move(service, theirs, { stopCampaigns: true });
    const by = (from: string, body: string) => ({
      ...inboundForm(from, body, NUMBER),
      MessagingServiceSid: service,
    });

    // The operator has set the new holder's address at the carrier.
    expect(await deliverWebhook(inboundTo(theirs), by(cell, "To the former holder"))).toMatchObject({ status: 200 });
    await expect.poll(() => lastOf(talk), WAIT).toMatchObject({ body: "To the former holder" });

    // Not yet: the present holder texts somebody, and the same person.
    const [theirTalk, sameTalk] = [await texted(theirs, "+16172345712", service), await texted(theirs, cell, service)];
    await vi.waitUntil(async () => (await ledger([cell])).length === 2, WAIT);
    expect(await deliverWebhook(inboundTo(ours), by("+16172345712", "To the present one"))).toMatchObject({
      status: 200,
    });
    await expect.poll(() => lastOf(theirTalk), WAIT).toMatchObject({ body: "To the present one" });
    // The carrier's report says by which number it went.
    const { contactId, messageId } = sameTalk;
    const theirText = (await ledger([cell])).find(({ sid }) => sid !== ourText?.sid);
    const report = { MessageSid: theirText?.sid ?? "", MessageStatus: "delivered", From: NUMBER };
    const path = `/webhooks/twilio/${theirs.orgId}/status/${contactId}/${messageId}`;
    expect(await deliverWebhook(path, { ...report, AccountSid: env.TWILIO_ACCOUNT_SID })).toMatchObject({
      status: 204,
    });
    await deliverWebhook(inboundTo(ours), by(cell, "To the last who wrote"));
    await expect.poll(() => lastOf(sameTalk), WAIT).toMatchObject({ body: "To the last who wrote" });
    expect(await lastOf(talk)).toMatchObject({ body: "To the former holder" });

    // Nobody has texted this one: it is the present holder's to look at.
    await deliverWebhook(inboundTo(ours), by("+16172345713", "From nobody's contact"));
    await expect.poll(() => unmatchedOf(theirs), WAIT).toEqual([{ body: "From nobody's contact" }]);
    expect(await unmatchedOf(ours)).toEqual([]);
    // The same text again, at the other address, is the same text.
    const once = by("+16172345714", "Once");
    await deliverWebhook(inboundTo(theirs), once);
    await deliverWebhook(inboundTo(ours), once);
    await expect.poll(() => unmatchedOf(theirs), WAIT).toHaveLength(2);
    expect(await unmatchedOf(ours)).toEqual([]);
  });

  test("ends at the former holder also when the campaign starts at the same moment", async () => {
    const service = await newService(ours);
    const organization = await newOrganization();
    await Promise.all([
      started(ours, "first,last,cell\r\nAnn,Lee,+16172345721\r\n", service).catch(() => null),
      move(service, organization, { stopCampaigns: true }),
    ]);
    await cron([ours.orgId, organization.orgId]);
    const rows = await queryPostgres<{ id: string }>("select id from campaigns where org_id = $1", [ours.orgId]);
    for (const { id } of rows) {
      const detail = await statusOf(ours, id);
      const isTexting = detail["status"] === "ACTIVE" && detail["paused"] === false;
      if (isTexting) expect(await serviceOf(id)).not.toBe(service);
    }
  });
});

/** As a minute later; of these organizations alone, because other tests have theirs. */
async function cron(orgIds: string[]): Promise<void> {
  const pending = "select subject from authored_copies where org_id = any($1) and confirmed < version";
  await vi.waitUntil(async () => {
    await queryPostgres("update authored_copies set due_at = now() where org_id = any($1)", [orgIds]);
    for (const orgId of orgIds) await deliverDue(env, databaseOf(env), createLogger(), orgId);
    return (await queryPostgres(pending, [orgIds])).length === 0;
  }, WAIT);
}

async function serviceOf(campaignId: string): Promise<unknown> {
  return (await infoOf(campaignId))["messagingServiceSid"];
}

async function infoOf(campaignId: string): Promise<Record<string, unknown>> {
  return runInDurableObject(env.CAMPAIGN.getByName(campaignId), (_, { storage }) => {
    const [row] = storage.sql.exec<{ json: string }>("SELECT json FROM info").toArray();
    return JSON.parse(row?.json ?? "{}") as Record<string, unknown>;
  });
}

async function queuePaused(campaignId: string): Promise<boolean> {
  const queue = env.CAMPAIGN_QUEUE.getByName(queueKey(campaignId, 1));
  return runInDurableObject(queue, (_, { storage }) => {
    const [row] = storage.sql.exec<{ json: string }>("SELECT json FROM config").toArray();
    return (JSON.parse(row?.json ?? "{}") as { paused: boolean }).paused;
  });
}

test("wherever the Worker dies while a service is moved, holder, campaign and queue agree after the cron", async () => {
  // Of their own, so that nothing else is delivered for them.
  const [mine, others] = [await newOrganization(), await newOrganization()];
  const service = await newService(mine);
  const { campaignId } = await started(mine, "first,last,cell\r\nAnn,Lee,+16172345731\r\n", service);
  const deaths: boolean[] = [];
  for (const death of everyDeath()) {
    const [row] = await queryPostgres<{ org_id: string }>("select org_id from carrier_services where sid = $1", [
      service,
    ]);
    const to = row?.org_id === mine.orgId ? others : mine;
    await setStatus(mine, campaignId, { paused: false });
    const json = { sid: service, orgId: to.orgId, stopCampaigns: true };
    const how = { method: "POST", json, headers };
    const { died, body } = await requestAndDie(new Browser(), "/api/setup/carrier/move", how, death);
    const orgIds = [mine.orgId, others.orgId];
    await cron(orgIds);
    await vi.waitUntil(async () => {
      const [after] = await queryPostgres<{ org_id: string }>("select org_id from carrier_services where sid = $1", [
        service,
      ]);
      const isLost = after?.org_id !== mine.orgId;
      const { lostResources = [], paused } = await infoOf(campaignId);
      if ((lostResources as string[]).includes(service) !== isLost) return false;
      // Found paused where it was lost, and left to an admin when it came back.
      return !isLost || (paused === true && (await queuePaused(campaignId)));
    }, WAIT);
    deaths.push(died);
    if (!died) {
      expect(body).toMatchObject({ ok: true, underWay: false });
      break;
    }
  }
  expect(deaths.filter(Boolean).length).toBeGreaterThanOrEqual(5);
}, 300_000);

describe("an account that campaigns text by", () => {
  const authToken = "token of the account that is moved";
  let account: string;
  let service: string;

  async function atCarrier(token = authToken): Promise<void> {
    const { accounts } = await control<{ accounts: { sid: string }[] }>("/settings");
    const entry = { sid: account, authToken: token, services: [{ sid: service, numbers: [NUMBER] }] };
    await control("/settings", { accounts: [...accounts.filter(({ sid }) => sid !== account), entry] }, "PUT");
  }

  test("takes its webhooks along: replies and reports of the former holder still arrive, by the new token, too", async () => {
    [account, service] = [random("AC"), random("MG")];
    await atCarrier();
    const path = "/api/admin/carrier/account";
    const enter = ({ admin }: TestOrganization, token: string) =>
      admin.call(path, { method: "PUT", json: { accountSid: account, authToken: token } });
    await enter(ours, authToken);
    const cell = "+16172345741";
    const talk = await texted(ours, cell, service);
    await vi.waitUntil(async () => (await ledger([cell])).length === 1, WAIT);
    expect((await move(account, theirs)).body).toMatchObject({ reason: "still_texting" });
    const moved = await move(account, theirs, { stopCampaigns: true });
    expect(moved.body).toMatchObject({ ok: true, underWay: false, stopped: [{ campaignId: talk.campaignId }] });
    expect(await statusOf(ours, talk.campaignId)).toMatchObject({ paused: true });

    const by = (body: string) => ({ ...inboundForm(cell, body, NUMBER), AccountSid: account });
    const post = async (to: TestOrganization, body: string, token: string) =>
      (await deliverWebhook(inboundTo(to), by(body), { token })).status;
    expect(await post(ours, "At the former address", authToken)).toBe(200);
    await expect.poll(() => lastOf(talk), WAIT).toMatchObject({ body: "At the former address" });
    expect(await post(theirs, "At the new address", authToken)).toBe(200);
    await expect.poll(() => lastOf(talk), WAIT).toMatchObject({ body: "At the new address" });
    const report = `/webhooks/twilio/${ours.orgId}/status/${talk.contactId}/${talk.messageId}`;
    const [text] = await ledger([cell]);
    const delivered = { MessageSid: text?.sid ?? "", MessageStatus: "delivered", AccountSid: account };
    expect(await deliverWebhook(report, delivered, { token: authToken })).toMatchObject({ status: 204 });
    expect(await reply(talk, "Hello")).toMatchObject({ ok: false, reason: "campaign_paused" });

    // Its new holder changes the token at the carrier and here.
    await atCarrier("the next token");
    expect((await enter(theirs, "the next token")).body).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await post(ours, "By the new token", "the next token")) === 200, WAIT);
    await expect.poll(() => lastOf(talk), WAIT).toMatchObject({ body: "By the new token" });
    expect(await post(ours, "By nobody's token", "a guess")).toBe(403);
    expect(await ledger([cell])).toHaveLength(1);
  });

  test("proves nothing to an organization that never had it", async () => {
    const stranger = await newOrganization();
    const form = { ...inboundForm("+16172345742", "hi", NUMBER), AccountSid: account, MessagingServiceSid: service };
    expect(await deliverWebhook(inboundTo(stranger), form, { token: "the next token" })).toMatchObject({ status: 403 });
  });
});
