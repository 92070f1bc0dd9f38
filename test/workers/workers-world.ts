/**
 * Campaigns on real objects in the Workers runtime, with the carrier emulator outside (test/workers/outside-world.ts).
 * People and campaigns are made at the objects themselves, without Postgres. Only tests import it.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { inboxKey, newId, newToken, parseContactId, queueKey } from "../../domain/ids.ts";
import type { DeskCounts, DeskItem, TexterOp } from "../../domain/texter-app/texter.ts";
import type { TexterReason } from "../../domain/texter-app/texter.ts";
import type { Role } from "../../domain/statuses.ts";
import type { LedgerText } from "../../twilio/emulator/ledger.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import type { PulledWebhook } from "../../twilio/emulator/webhooks/webhooks.ts";
import { env, fetchWorker } from "./test-client.ts";
import { registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { campaignAt, inboxOf, queueAt } from "../../durable-objects/rpc/stubs.ts";
import { aConfig } from "../../durable-objects/testing/queue-world.ts";
import type { CampaignConfig } from "../../durable-objects/rpc/campaign.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

export { env };

/** The fields that tests read of any answer. */
export type Answered = {
  ok: boolean;
  reason?: TexterReason;
  repeated?: boolean;
  taken?: number;
  items?: DeskItem[];
  item?: DeskItem;
  counts?: DeskCounts;
};

/** Fictional numbers of one area code: each test has its own, because ledger and directory are shared by a file. */
export function cells(areaCode: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `+1${areaCode}55501${String(i).padStart(2, "0")}`);
}

// The carrier --------------------------------------------------------------------------------------------------------

export async function control<T>(
  path: string,
  body?: unknown,
  method = body === undefined ? "GET" : "POST",
): Promise<T> {
  const response = await fetch(`http://emulator/control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Every text that the carrier accepted for these numbers. */
export async function ledger(to: readonly string[]): Promise<LedgerText[]> {
  const wanted = new Set(to);
  const { texts } = await control<{ texts: LedgerText[] }>("/ledger?limit=100000");
  return texts.filter((text) => wanted.has(text.to) && text.direction === "outbound-api");
}

/** The webhooks that wait, of both kinds. */
export async function pullWebhooks(): Promise<PulledWebhook[]> {
  const { webhooks } = await control<{ webhooks: PulledWebhook[] }>("/webhooks?limit=100000");
  return webhooks;
}

/** Delivers a webhook to the Worker as the carrier does; the answer's status. */
export async function deliverPulled({ url, headers, body }: PulledWebhook): Promise<number> {
  const response = await fetchWorker(new URL(url).pathname, { method: "POST", headers, body });
  await response.body?.cancel();
  return response.status;
}

/** All at once, in no order. */
export async function deliverAll(webhooks?: readonly PulledWebhook[]): Promise<number[]> {
  return Promise.all((webhooks ?? (await pullWebhooks())).map(deliverPulled));
}

/** A contact texts; the webhooks of it, not yet delivered. Callbacks that wait are kept for `keptCallbacks`. */
export async function contactTexts(orgId: string, from: string, body: string, times = 1): Promise<PulledWebhook[]> {
  const inboundUrl = `${env.PUBLIC_ORIGIN}/webhooks/twilio/${orgId}/inbound`;
  const service = { numbers: DEMO_ACCOUNT.numbers, inboundUrl };
  await control(`/services/${DEMO_ACCOUNT.serviceSid}`, service, "PUT");
  const { messageSid } = await control<{ messageSid: string }>("/inbound", {
    from,
    to: DEMO_ACCOUNT.numbers[0],
    body,
    times,
  });
  const webhooks = await pullWebhooks();
  kept.push(...webhooks.filter((webhook) => webhook.messageSid !== messageSid));
  return webhooks.filter((webhook) => webhook.messageSid === messageSid);
}

/** Status callbacks that were pulled along the way. */
const kept: PulledWebhook[] = [];
export function keptCallbacks(): PulledWebhook[] {
  return kept.splice(0);
}

// Campaigns and texters ----------------------------------------------------------------------------------------------

export type TestTexter = Membership & { sessionId: string };
export type Running = Awaited<ReturnType<typeof runningCampaign>>;

export async function aTexter(orgId: string, firstName = "Ana"): Promise<TestTexter> {
  const membership: Membership = {
    orgId,
    orgName: "Org",
    personId: newId("p"),
    role: "TEXTER",
    email: `${firstName.toLowerCase()}@example.org`,
    firstName,
    lastName: "T",
    alias: null,
  };
  const sessionId = newId("s");
  const expiresAtMs = Date.now() + 48 * 3_600_000;
  await made(orgId, inboxKey(orgId, membership.personId));
  await inboxOf(env, orgId, membership.personId).admit({ membership, sessionId, expiresAtMs });
  return { ...membership, sessionId };
}

/** As the routes that make organizations, campaigns and people register their ids. */
function made(orgId: string, id: string): Promise<void> {
  return registerIds(env, [
    { id: orgId, orgId },
    { id, orgId },
  ]);
}

let roleVersion = 0;

/** As an admin's change reaches the inbox. */
export function setRole({ orgId, personId }: Pick<TestTexter, "orgId" | "personId">, role: Role) {
  return inboxOf(env, orgId, personId).setRole({ role, version: (roleVersion += 1) });
}

export async function perform(person: TestTexter, op: TexterOp, params: object): Promise<Answered> {
  const { orgId, personId, sessionId } = person;
  return inboxOf(env, orgId, personId).perform({ sessionId, op, params });
}

/** An active campaign with these contacts, always within hours, and a texter who has joined it. */
export async function runningCampaign(
  contacts: readonly string[],
  { orgId = newId("o"), ...change }: Partial<CampaignConfig> = {},
) {
  const campaignId = newId("c");
  const joinToken = `${campaignId}.${newToken()}`;
  const campaign = campaignAt(env, campaignId);
  await made(orgId, campaignId);
  await campaign.create({ orgId, joinToken });
  await importContacts(orgId, campaignId, contacts);
  const { script, window: _, ...snapshot } = aConfig({ batchSize: 200, firstTextEditable: true, ...change });
  const { orgId: _o, campaignId: _c, epoch: _e, status: _s, paused: _p, ...rest } = snapshot;
  const window = { zone: "America/New_York", startHour: 0, endHour: 24 };
  const started = await campaign.start({ orgId, snapshot: { ...rest, script, window } });
  if (!started.ok) throw new Error(started.reason);
  const texter = await aTexter(orgId);
  await perform(texter, "join", { token: joinToken });
  return { orgId, campaignId, joinToken, campaign, texter };
}

export async function importContacts(orgId: string, campaignId: string, contacts: readonly string[]): Promise<void> {
  const importId = newId("i");
  const rows = contacts.map((cell, i) => `First${i},Last${i},${cell}`);
  await env.UPLOADS.put(importId, ["first,last,cell", ...rows].join("\n"));
  const campaign = campaignAt(env, campaignId);
  const begun = await campaign.beginImport({
    orgId,
    importId,
    uploadKey: importId,
    mapping: null,
    allowTestNumbers: true,
    mode: "add",
  });
  if (!begun.ok) throw new Error(begun.reason);
  await vi.waitUntil(async () => {
    const overview = await campaign.overview({ orgId });
    return overview.ok && overview.import?.state === "done";
  }, WAIT);
}

/** How long to wait for what happens in the background: bounds a failure, measures nothing. */
export const WAIT = { timeout: 30_000, interval: 20 };

/** Leases contacts for a texter; the desk's items. */
export async function take({ campaignId, texter }: Running, count: number, person = texter): Promise<DeskItem[]> {
  const taken = await perform(person, "take", { campaignId, requestId: crypto.randomUUID(), count });
  if (!taken.ok) throw new Error(taken.reason);
  const next = await perform(person, "next", { campaignId, count: Math.min(100, count), have: [] });
  return next.items ?? [];
}

export function sendText(person: TestTexter, item: DeskItem, change: object = {}): Promise<Answered> {
  return perform(person, "send", {
    contactId: item.contactId,
    messageId: crypto.randomUUID(),
    body: item.firstText?.ok ? item.firstText.text : "Hello again",
    initial: item.status === "needsMessage",
    lastSeenId: item.messages.findLast((message) => message.direction === "in")?.id ?? null,
    ...change,
  });
}

export async function itemOnDesk(person: TestTexter, id: string): Promise<DeskItem> {
  const answer = await perform(person, "contact", { contactId: id });
  if (!answer.item) throw new Error(`${id} is not on the desk`);
  return answer.item;
}

export function queueAddressOf(item: DeskItem): { key: string; n: number } {
  const address = parseContactId(item.contactId);
  if (!address) throw new Error(`${item.contactId} is not a contact's id`);
  return { key: queueKey(address.campaignId, address.queueNo), n: address.n };
}

const realNow = Date.now.bind(Date);
let passedMs = 0;

/** Moves time for everything in the Workers runtime. The carrier has its own clock. */
export function letTimePass(ms: number): void {
  passedMs += ms;
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + passedMs);
}

