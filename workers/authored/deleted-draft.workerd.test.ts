import { expect, test, vi } from "vitest";
import { requestAndDie } from "../../test/workers/dying-worker.ts";
import { makeDraft, started } from "../../test/workers/test-campaign.ts";
import { env, newOrganization, queryPostgres } from "../../test/workers/test-client.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { databaseOf } from "../http/database.ts";
import { deliverDue } from "./deliver.ts";

/**
 * As the cron a minute later, for this organization alone: test files share Postgres and not their objects, so a copy
 * of another file's organization would reach an object that does not exist.
 */
async function cron(orgId: string): Promise<void> {
  await queryPostgres("update authored_copies set due_at = now() where org_id = $1", [orgId]);
  await deliverDue(env, databaseOf(env), createLogger(), orgId);
}

test("a draft whose deletion was interrupted is deleted by the cron, and one that was started meanwhile stays", async () => {
  const organization = await newOrganization();
  const { admin, orgId } = organization;
  const { campaignId } = await makeDraft(admin);
  const path = `/api/admin/campaigns/${campaignId}`;
  // 1 session, 2 row, 3 note, 4 the object gives up the draft, 5 the row goes.
  const cut = await requestAndDie(admin, path, { method: "DELETE" }, { atStep: 4, when: "after" });
  expect(cut.died).toBe(true);
  expect(await queryPostgres("select 1 from campaigns where id = $1", [campaignId])).toHaveLength(1);
  await cron(orgId);
  const rows = () => queryPostgres("select 1 from campaigns where id = $1", [campaignId]);
  await expect.poll(rows, { timeout: 30_000 }).toEqual([]);

  const running = await started(organization);
  const again = `/api/admin/campaigns/${running.campaignId}`;
  await requestAndDie(admin, again, { method: "DELETE" }, { atStep: 3, when: "after" });
  await cron(orgId);
  expect(await queryPostgres("select 1 from campaigns where id = $1", [running.campaignId])).toHaveLength(1);
  const pending = "select subject, key from authored_copies where org_id = $1 and confirmed < version";
  // Another test's cron may be delivering it.
  await vi.waitUntil(async () => (await queryPostgres(pending, [orgId])).length === 0 || cron(orgId), {
    timeout: 30_000,
    interval: 50,
  });
});
