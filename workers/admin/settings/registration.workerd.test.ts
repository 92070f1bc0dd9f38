/** Registration: entered, read from the carrier, and asked for before a start at a real carrier; a simulation only notes it. */
import { expect, test } from "vitest";
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import { NO_REGISTRATION_FACTS } from "../../../domain/numbers/registration.ts";
import type { RegistrationLine } from "../../../domain/numbers/registration.ts";
import { atRealCarrier } from "../../../test/workers/real-carrier.ts";
import { uploaded } from "../../../test/workers/test-campaign.ts";
import { newOrganization, ownService } from "../../../test/workers/test-client.ts";

const AT = "/api/admin/registration";
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const stateOf = (body: Record<string, unknown>) =>
  Object.fromEntries((body["lines"] as RegistrationLine[]).map(({ key, state }) => [key, state]));

test("no start at a real carrier while a line is missing; a simulation says so and starts", async () => {
  const organization = await newOrganization();
  const { admin } = organization;
  await ownService(organization);
  const { campaignId } = await uploaded(admin);
  const path = `/api/admin/campaigns/${campaignId}`;
  const problems = async (real: boolean) => {
    const { body } = real
      ? await atRealCarrier(admin, `${path}/start-checks`)
      : await admin.call(`${path}/start-checks`);
    return (body["problems"] as StartProblem[]).filter(({ code }) => code.startsWith("registration_"));
  };
  expect(await problems(false)).toEqual([]);
  expect((await admin.call(`${path}/start-checks`)).body["note"]).toContain(
    "Business number, 10DLC brand and campaign",
  );
  expect(await problems(true)).toMatchObject(
    ["Business number", "10DLC brand and campaign", "Campaign Verify"].map((title) => ({
      code: "registration_missing",
      severity: "error",
      message: expect.stringContaining(title),
    })),
  );
  const refusedStart = await atRealCarrier(admin, `${path}/start`, { json: {} });
  expect(refusedStart.body).toMatchObject({ ok: false, reason: "start_refused" });
  expect(String(refusedStart.body["message"])).toContain("Enter the EIN");

  const facts = {
    ...NO_REGISTRATION_FACTS,
    businessNumber: "12-3456789",
    isPolitical: true,
    verifyTokenEnds: inDays(30),
  };
  const saved = await admin.call(AT, { method: "PUT", json: facts });
  expect(stateOf(saved.body)).toMatchObject({ business_number: "done", campaign_verify: "ending" });
  const read = await admin.call(`${AT}/read`, { method: "POST" });
  expect(read.body).toMatchObject({ ok: true });
  const line = (read.body["lines"] as RegistrationLine[]).find(({ key }) => key === "ten_dlc");
  expect(line?.readAtMs).toBeGreaterThan(Date.now() - 60_000);
  const left = await problems(true);
  expect(left.filter(({ severity }) => severity === "error")).toHaveLength(line?.state === "done" ? 0 : 1);
  expect(left).toContainEqual(
    expect.objectContaining({
      code: "registration_ends",
      severity: "warning",
      message: expect.stringContaining("in "),
    }),
  );
});

test("what does not look like it is refused at its field", async () => {
  const { admin } = await newOrganization();
  const put = (change: object) => admin.call(AT, { method: "PUT", json: { ...NO_REGISTRATION_FACTS, ...change } });
  for (const [field, value] of [
    ["businessNumber", "twelve"],
    ["verifyTokenEnds", "soon"],
    ["campaignSid", "<script>"],
    ["tollFreeState", "maybe"],
  ] as const) {
    const answer = await put({ [field]: value });
    expect(answer).toMatchObject({ status: 400, body: { fields: { [field]: expect.any(String) } } });
  }
  expect(await put({ businessNumber: " 123456789 " })).toMatchObject({ status: 200 });
});

test("without a Messaging Service there is nothing to ask the carrier", async () => {
  const organization = await newOrganization();
  const answer = await organization.admin.call(`${AT}/read`, { method: "POST" });
  const hasService = answer.body.ok === true;
  if (!hasService) expect(answer.body).toMatchObject({ reason: "no_service" });
  await ownService(organization);
  expect((await organization.admin.call(`${AT}/read`, { method: "POST" })).body).toMatchObject({ ok: true });
});
