/** A pause under load: once it is answered, the carrier gets nothing more than what was on its way already. */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { queueKey } from "../../../domain/ids.ts";
import { queueAt } from "../../rpc/stubs.ts";
import { OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import {
  afterTest,
  cells,
  control,
  env,
  evict,
  firstQueue,
  importContacts,
  ledger,
  letTimePass,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const numbersOf = async ({ orgId, campaign }: Running) => {
  const overview = await campaign.overview({ orgId });
  if (!overview.ok) throw new Error(overview.reason);
  return overview.numbers;
};

/** Look-ups of what evictions cut off take many turns of a machine that is busy with other tests. */
const LONG_WAIT = { ...WAIT, timeout: 30_000 };

const rest = () => new Promise((resolve) => setTimeout(resolve, 1_000));

test("no text is carried more than one wave after a pause was answered, in any queue; resuming carries all once", async () => {
  const numbers = [...cells(971, 90), ...cells(503, 90)];
  const running = await runningCampaign(numbers.slice(0, 90));
  const { orgId, campaignId, campaign, texter } = running;
  await importContacts(orgId, campaignId, numbers.slice(90));
  const items = [...(await take(running, 100)), ...(await take(running, 80))];
  // A slow carrier, so that the pause meets waves under way.
  await control("/settings", { delays: { answerMs: [60, 60] } }, "PUT");
  const sends = items.map((item) => sendText(texter, item));
  await vi.waitUntil(async () => (await ledger(numbers)).length >= 6, WAIT);
  const paused = await campaign.changeStatus({ orgId, paused: true });
  const atAnswer = (await ledger(numbers)).length;
  expect(paused).toMatchObject({ ok: true, paused: true, spread: { queues: 2, reached: 2 } });
  const answers = await Promise.all(sends);
  const accepted = answers.filter(({ ok }) => ok).length;
  expect(answers.every(({ ok, reason }) => ok || reason === "campaign_paused" || reason === "throttled")).toBe(true);
  expect(accepted).toBeGreaterThan(atAnswer);
  // Everything that may try to send meanwhile: timers, alarms, restarts.
  for (const n of [1, 2]) {
    await rest();
    const stub = queueStub(queueKey(campaignId, n));
    await evict(stub);
    await runAlarm(stub);
  }
  await rest();
  const carried = (await ledger(numbers)).length;
  // Each queue calls the carrier over so many connections at once; calls that had begun cannot be taken back.
  expect(carried - atAnswer).toBeLessThanOrEqual(2 * OUTGOING_CONNECTIONS);
  expect(carried).toBeLessThan(accepted);

  await control("/settings", { delays: { answerMs: [0, 0] } }, "PUT");
  await campaign.changeStatus({ orgId, paused: false });
  await vi.waitUntil(async () => {
    // Calls that an eviction cut off are looked up at the carrier.
    letTimePass(30_000);
    for (const n of [1, 2]) await runAlarm(queueStub(queueKey(campaignId, n)));
    return (await ledger(numbers)).length === accepted;
  }, LONG_WAIT);
  await rest();
  const sent = await ledger(numbers);
  expect([sent.length, new Set(sent.map(({ to }) => to)).size]).toEqual([accepted, accepted]);
}, 60_000);

test("a pause holds in a queue that wakes up later, and new work is refused at once", async () => {
  const running = await runningCampaign(cells(541, 3));
  const { orgId, campaignId, campaign } = running;
  const [item] = await take(running, 3);
  await campaign.changeStatus({ orgId, paused: true });
  await evict(firstQueue({ campaignId }));
  expect(await sendText(running.texter, item!)).toMatchObject({ ok: false, reason: "campaign_paused" });
  expect((await queueAt(env, queueKey(campaignId, 1)).counters()).numbers.queued).toBe(0);
  await campaign.changeStatus({ orgId, paused: false });
  expect(await sendText(running.texter, item!)).toMatchObject({ ok: true });
  await vi.waitUntil(async () => (await numbersOf(running)).sent === 1, WAIT);
});
