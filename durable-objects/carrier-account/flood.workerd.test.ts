/** A flood of 429 on real objects: several queues, one account, a carrier that says no. Nobody helps. */
import { afterEach, expect, test, vi } from "vitest";
import {
  afterTest,
  cells,
  contactTexts,
  control,
  deliverAll,
  env,
  itemOnDesk,
  keptCallbacks,
  ledger,
  pullWebhooks,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
} from "../../test/workers/workers-world.ts";
import type { Running } from "../../test/workers/workers-world.ts";
import { carrierAccountAt } from "../rpc/stubs.ts";

const EACH = 25;
const ALLOWED_PER_SECOND = 30;
const REFUSED_AT_FIRST = 20;
const LIMIT = { timeout: 50_000, interval: 100 };

afterEach(async () => {
  await control("/settings", { maxMessagesPerSecond: 0 }, "PUT");
  await afterTest();
});

async function throttled(): Promise<number> {
  const { requests } = await control<{ requests: { throttled: number } }>("/ledger/summary");
  return requests.throttled;
}

// Real time: the carrier counts its own seconds.
test("a flood of 429: three campaigns settle on what the carrier takes, lose nothing, and a reply goes first", async () => {
  const areas = [218, 219, 224].map((area) => cells(area, EACH));
  const campaigns: Running[] = [];
  for (const contacts of areas) campaigns.push(await runningCampaign(contacts));
  const [first] = campaigns;
  const [someone, ...others] = await take(first!, EACH);
  const [cell] = areas[0]!;
  // A conversation from before.
  await sendText(first!.texter, someone!);
  await vi.waitUntil(async () => (await ledger([cell!])).length === 1, LIMIT);
  await deliverAll(await contactTexts(first!.orgId, cell!, "Yes, where?"));

  const before = await throttled();
  await control("/faults", { kind: "429", count: REFUSED_AT_FIRST });
  await control("/settings", { maxMessagesPerSecond: ALLOWED_PER_SECOND }, "PUT");
  const texts: Promise<unknown>[] = others.map((item) => sendText(first!.texter, item));
  for (const campaign of campaigns.slice(1)) {
    for (const item of await take(campaign, EACH)) texts.push(sendText(campaign.texter, item));
  }
  await Promise.all(texts);
  const answer = await sendText(first!.texter, await itemOnDesk(first!.texter, someone!.contactId), {
    body: "At the school",
  });
  expect(answer).toMatchObject({ ok: true });

  const all = areas.flat();
  await vi.waitUntil(async () => (await ledger(all)).length >= 3 * EACH + 1, LIMIT);
  const bodies = await ledger(all);
  expect(bodies).toHaveLength(3 * EACH + 1);
  expect(new Set(bodies.map(({ to, body }) => `${to} ${body}`)).size).toBe(3 * EACH + 1);
  // Accepted last of all, and not carried last: before most of what waited in its own queue.
  const ours = (await ledger(areas[0]!)).map(({ body }) => body);
  expect(ours.indexOf("At the school")).toBeLessThan(EACH / 2);

  for (const campaign of campaigns) {
    await vi.waitUntil(async () => (await queueNumbers(campaign)).queued === 0, LIMIT);
    expect(await queueNumbers(campaign)).toMatchObject({ undecided: 0, errors: 0 });
  }
  // Beyond the flood itself, finding the pace cost only a few calls.
  expect((await throttled()) - before - REFUSED_AT_FIRST).toBeLessThan(EACH);
  const share = await carrierAccountAt(env).share({
    holder: "a.newcomer",
    orgId: first!.orgId,
    service: null,
    round: null,
    took: 0,
    overMs: 0,
    refusedMs: null,
    segments: 0,
    waiting: 1_000,
    urgent: 0,
    segmentsPerText: 1,
  });
  expect(share.round).toBeGreaterThan(0);
  expect(share.textsPerSecond).toBeGreaterThan(0);
  await pullWebhooks();
  keptCallbacks();
}, 60_000);
