/** Campaigns that text from numbers of the inventory, over HTTP, with the simulated carrier's numbers. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { CampaignDetail, StartProblem } from "../../../domain/campaigns/campaign.ts";
import { SHARED_POOL } from "../../../domain/ids.ts";
import { DEFAULT_NUMBER_SETTINGS, serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import type { DraftNumbers, NumberSettings } from "../../../domain/numbers/campaign-numbers.ts";
import { installationNumbers } from "../../../durable-objects/bindings/number-carrier.ts";
import { inventoryAt, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import { DRAFT, makeDraft, uploaded } from "../../../test/workers/test-campaign.ts";
import { Browser, env, newOrganization } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";

const WAIT = { timeout: 30_000, interval: 50 };
const DAY = 24 * 3_600_000;

function carrier() {
  const chosen = installationNumbers(env);
  if (!chosen.ok) throw new Error(chosen.message);
  return chosen.carrier;
}

/** Numbers of an area code in the shared pool. */
async function stock(areaCode: string, count: number): Promise<void> {
  const offered = await carrier().search({ areaCode, limit: count });
  if (!offered.ok) throw new Error(offered.message);
  const numbers = [];
  for (const { number } of offered.numbers) {
    const bought = await carrier().buy({ number, name: number });
    if (!bought.ok) throw new Error(bought.message);
    const { sid, capabilities } = bought.number;
    numbers.push({ number, sid, capabilities });
  }
  await inventoryAt(env, SHARED_POOL, areaCode).add({ numbers });
  await vi.waitUntil(async () => {
    const codes = await poolAt(env, SHARED_POOL).areaCodes();
    return (codes.find((code) => code.areaCode === areaCode)?.AVAILABLE ?? 0) >= count;
  }, WAIT);
}

const csv = (count: number, areaCode = "617") =>
  ["first,cell", ...Array.from({ length: count }, (_, i) => `Ann${i},${areaCode}234${5000 + i}`)].join("\n");

async function switchOn({ admin }: TestOrganization, more: Partial<NumberSettings> = {}) {
  const json = { ...DEFAULT_NUMBER_SETTINGS, textsFrom: "numbers", ...more };
  return admin.call("/api/admin/settings/numbers", { method: "PUT", json });
}

const calls = ({ admin }: TestOrganization, campaignId: string) => {
  const path = `/api/admin/campaigns/${campaignId}`;
  return {
    shown: async () => (await admin.call(`${path}/phone-numbers`)).body["numbers"] as DraftNumbers,
    reserve: (codes: { areaCode: string; count: number }[], requestId: string = crypto.randomUUID()) =>
      admin.call(`${path}/phone-numbers`, { json: { requestId, codes } }),
    release: (query = "") => admin.call(`${path}/phone-numbers${query}`, { method: "DELETE" }),
    problems: async () => (await admin.call(`${path}/start-checks`)).body["problems"] as StartProblem[],
    start: () => admin.call(`${path}/start`, { json: {} }),
    campaign: async () => (await admin.call(path)).body["campaign"] as CampaignDetail,
    post: (what: string, json: unknown) => admin.call(`${path}/${what}`, { json }),
  };
};

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
  expect((await switchOn(organization, { contactsPerNumber: 50 })).body).toMatchObject({ ok: true });
});

test("only an owner switches the organization to numbers of the inventory", async () => {
  const other = await newOrganization();
  const email = `ben-${crypto.randomUUID()}@example.org`;
  const person = { email, password: "another password", firstName: "Ben", lastName: "Min", role: "ADMIN" };
  await other.admin.call("/api/admin/people", { json: person });
  const admin = new Browser();
  await admin.signIn(email, "another password");
  expect(await switchOn({ ...other, admin })).toMatchObject({ status: 403, body: { reason: "forbidden" } });
  const read = await admin.call("/api/admin/settings/numbers");
  expect(read.body).toMatchObject({ numbers: DEFAULT_NUMBER_SETTINGS });
  expect(await switchOn(other, { numbersPerService: 401 })).toMatchObject({ status: 400 });
  const { campaignId } = await makeDraft(other.admin);
  const refused = await calls(other, campaignId).reserve([{ areaCode: "617", count: 1 }]);
  expect(refused).toMatchObject({ status: 422, body: { reason: "not_switched_on" } });
});

