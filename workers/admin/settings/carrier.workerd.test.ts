/** What admins see of the carrier account: why it takes no texts, and its errors. */
import { afterEach, beforeAll, expect, test } from "vitest";
import type { ShareRequest } from "../../../domain/sending/carrier-account.ts";
import { carrierAccountAt } from "../../../durable-objects/rpc/stubs.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { env, newOrganization, queryPostgres, setPostgres } from "../../../test/workers/test-client.ts";

const SERVICE = "MG00000000000000000000000000000001";
const EMPTY = {
  scope: "service" as const,
  code: 21703,
  why: "The Messaging Service has no number to send from (21703).",
};

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  ours = await newOrganization();
  theirs = await newOrganization();
});
afterEach(() => setPostgres("start"));

const share = (change: Partial<ShareRequest>) =>
  carrierAccountAt(env).share({
    holder: "c.1",
    orgId: ours.orgId,
    service: SERVICE,
    round: null,
    took: 0,
    overMs: 0,
    refusedMs: null,
    segments: 0,
    waiting: 1,
    urgent: 0,
    segmentsPerText: 1,
    ...change,
  });
const troubleOf = async ({ admin }: TestOrganization) => (await admin.call("/api/admin/carrier")).body["trouble"];

test("why the carrier takes no texts is told at once, to those whose texts wait, also without Postgres", async () => {
  expect(await troubleOf(ours)).toBeNull();
  await share({ trouble: EMPTY });
  await setPostgres("stop");
  expect(await troubleOf(ours)).toMatchObject({ ...EMPTY, sinceMs: expect.any(Number) });
  expect(await troubleOf(theirs)).toBeNull();
  await setPostgres("start");
  await share({ trouble: { scope: "account", code: 20005, why: "not active" } });
  expect(await troubleOf(theirs)).toMatchObject({ scope: "account", code: 20005 });
});

test("errors are listed with their meaning and what to do, those that nobody knows among them", async () => {
  await queryPostgres(
    `INSERT INTO sender_problems (org_id, queue_key, sender, code, count, at, version) VALUES
     ($1, 'c1.1', 'MG1', 39999, 3, now(), 1), ($1, 'c1.2', '+12125550190', 39999, 2, now() - interval '1 day', 1),
     ($1, 'c1.1', 'MG1', 30610, 1, now() - interval '2 days', 1), ($1, 'c1.1', 'MG1', 30007, 9, now(), 1)`,
    [ours.orgId],
  );
  expect((await ours.admin.call("/api/admin/carrier/codes")).body["codes"]).toMatchObject([
    { code: 39999, count: 5, meaning: "The carrier reported error 39999", remedy: null },
    { code: 30610, count: 1, remedy: expect.stringContaining("Turn the Compliance Toolkit off") },
  ]);
  expect((await theirs.admin.call("/api/admin/carrier/codes")).body).toMatchObject({ codes: [] });
});
