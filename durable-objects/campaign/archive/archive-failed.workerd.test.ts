/** Archives that fail at each try, on the real objects: given up with their reason, and cancelled at any time. */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { cure, poison, triesAtLeast } from "../../../test/workers/import-file.ts";
import { setPostgres } from "../../../test/workers/test-client.ts";
import {
  afterTest,
  cells,
  env,
  evict,
  firstQueue,
  letTimePass,
  runAlarm,
  runningCampaign,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import { campaignAt } from "../../rpc/stubs.ts";
import { MOST_TRIES } from "../../kit/jobs/tries.ts";

beforeAll(withoutWaiting);
afterEach(async () => {
  await setPostgres("start");
  await afterTest();
});

/** A closed campaign, and its archive as far as wanted; each step finds the campaign without memory. */
async function closed(areaCode: number) {
  const running = await runningCampaign(cells(areaCode, 6));
  const { orgId, campaignId, texter } = running;
  // New ones each time: a stub of an object that was killed stays broken.
  const campaign = () => campaignAt(env, campaignId);
  const stub = () => env.CAMPAIGN.getByName(campaignId);
  await campaign().changeStatus({ orgId, status: "CLOSED" });
  const progress = async () => {
    const overview = await campaign().overview({ orgId });
    return overview.ok ? overview.archive : null;
  };
  return {
    orgId,
    campaign,
    stub,
    progress,
    begin: () => campaign().beginArchive({ orgId, archiveId: crypto.randomUUID(), personId: texter.personId }),
    until: async (isThere: (progress: ArchiveProgress) => boolean) => {
      await vi.waitUntil(async () => {
        const now = await progress();
        if (now !== null && (now.state !== "running" || isThere(now))) return true;
        for (const each of [stub(), firstQueue(running)]) await evict(each);
        letTimePass(400_000);
        for (const each of [stub(), firstQueue(running)]) await runAlarm(each);
        return false;
      }, WAIT);
      return progress();
    },
  };
}
const never = () => false;

test("a step that fails each time ends the archive with its place and reason; mended, the next one goes through", async () => {
  const { campaign, orgId, stub, begin, until } = await closed(972);
  await poison(stub(), "BEFORE UPDATE ON archive_queues");
  expect(await begin()).toMatchObject({ ok: true, progress: { state: "running" } });
  expect(await until(never)).toMatchObject({
    state: "failed",
    failure: { place: expect.stringContaining("part 1 of 1"), tries: MOST_TRIES.lasting },
    message: expect.stringContaining("Nothing was removed"),
  });
  expect((await env.UPLOADS.list({ prefix: `archives/${orgId}/` })).objects).toEqual([]);
  // The campaign is free.
  expect(await campaign().changeStatus({ orgId, status: "ACTIVE" })).toMatchObject({ ok: true });
  expect(await campaign().changeStatus({ orgId, status: "CLOSED" })).toMatchObject({ ok: true });
  await cure(stub());
  expect(await begin()).toMatchObject({ ok: true, progress: { state: "running" } });
  expect(await until(never)).toMatchObject({ state: "done", receipt: { contacts: 6 } });
});

test.each([0, 2])("after %i failed tries it can be cancelled, and the campaign is free", async (tries) => {
  const { campaign, orgId, stub, begin, until, progress } = await closed(973 + tries);
  await poison(stub(), "BEFORE UPDATE ON archive_queues");
  await begin();
  if (tries > 0) await until(triesAtLeast(tries, 5));
  expect(await campaign().cancelArchive({ orgId })).toMatchObject({ ok: true, progress: { state: "cancelled" } });
  letTimePass(400_000);
  await runAlarm(stub());
  expect(await progress()).toMatchObject({ state: "cancelled" });
  expect(await campaign().changeStatus({ orgId, status: "ACTIVE" })).toMatchObject({ ok: true });
});

test("while Postgres is away it goes on trying, says so, and can be cancelled", async () => {
  const { campaign, orgId, stub, begin, until } = await closed(978);
  // Held at its export, which is when Postgres goes.
  await poison(stub(), "BEFORE UPDATE ON archive_queues");
  await begin();
  await until(triesAtLeast(1, 5));
  await setPostgres("stop");
  await cure(stub());
  expect(await until(triesAtLeast(7, 40))).toMatchObject({
    state: "running",
    message: expect.stringContaining("cannot be reached"),
  });
  expect(await campaign().cancelArchive({ orgId })).toMatchObject({ ok: true, progress: { state: "cancelled" } });
});