describe("a draft", () => {
  test("shows what it needs, what the pool has and the contacts' own area codes; reserves, releases, and cannot start before", async () => {
    await stock("617", 3);
    await stock("508", 2);
    const { campaignId, contactCount } = await uploaded(organization.admin, DRAFT, csv(160));
    expect(contactCount).toBe(160);
    const draft = calls(organization, campaignId);
    const before = await draft.shown();
    expect(before).toMatchObject({ contacts: 160, needed: 4, reserved: { count: 0, untilMs: null } });
    expect(before.available).toMatchObject([
      { areaCode: "508", states: "MA", AVAILABLE: 2 },
      { areaCode: "617", AVAILABLE: 3 },
    ]);
    expect(before.suggestion).toEqual([
      { areaCode: "617", count: 3 },
      { areaCode: "508", count: 1 },
    ]);
    const missing = {
      code: "numbers_missing",
      message: "The campaign needs 4 numbers and none is reserved: reserve 4 more.",
    };
    expect(await draft.problems()).toContainEqual({ ...missing, severity: "error" });
    expect(await draft.start()).toMatchObject({ status: 422, body: { reason: "start_refused" } });

    const refused = await draft.reserve([
      { areaCode: "617", count: 1 },
      { areaCode: "508", count: 3 },
    ]);
    expect(refused).toMatchObject({ status: 422, body: { reason: "numbers_gone" } });
    expect((await draft.shown()).reserved).toMatchObject({
      count: 0,
      refusal: expect.stringContaining("508 has only 2"),
    });
    expect(await draft.reserve([{ areaCode: "617", count: 5 }])).toMatchObject({ body: { reason: "too_many" } });
    for (const wrong of [
      { areaCode: "000", count: 1 },
      { areaCode: "999", count: 1 },
      { areaCode: "617", count: 0 },
    ]) {
      expect(await draft.reserve([wrong])).toMatchObject({ status: 400 });
    }

    const requestId = crypto.randomUUID();
    const reserved = await draft.reserve(before.suggestion, requestId);
    expect(reserved.body).toMatchObject({ ok: true, reserved: { count: 4 } });
    expect((await draft.reserve(before.suggestion, requestId)).body).toMatchObject({ reserved: { count: 4 } });
    const { reserved: held } = await draft.shown();
    expect(held.untilMs).toBeGreaterThan(Date.now() + DAY - 60_000);
    expect((await draft.problems()).filter(({ severity }) => severity === "error")).toEqual([]);
    expect((await draft.release("?areaCode=508")).body).toMatchObject({ reserved: { count: 3 } });
    // A deleted draft gives back what it had.
    await organization.admin.call(`/api/admin/campaigns/${campaignId}`, { method: "DELETE" });
    await expect.poll(() => inventoryAt(env, SHARED_POOL, "617").counts()).toMatchObject({ AVAILABLE: 3, RESERVED: 0 });
  });

  test("another organization does not see or touch it", async () => {
    const { campaignId } = await makeDraft(organization.admin);
    const stranger = calls(await newOrganization(), campaignId);
    expect(await stranger.reserve([{ areaCode: "617", count: 1 }])).toMatchObject({ status: 404 });
    expect(await stranger.release()).toMatchObject({ status: 404 });
  });
});

test("a start makes a Messaging Service for the queue and moves its numbers in; an archive gives them back", async () => {
  await stock("857", 4);
  const { campaignId } = await uploaded(organization.admin, DRAFT, csv(160, "857"));
  const { reserve, start, campaign, post, problems, release } = calls(organization, campaignId);
  await reserve([{ areaCode: "857", count: 4 }]);
  expect((await problems()).filter(({ severity }) => severity === "error")).toEqual([]);
  const [one, two] = await Promise.all([start(), start()]);
  expect([one.status, two.status].toSorted()).toEqual([200, 422]);
  await vi.waitUntil(async () => (await campaign()).numberSetup?.state === "ready", WAIT);
  expect((await campaign()).numberSetup).toMatchObject({ numbers: 4, moved: 4, services: 1, servicesReady: 1 });

  const key = `${campaignId}.1`;
  const listed = await carrier().services({ name: serviceName(key, 0) });
  if (!listed.ok) throw new Error("unreadable");
  expect(listed.services).toMatchObject([serviceAddresses(env.PUBLIC_ORIGIN, organization.orgId, key)]);
  const [service] = listed.services;
  const there = await carrier().numbersOf(service!.sid);
  const use = { kind: "queue" as const, orgId: organization.orgId, queue: key };
  const used = await inventoryAt(env, SHARED_POOL, "857").usedBy({ use });
  expect(there.ok && there.numbers.map(({ number }) => number)).toEqual(used.map(({ number }) => number));
  expect(used).toHaveLength(4);
  // Fixed from now on.
  expect(await reserve([{ areaCode: "857", count: 1 }])).toMatchObject({ body: { reason: "not_draft" } });
  expect(await release()).toMatchObject({ body: { reason: "not_draft" } });

  await post("status", { status: "CLOSED", openSeen: true });
  await post("archive", { archiveId: crypto.randomUUID(), openSeen: true });
  await vi.waitUntil(async () => (await campaign()).numberSetup?.state === "returned", WAIT);
  expect(await carrier().services({ name: serviceName(key, 0) })).toMatchObject({ services: [] });
  expect(await inventoryAt(env, SHARED_POOL, "857").counts()).toMatchObject({ ASSIGNED: 0, RESTING: 4 });
});