/**
 * For `beforeAll`. Calls to the carrier have no deadline, because an eviction waits for timers that are set, and this one
 * would outlast the call by ten seconds.
 */
export function withoutWaiting(): void {
  vi.stubGlobal("AbortSignal", { timeout: () => new AbortController().signal });
}

/** For `afterEach`: time, faults, forgotten webhooks and the account's pace are those of one test. */
export async function afterTest(): Promise<void> {
  vi.restoreAllMocks();
  passedMs = 0;
  await control("/faults", undefined, "DELETE");
  await pullWebhooks();
  kept.length = 0;
  const account = env.CARRIER_ACCOUNT.getByName(env.TWILIO_ACCOUNT_SID);
  await runInDurableObject(account, (_, { storage }) => void storage.sql.exec("DELETE FROM pace"));
  await evict(account);
}

// Stops --------------------------------------------------------------------------------------------------------------

export function queueStub(key: string): DurableObjectStub {
  return env.CAMPAIGN_QUEUE.getByName(key);
}

export function inboxStub({ orgId, personId }: TestTexter): DurableObjectStub {
  return env.TEXTER_INBOX.getByName(inboxKey(orgId, personId));
}

export function firstQueue({ campaignId }: Pick<Running, "campaignId">): DurableObjectStub {
  return queueStub(queueKey(campaignId, 1));
}

/** Memory is a cache: the object loses it, storage and hibernating sockets stay. */
export async function evict(stub: DurableObjectStub): Promise<void> {
  try {
    await evictDurableObject(stub);
  } catch (error) {
    // A sleeping object has no memory to lose.
    if (!String(error).includes("not currently running")) throw error;
  }
}

export function runAlarm(stub: DurableObjectStub): Promise<boolean> {
  return runDurableObjectAlarm(stub);
}

/** The numbers of a campaign's first queue, straight from it. */
export async function queueNumbers({ campaignId }: Running) {
  return (await queueAt(env, queueKey(campaignId, 1)).counters()).numbers;
}
