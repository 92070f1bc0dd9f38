/** Idle texters in the real objects: memory may be lost at any time, and a texter may be busy elsewhere. */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { queueKey } from "../../../domain/ids.ts";
import {
  afterTest,
  cells,
  evict,
  firstQueue,
  inboxStub,
  letTimePass,
  perform,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running, TestTexter } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const MINUTE = 60_000;

async function holdingOf({ campaign, orgId }: Running, { personId }: TestTexter) {
  const shown = await campaign.assignments({ orgId });
  if (!shown.ok) throw new Error(shown.reason);
  return { left: shown.left, ...shown.texters.find((each) => each.personId === personId) };
}

/** The queue looks for idle texters a quarter of an hour after its last look, at the latest. */
async function look({ campaignId }: Running): Promise<void> {
  letTimePass(15 * MINUTE);
  await runAlarm(queueStub(queueKey(campaignId, 1)));
}

test("a texter who texts in one campaign keeps what they hold in another, whatever is evicted, until they are idle", async () => {
  const there = await runningCampaign(cells(608, 4));
  const here = await runningCampaign(cells(609, 3), { orgId: there.orgId });
  const { texter } = there;
  await perform(texter, "join", { token: here.joinToken });
  expect(await take(here, 3, texter)).toHaveLength(3);
  const items = await take(there, 4);
  for (const item of items) {
    letTimePass(30 * MINUTE);
    expect(await sendText(texter, item)).toMatchObject({ ok: true });
    for (const stub of [firstQueue(here), firstQueue(there), inboxStub(texter)]) await evict(stub);
    await look(here);
  }
  expect(await holdingOf(here, texter)).toMatchObject({ left: 0, toSend: 3 });
  await vi.waitUntil(async () => {
    await look(here);
    return (await holdingOf(here, texter)).left === 3;
  }, WAIT);
});

test("last active is the last text, also after the queue was evicted; contacts stay for the time that follows it", async () => {
  const running = await runningCampaign(cells(614, 3));
  const [first, second] = await take(running, 3);
  letTimePass(50 * MINUTE);
  expect(await sendText(running.texter, first!)).toMatchObject({ ok: true });
  const sentAtMs = Date.now();
  await evict(firstQueue(running));
  letTimePass(40 * MINUTE);
  await look(running);
  const after = await holdingOf(running, running.texter);
  expect(after).toMatchObject({ left: 0, toSend: 2 });
  expect(Math.abs((after.activeAtMs ?? 0) - sentAtMs)).toBeLessThan(MINUTE);
  // Of a look and a text at once: an accepted text keeps everything, and after a release the text is refused.
  letTimePass(3 * 60 * MINUTE);
  const [sent] = await Promise.all([sendText(running.texter, second!), runAlarm(firstQueue(running))]);
  const { left = -1, toSend = -1 } = await holdingOf(running, running.texter);
  expect([sent.ok, left, toSend]).toEqual(sent.ok ? [true, 0, 1] : [false, 2, 0]);
});
