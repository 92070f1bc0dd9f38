/** A start that a queue does not take, on the real objects: given up, shown with its reason, and tried again by a person. */
import { afterEach, expect, test, vi } from "vitest";
import { DRAFT, uploaded } from "../../../test/workers/test-campaign.ts";
import { cure, poison } from "../../../test/workers/import-file.ts";
import { newOrganization, ownService } from "../../../test/workers/test-client.ts";
import { afterTest, env, evict, letTimePass, queueStub, runAlarm, WAIT } from "../../../test/workers/workers-world.ts";
import { queueKey } from "../../../domain/ids.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { MOST_TRIES } from "../../kit/jobs/tries.ts";

afterEach(afterTest);

test("a start that one queue refuses each time is given up, does not keep the campaign from pausing, and can be tried again", async () => {
  const organization = await newOrganization();
  const { admin } = organization;
  await ownService(organization);
  const { campaignId } = await uploaded(admin, DRAFT);
  const path = `/api/admin/campaigns/${campaignId}`;
  // A new one each time: a stub of an object that was killed stays broken.
  const stub = () => env.CAMPAIGN.getByName(campaignId);
  const queue = queueStub(queueKey(campaignId, 1));
  await poison(queue, "BEFORE UPDATE ON config");
  expect(await admin.call(`${path}/start`, { json: {} })).toMatchObject({
    status: 200,
    body: { spread: { queues: 1, reached: 0 } },
  });
  const spread = async () => ((await admin.call(path)).body["campaign"] as CampaignDetail).spread;
  const givenUp = () =>
    vi.waitUntil(async () => {
      if ((await spread()).failure) return true;
      await evict(stub());
      letTimePass(400_000);
      await runAlarm(stub());
      return false;
    }, WAIT);
  await givenUp();
  expect(await spread()).toMatchObject({
    queues: 1,
    reached: 0,
    failure: { place: expect.stringContaining("1 of 1 parts"), tries: MOST_TRIES.lasting },
  });
  expect((await spread()).failure?.next).toContain("try again");
  // Another change has its own tries.
  expect(await admin.call(`${path}/status`, { json: { paused: true } })).toMatchObject({ status: 200 });
  expect((await spread()).failure).toBeUndefined();
  await givenUp();
  await cure(queue);
  expect(await admin.call(`${path}/status`, { json: {} })).toMatchObject({
    status: 200,
    body: { paused: true, spread: { queues: 1, reached: 1 } },
  });
  expect(await spread()).toEqual({ epoch: 3, queues: 1, reached: 1 });
});
