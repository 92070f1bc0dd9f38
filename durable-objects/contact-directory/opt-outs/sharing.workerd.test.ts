/** An installation may share opt-outs across its organizations (docs/rules.md#opt-outs-scope). */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { directoryKey, newId } from "../../../domain/ids.ts";
import { directoryFor, directoryShard } from "../../rpc/stubs.ts";
import {
  afterTest,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

beforeAll(() => {
  withoutWaiting();
  env.SHARED_OPT_OUTS = "true";
});
afterAll(() => {
  delete env.SHARED_OPT_OUTS;
});
afterEach(afterTest);

async function texted(cell: string): Promise<Running> {
  const running = await runningCampaign([cell]);
  const [item] = await take(running, 1);
  await sendText(running.texter, item!);
  await vi.waitUntil(async () => (await queueNumbers(running)).sent === 1, WAIT);
  return running;
}

const registered = async (orgId: string, cell: string) =>
  directoryFor(env, orgId, cell).register({ orgId, contacts: JSON.stringify([[cell, "c000000000000009.1.1"]]) });

test("an opt-out from one organization is answered once all others have it, over evictions; START opts in to its own", async () => {
  const [cell = ""] = cells(231, 1);
  const ours = await texted(cell);
  const theirs = await texted(cell);
  const webhooks = await contactTexts(ours.orgId, cell, "stop");
  await evict(env.CONTACT_DIRECTORY.getByName(directoryKey("shared", directoryShard(cell))));
  await evict(env.CONTACT_DIRECTORY.getByName(directoryKey(theirs.orgId, directoryShard(cell))));
  expect(await deliverAll(webhooks)).toEqual([200]);
  expect([(await queueNumbers(ours)).optOuts, (await queueNumbers(theirs)).optOuts]).toEqual([1, 1]);

  await deliverAll(await contactTexts(ours.orgId, cell, "start"));
  expect([(await queueNumbers(ours)).optOuts, (await queueNumbers(theirs)).optOuts]).toEqual([0, 1]);
});

test("an organization that comes later drops whom others have opted out from its uploads", async () => {
  const [cell = ""] = cells(234, 1);
  const ours = await texted(cell);
  await deliverAll(await contactTexts(ours.orgId, cell, "stop"));
  expect((await registered(newId("o"), cell)).optedOut).toHaveLength(1);
});

test("without the setting each organization is for itself", async () => {
  const [cell = ""] = cells(239, 1);
  delete env.SHARED_OPT_OUTS;
  try {
    const ours = await texted(cell);
    const theirs = await texted(cell);
    await deliverAll(await contactTexts(ours.orgId, cell, "stop"));
    expect((await queueNumbers(theirs)).optOuts).toBe(0);
    expect((await registered(newId("o"), cell)).optedOut).toEqual([]);
  } finally {
    env.SHARED_OPT_OUTS = "true";
  }
});
