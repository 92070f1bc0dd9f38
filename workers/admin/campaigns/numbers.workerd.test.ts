/**
 * A campaign from numbers of its own at the carrier's emulator: started while answers are lost and the object dies, texted from,
 * answered, and given back.
 */
import { expect, test, vi } from "vitest";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { SHARED_POOL } from "../../../domain/ids.ts";
import { serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import type { TexterAnswers } from "../../../domain/texter-app/texter.ts";
import { installationNumbers } from "../../../durable-objects/bindings/number-carrier.ts";
import { inventoryAt } from "../../../durable-objects/rpc/stubs.ts";
import { env, newOrganization, newTexter } from "../../../test/workers/test-client.ts";
import { freshNumbers, draftWithNumbers } from "../../../test/workers/test-numbers.ts";
import { control, deliverAll, evict, ledger, pullWebhooks } from "../../../test/workers/workers-world.ts";

const WAIT = { timeout: 40_000, interval: 100 };
const AREA_CODE = "413";
const CELL = "+14132345000";

type AtCarrier = {
  accounts: {
    sid: string;
    numbers: { sid: string; phoneNumber?: string; number?: string }[];
    services: { sid: string; name?: string; friendlyName?: string }[];
  }[];
};

test("answers are lost and the object dies while the numbers are moved; then it texts, is answered, and gives them back", async () => {
  const organization = await newOrganization();
  const { admin, orgId } = organization;
  const numbers = await freshNumbers(AREA_CODE, 4);
  const { campaignId, joinToken, path } = await draftWithNumbers(organization, AREA_CODE);

  for (const call of ["services", "pool"]) await control("/faults", { kind: "accept-then-500", call, count: 1 });
  expect((await admin.call(`${path}/start`, { json: {} })).body).toMatchObject({ ok: true });
  const campaign = async () => (await admin.call(path)).body["campaign"] as CampaignDetail;
  const object = () => env.CAMPAIGN.getByName(campaignId);
  for (let i = 0; i < 6; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await evict(object());
  }
  await vi.waitUntil(async () => (await campaign()).numberSetup?.state === "ready", WAIT);
  await control("/faults", undefined, "DELETE");

  const key = `${campaignId}.1`;
  const chosen = installationNumbers(env);
  if (!chosen.ok) throw new Error(chosen.message);
  const listed = await chosen.carrier.services({ name: serviceName(key, 0) });
  if (!listed.ok) throw new Error(listed.message);
  expect(listed.services).toMatchObject([serviceAddresses(env.PUBLIC_ORIGIN, orgId, key)]);
  const { sid } = listed.services[0]!;
  const moved = await chosen.carrier.numbersOf(sid);
  expect(moved.ok && moved.numbers.map(({ number }) => number).toSorted()).toEqual(numbers);
  const { accounts } = await control<AtCarrier>("/numbers");
  const named = JSON.stringify(accounts).split(serviceName(key, 0)).length - 1;
  expect(named, "services with this name").toBe(1);

  const texter = await newTexter(organization);
  const op = async (name: string, json: unknown) => (await texter.call(`/api/texter/${name}`, { json })).body;
  await op("join", { token: joinToken });
  await op("take", { campaignId, requestId: crypto.randomUUID() });
  const { items } = (await op("next", { campaignId, count: 40, have: [] })) as unknown as TexterAnswers["next"];
  const item = items.find(({ cell }) => cell === CELL)!;
  const body = item.firstText?.ok ? item.firstText.text : "";
  const { contactId } = item;
  await op("send", { contactId, messageId: crypto.randomUUID(), body, initial: true, lastSeenId: null });
  await vi.waitUntil(async () => (await ledger([CELL])).length === 1, WAIT);
  const [text] = await ledger([CELL]);
  expect(numbers).toContain(text!.from);

  // The carrier posts the answer to the service's own address, which names the queue.
  await deliverAll();
  await control("/inbound", { from: CELL, to: text!.from, body: "Yes, where?" });
  const webhooks = await pullWebhooks();
  const inbound = webhooks.find(({ url }) => url.includes("/inbound/"));
  expect(new URL(inbound!.url).pathname).toBe(`/webhooks/twilio/${orgId}/inbound/${key}`);
  expect(await deliverAll(webhooks)).not.toContain(500);
  await vi.waitUntil(async () => {
    const { item: shown } = (await op("contact", { contactId })) as unknown as TexterAnswers["contact"];
    return shown.messages.some(({ direction, body: words }) => direction === "in" && words === "Yes, where?");
  }, WAIT);

  await admin.call(`${path}/status`, { json: { status: "CLOSED", openSeen: true } });
  await vi.waitUntil(async () => {
    const archive = { archiveId: crypto.randomUUID(), openSeen: true };
    const { body: answer } = await admin.call(`${path}/archive`, { json: archive });
    return answer.ok === true || answer["reason"] === "archive_running" || answer["reason"] === "already_archived";
  }, WAIT);
  await vi.waitUntil(async () => (await campaign()).numberSetup?.state === "returned", WAIT);
  expect(await chosen.carrier.services({ name: serviceName(key, 0) })).toMatchObject({ services: [] });
  expect(await inventoryAt(env, SHARED_POOL, AREA_CODE).counts()).toMatchObject({ ASSIGNED: 0, RESTING: 4 });
}, 150_000);
