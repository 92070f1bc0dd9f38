/** What an organization's admins read of their own Messaging Service, asked of the carrier. */
import { beforeEach, expect, test } from "vitest";
import { env, newOrganization, ownService } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { control } from "../../../test/workers/workers-world.ts";

const AT = "/api/admin/carrier/service";
let organization: TestOrganization;
beforeEach(async () => {
  organization = await newOrganization();
});

const facts = async () => (await organization.admin.call(AT)).body;

test("nothing is said while no service is set", async () => {
  expect(await facts()).toEqual({ ok: true, facts: null });
});

test("numbers, registration and real pace are the carrier's; replies that go elsewhere are noticed", async () => {
  const sid = await ownService(organization);
  expect(await facts()).toMatchObject({ facts: { sid, numbers: 10, repliesComeHere: false, registration: null } });
  const inboundUrl = `${env.PUBLIC_ORIGIN}/webhooks/twilio/${organization.orgId}/inbound`;
  const numbers = ["+16175550140", "+16175550141"];
  await control(`/services/${sid}`, { numbers, inboundUrl, registration: { attPerSecond: 40 } }, "PUT");
  expect(await facts()).toMatchObject({
    facts: {
      numbers: 2,
      repliesComeHere: true,
      registration: { status: "VERIFIED", attPerSecond: 40, tMobileTier: "TOP", useCase: "POLITICAL" },
    },
  });
  await control(`/services/${sid}`, { numbers, registration: { status: "FAILED", errors: ["No website"] } }, "PUT");
  expect(await facts()).toMatchObject({ facts: { registration: { status: "FAILED", errors: ["No website"] } } });
});

test("a service that the account does not have is said so, with what to do", async () => {
  const json = { messagingServiceSid: `MG${crypto.randomUUID().replaceAll("-", "")}` };
  await organization.admin.call("/api/admin/settings", { method: "PATCH", json });
  expect(await facts()).toMatchObject({
    ok: false,
    reason: "service_unknown",
    message: expect.stringContaining("Copy its SID"),
  });
});

test("a carrier that fails is told, and nothing else breaks", async () => {
  await ownService(organization);
  await control("/faults", { kind: "500", call: "pool" });
  expect(await facts()).toMatchObject({ ok: false, reason: "carrier" });
  await control("/faults", undefined, "DELETE");
  expect(await facts()).toMatchObject({ ok: true });
});
