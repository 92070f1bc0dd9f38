/** Texts of unknown outcome, from the carrier's accepted call to its look-up, through the real objects. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { queueAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  cells,
  control,
  deliverAll,
  env,
  evict,
  firstQueue,
  ledger,
  letTimePass,
  pullWebhooks,
  queueAddressOf,
  queueNumbers,
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
const settled = (running: Running) => vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);

describe("the carrier accepts a hundred texts and answers every other call", () => {
  test("none is there twice, and all settle: by callbacks, by look-up, over evictions", async () => {
    const hundred = cells(212, 100);
    const running = await runningCampaign(hundred);
    await control("/faults", { kind: "accept-then-time-out", probability: 0.5, delayMs: 0 });
    // A third of the reports never comes: only a look-up can tell.
    await control("/faults", { kind: "drop-callbacks", probability: 0.34 });
    const items = await take(running, 100);
    const answers = await Promise.all(items.map((item) => sendText(running.texter, item)));
    // A texter's pace holds for a test, too; what was refused comes again.
    for (const [i, answer] of answers.entries()) {
      if (answer.ok) continue;
      expect(answer.reason).toBe("throttled");
      await vi.waitUntil(async () => (await sendText(running.texter, items[i]!)).ok, WAIT);
    }
    await settled(running);
    const { undecided: unanswered } = await queueNumbers(running);
    expect(unanswered).toBeGreaterThan(30);
    await evict(firstQueue(running));
    const callbacks = await pullWebhooks();
    expect(await deliverAll(callbacks)).toEqual(callbacks.map(() => 204));
    await vi.waitUntil(async () => (await queueNumbers(running)).undecided < unanswered - 15, WAIT);
    const { undecided } = await queueNumbers(running);
    expect(undecided).toBeGreaterThan(5);
    await evict(firstQueue(running));
    letTimePass(30_000);
    await vi.waitUntil(async () => {
      await runAlarm(firstQueue(running));
      return (await queueNumbers(running)).undecided === 0;
    }, WAIT);
    const texts = await ledger(hundred);
    expect([texts.length, new Set(texts.map((text) => text.to)).size]).toEqual([100, 100]);
    expect(await queueNumbers(running)).toMatchObject({ sent: 100, queued: 0, undecided: 0, errors: 0 });
  });
});

test("a text whose call never arrived is sent once more after the absence is proven, and then no more", async () => {
  const [cell] = cells(213, 1);
  const running = await runningCampaign([cell!]);
  await control("/faults", { kind: "500", to: cell! });
  const [item] = await take(running, 1);
  await sendText(running.texter, item!);
  await settled(running);
  for (const minutes of [2, 2, 2]) {
    await evict(firstQueue(running));
    letTimePass(minutes * 60_000);
    await runAlarm(firstQueue(running));
    await settled(running);
  }
  const { requests } = await control<{ requests: { failed: number } }>("/ledger/summary");
  expect(requests.failed).toBe(2);
  const undecided = await running.campaign.undecided({ orgId: running.orgId });
  expect(undecided).toMatchObject([{ contactId: item!.contactId, cell }]);
  const { key, n } = queueAddressOf(item!);
  const asked = { n, messageId: undecided[0]!.messageId };
  expect(undecided[0]?.calls.map(({ why }) => why)).toEqual(["the carrier answered 500", "the carrier answered 500"]);
  expect(await queueAt(env, key).carrierSide(asked)).toEqual({ ok: true, texts: [] });
  const drop = { ...asked, decision: { decision: "drop" as const } };
  expect(await queueAt(env, key).decide(drop)).toEqual({ ok: true });
  expect(await queueAt(env, key).decide(drop)).toMatchObject({ ok: false, reason: "not_found" });
  expect(await queueNumbers(running)).toMatchObject({ undecided: 0, errors: 1 });
});

test("a text whose call never arrived is not taken for the same words from another campaign", async () => {
  const [cell] = cells(219, 1);
  const spring = await runningCampaign([cell!]);
  const [first] = await take(spring, 1);
  await sendText(spring.texter, first!);
  await settled(spring);
  const autumn = await runningCampaign([cell!], { orgId: spring.orgId });
  const [second] = await take(autumn, 1);
  await control("/faults", { kind: "500", to: cell!, count: 1 });
  await sendText(autumn.texter, second!, { body: first!.firstText?.ok ? first!.firstText.text : "" });
  await settled(autumn);
  letTimePass(2 * 60_000);
  await runAlarm(firstQueue(autumn));
  await vi.waitUntil(async () => (await queueNumbers(autumn)).undecided === 0, WAIT);
  await settled(autumn);
  expect(await ledger([cell!])).toHaveLength(2);
});

test("two campaigns that look for the same words at the same moment do not take the same text", async () => {
  const [cell] = cells(231, 1);
  const spring = await runningCampaign([cell!]);
  const [first] = await take(spring, 1);
  await control("/faults", { kind: "accept-then-500", to: cell!, count: 1 });
  await sendText(spring.texter, first!);
  await settled(spring);
  const autumn = await runningCampaign([cell!], { orgId: spring.orgId });
  const [second] = await take(autumn, 1);
  await control("/faults", { kind: "500", to: cell!, count: 1 });
  await sendText(autumn.texter, second!, { body: first!.firstText?.ok ? first!.firstText.text : "" });
  await settled(autumn);
  for (const minutes of [2, 2]) {
    letTimePass(minutes * 60_000);
    await Promise.all([spring, autumn].map((each) => runAlarm(firstQueue(each))));
    await Promise.all([spring, autumn].map(settled));
  }
  for (const each of [spring, autumn]) expect(await queueNumbers(each)).toMatchObject({ sent: 1, undecided: 0 });
  expect(await ledger([cell!])).toHaveLength(2);
});

test("SIGKILL between the call and its answer: the text is unknown, then found, and not sent again", async () => {
  const [cell] = cells(214, 1);
  const running = await runningCampaign([cell!]);
  const [item] = await take(running, 1);
  await sendText(running.texter, item!);
  await settled(running);
  // What a kill in the middle of a wave leaves in the tables. An object that is awake (a report has come) may write its own
  // counters over it before it is killed; then the kill is made again.
  await vi.waitUntil(async () => {
    await evict(firstQueue(running));
    await runInDurableObject(firstQueue(running), (_, { storage }) => {
      storage.sql.exec("UPDATE messages SET send_status = 'SENDING', sid = NULL, sending_at = at");
      storage.sql.exec("UPDATE state SET counters = json_set(counters, '$.SENT', 0, '$.UNKNOWN', 0, '$.SENDING', 1)");
    });
    await evict(firstQueue(running));
    const { undecided, queued } = await queueNumbers(running);
    return undecided === 1 && queued === 0;
  }, WAIT);
  letTimePass(30_000);
  await vi.waitUntil(async () => {
    await runAlarm(firstQueue(running));
    return (await queueNumbers(running)).undecided === 0;
  }, WAIT);
  expect(await queueNumbers(running)).toMatchObject({ sent: 1, errors: 0 });
  expect(await ledger([cell!])).toHaveLength(1);
});
