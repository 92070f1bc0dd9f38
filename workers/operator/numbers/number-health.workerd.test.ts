/**
 * Unhealthy numbers at the carrier's emulator: what the queues have counted makes a number rest and leave the service of its
 * campaign, replies to it still arrive, and a person says when it may be used again.
 */
import { expect, test, vi } from "vitest";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { SHARED_POOL } from "../../../domain/ids.ts";
import { serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberHealth } from "../../../domain/numbers/number-health.ts";
import { inventoryAt } from "../../../durable-objects/rpc/stubs.ts";
import { Browser, env, newOrganization, queryPostgres } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { freshNumbers, draftWithNumbers, numberCarrier } from "../../../test/workers/test-numbers.ts";
import { control } from "../../../test/workers/workers-world.ts";
import { watchNumbers } from "./health-watch.ts";

const WAIT = { timeout: 40_000, interval: 100 };
const AREA_CODE = "978";

async function superadmin(organization: TestOrganization): Promise<Browser> {
  const headers = { authorization: `Bearer ${env.SETUP_TOKEN}` };
  await new Browser().call("/api/setup/superadmin", { headers, json: { email: organization.email } });
  await organization.admin.signIn(organization.email, organization.password);
  return organization.admin;
}

/** What a queue would have recorded, an hour ago. */
async function counted(orgId: string, number: string, sums: { texts: number; delivered: number; filtered: number }) {
  const { texts, delivered, filtered } = sums;
  await queryPostgres(
    `INSERT INTO sender_hours (org_id, queue_key, sender, hour, service, texts, delivered, failed, filtered, refused, opt_outs, at, version)
     VALUES ($1, 'c1.1', $2, $3, 'MG1', $4, $5, $6, $6, 0, 0, now(), 1)`,
    [orgId, number, Math.floor(Date.now() / 3_600_000) - 1, texts, delivered, filtered],
  );
}
const FILTERED = { texts: 100, delivered: 70, filtered: 30 };

test("a filtered number leaves the service of its campaign, as far as enough are left; a woken one is used again", async () => {
  const organization = await newOrganization();
  const { admin, orgId } = organization;
  const numbers = await freshNumbers(AREA_CODE, 4);
  const { campaignId, path } = await draftWithNumbers(organization, AREA_CODE);
  expect((await admin.call(`${path}/start`, { json: {} })).body).toMatchObject({ ok: true });
  const setup = async () => ((await admin.call(path)).body["campaign"] as CampaignDetail).numberSetup;
  await vi.waitUntil(async () => (await setup())?.state === "ready", WAIT);
  const isRecorded = async () =>
    (await queryPostgres("SELECT 1 FROM numbers WHERE used_by LIKE $1", [`%${campaignId}%`])).length === 4;
  await vi.waitUntil(isRecorded, WAIT);

  const key = `${campaignId}.1`;
  const listed = await numberCarrier().services({ name: serviceName(key, 0) });
  const sid = listed.ok ? listed.services[0]!.sid : "";
  const inService = async () => {
    const there = await numberCarrier().numbersOf(sid);
    return there.ok ? there.numbers.map(({ number }) => number).toSorted() : [];
  };
  const [one = "", two = "", three = "", four = ""] = numbers;
  await counted(orgId, one, FILTERED);
  await counted(orgId, four, { texts: 100, delivered: 98, filtered: 2 });
  // The answer to the first call is lost: the next look finds what was done.
  await control("/faults", { kind: "accept-then-500", call: "pool", count: 1 });
  await watchNumbers(env, Date.now());
  await control("/faults", undefined, "DELETE");
  await watchNumbers(env, Date.now());
  expect(await inService()).toEqual([two, three, four]);
  const owned = await numberCarrier().owned({ number: one });
  const { inboundUrl, fallbackUrl } = serviceAddresses(env.PUBLIC_ORIGIN, orgId, key);
  expect(owned).toMatchObject({ numbers: [{ inboundUrl, fallbackUrl }] });
  const inventory = inventoryAt(env, SHARED_POOL, AREA_CODE);
  expect(await inventory.details({ numbers: [one] })).toMatchObject([
    { state: "ASSIGNED", restWhy: expect.stringContaining("filtered 30 of its 100 texts") },
  ]);

  for (const number of [two, three]) await counted(orgId, number, FILTERED);
  await watchNumbers(env, Date.now());
  const shown = (await admin.call("/api/admin/number-health")).body["numbers"] as NumberHealth[];
  expect(shown.map(({ number, alert }) => [number, alert?.step ?? null])).toEqual([
    [one, "out_of_service"],
    [two, "out_of_service"],
    [three, "kept"],
    [four, null],
  ]);
  expect(await inService()).toEqual([three, four]);
  expect(shown[3]).toMatchObject({ verdict: "well", delivered: 98 });
  expect((await admin.call("/api/admin/number-health")).body["services"]).toMatchObject([
    { service: "MG1", numbers: 4, texts: 400, filtered: 92 },
  ]);
  // The installation's numbers are not an organization's to release.
  expect(await admin.call("/api/admin/number-health/clear", { json: { number: three } })).toMatchObject({
    status: 403,
  });

  const operator = await superadmin(organization);
  const cleared = await operator.call("/api/operator/number-health/clear", { json: { orgId, number: one } });
  expect(cleared.body).toMatchObject({ ok: true });
  expect(await inventory.details({ numbers: [one] })).toMatchObject([{ restWhy: null }]);
  await watchNumbers(env, Date.now());
  const all = (await operator.call("/api/operator/number-health")).body["numbers"] as NumberHealth[];
  expect(all.filter(({ orgId: of, alert }) => of === orgId && alert !== null)).toHaveLength(2);
  expect(await operator.call("/api/operator/number-health/clear", { json: { orgId, number: one } })).toMatchObject({
    status: 404,
  });

  // The archive gives all of them back, those that had left as well.
  await admin.call(`${path}/status`, { json: { status: "CLOSED", openSeen: true } });
  await vi.waitUntil(async () => {
    const archive = { archiveId: crypto.randomUUID(), openSeen: true };
    const { body: answer } = await admin.call(`${path}/archive`, { json: archive });
    return answer.ok === true || answer["reason"] === "archive_running" || answer["reason"] === "already_archived";
  }, WAIT);
  await vi.waitUntil(async () => (await setup())?.state === "returned", WAIT);
  expect(await inventory.counts()).toMatchObject({ ASSIGNED: 0, RESTING: 4 });
  // A week's rest does not end the month of quarantine.
  const [rested] = await inventory.details({ numbers: [two] });
  expect(rested?.untilMs).toBeGreaterThan(Date.now() + 29 * 86_400_000);
}, 150_000);

test("a number of the organization's own service is its admins' to take out", async () => {
  const { admin, orgId } = await newOrganization();
  const number = "+16175550177";
  await counted(orgId, number, FILTERED);
  await watchNumbers(env, Date.now());
  const health = async () => (await admin.call("/api/admin/number-health")).body["numbers"] as NumberHealth[];
  expect(await health()).toMatchObject([{ number, verdict: "rest", alert: { step: "not_ours" } }]);
  expect((await admin.call("/api/admin/number-health/clear", { json: { number } })).body).toMatchObject({ ok: true });
  await watchNumbers(env, Date.now());
  expect(await health()).toEqual([]);
});
