import { beforeAll, expect, test } from "vitest";
import { carrierAccountAt } from "../../../durable-objects/rpc/stubs.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { env, newOrganization, serviceOf } from "../../../test/workers/test-client.ts";

let service: string;
const LIMITS = { numbers: 40, segmentsPerSecond: 1, segmentsPerDay: 2_000 };

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  service = serviceOf(ours.orgId);
});

const change = ({ admin }: TestOrganization, json: unknown) =>
  admin.call("/api/admin/settings", { method: "PATCH", json });

/** What a queue of the organization would get now. */
function share({ orgId }: TestOrganization, of = service) {
  return carrierAccountAt(env).share({
    holder: `queue.of.${orgId}`,
    orgId,
    service: of,
    round: null,
    took: 0,
    overMs: 0,
    refusedMs: null,
    segments: 0,
    waiting: 100_000,
    urgent: 0,
    segmentsPerText: 1,
  });
}

test("nothing is limited until an admin says so", async () => {
  expect((await ours.admin.call("/api/admin/settings")).body["settings"]).toMatchObject({ sending: null });
  expect(await share(ours)).toMatchObject({ textsPerSecond: null, segmentsPerSecond: null, day: null });
});

test("limits reach the carrier account, in whichever order service and limits are set, and go again", async () => {
  expect(await change(ours, { sending: LIMITS })).toMatchObject({
    status: 200,
    body: { settings: { sending: LIMITS } },
  });
  await change(ours, { messagingServiceSid: service });
  expect(await share(ours)).toMatchObject({ segmentsPerSecond: 40, day: { segments: 91, firstTexts: 81 } });
  await change(ours, { sending: { ...LIMITS, numbers: 10, segmentsPerDay: null } });
  expect(await share(ours)).toMatchObject({ segmentsPerSecond: 10, day: null });
  await change(ours, { sending: null });
  expect(await share(ours)).toMatchObject({ segmentsPerSecond: null, day: null });
});

test("one organization's limits do not apply to another, whose service it is not", async () => {
  await change(ours, { messagingServiceSid: service, sending: LIMITS });
  expect(await change(theirs, { messagingServiceSid: service })).toMatchObject({ body: { reason: "service_taken" } });
  expect(await share(theirs)).toMatchObject({ segmentsPerSecond: null, day: null });
});

test("what no service has is refused with a sentence", async () => {
  const answer = await change(ours, { sending: { ...LIMITS, numbers: 401 } });
  expect(answer).toMatchObject({ status: 400, body: { reason: "bad_request" } });
  expect(answer.body["message"]).toContain("at most 400 numbers");
});

test("admins see what of the day is used, and whether the carrier asked to slow down", async () => {
  const pace = async () => (await ours.admin.call("/api/admin/settings/pace")).body["pace"];
  await change(ours, { messagingServiceSid: serviceOf(theirs.orgId), sending: LIMITS });
  expect(await pace()).toEqual({ textsPerSecond: null, usedToday: 0, trouble: null });
  await share(ours, serviceOf(theirs.orgId));
  expect(await pace()).toEqual({ textsPerSecond: null, usedToday: 91, trouble: null });
});
