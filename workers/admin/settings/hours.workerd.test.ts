/**
 * The organization's texting hours, which a campaign narrows or overrides by a recorded switch
 * (docs/rules.md#hours-organization).
 */
import { describe, expect, test } from "vitest";
import type { CampaignDetail, TextingWindow } from "../../../domain/campaigns/campaign.ts";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { atRealCarrier } from "../../../test/workers/real-carrier.ts";
import { DRAFT, uploaded } from "../../../test/workers/test-campaign.ts";
import { newOrganization, newTexter, serviceOf } from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";

const zone = "America/New_York";
const set = ({ admin }: TestOrganization, json: unknown) =>
  admin.call("/api/admin/settings", { method: "PATCH", json });

/** An organization that texts from 10 to 20, with a draft that has contacts. */
async function draftWith(window: TextingWindow) {
  const organization = await newOrganization();
  const textingHours = { startHour: 10, endHour: 20 };
  const saved = await set(organization, { textingHours, messagingServiceSid: serviceOf(organization.orgId) });
  expect(saved.body["settings"]).toMatchObject({ textingHours });
  const campaign = await uploaded(organization.admin, { ...DRAFT, window });
  const path = `/api/admin/campaigns/${campaign.campaignId}`;
  const checks = await organization.admin.call(`${path}/start-checks`);
  const problems = checks.body["problems"] as { code: string; severity: string }[];
  return { organization, campaign, path, problems: problems.map(({ code, severity }) => `${severity} ${code}`) };
}

/** The hours by which texters text once it has started. */
async function hoursInForce({ organization, campaign, path }: Awaited<ReturnType<typeof draftWith>>) {
  expect(await organization.admin.call(`${path}/start`, { json: {} })).toMatchObject({ status: 200 });
  const texter = await newTexter(organization);
  await texter.call("/api/texter/join", { json: { token: campaign.joinToken } });
  const desk = await texter.call("/api/texter/campaigns", { json: {} });
  return (desk.body["campaigns"] as DeskCampaign[])[0]?.window;
}

test("a campaign narrows the organization's hours without a word", async () => {
  const draft = await draftWith({ zone, startHour: 12, endHour: 18 });
  expect([draft.problems, draft.campaign.hoursOverride]).toEqual([[], null]);
  expect(await hoursInForce(draft)).toMatchObject({ zone, startHour: 12, endHour: 18 });
});

test("without the switch it texts only within both, and the start check says so", async () => {
  const draft = await draftWith({ zone, startHour: 0, endHour: 18 });
  expect(draft.problems).toEqual(["warning hours_narrowed"]);
  const inForce = { zone, startHour: 10, endHour: 18 };
  expect(await hoursInForce(draft)).toMatchObject(inForce);
  const shown = await draft.organization.admin.call(draft.path);
  expect(shown.body["campaign"]).toMatchObject({ window: inForce });
});

test("the switch lets its hours count, and is kept with a name until it is taken back", async () => {
  const window = { zone, startHour: 8, endHour: 22, override: true };
  const draft = await draftWith(window);
  const { organization, campaign, path } = draft;
  expect(draft.problems).toEqual(["warning hours_overridden"]);
  expect(campaign.hoursOverride).toMatchObject({ personId: organization.adminId, name: expect.any(String) });
  const taken = await organization.admin.call(path, {
    method: "PATCH",
    json: { window: { ...window, override: false }, revision: campaign.revision },
  });
  const { revision, hoursOverride } = taken.body["campaign"] as CampaignDetail;
  expect(hoursOverride).toBeNull();
  await organization.admin.call(path, { method: "PATCH", json: { window, revision } });
  expect(await hoursInForce(draft)).toMatchObject(window);
});

test("hours that share nothing with the organization's keep a campaign from starting", async () => {
  const { organization, path, problems } = await draftWith({ zone, startHour: 6, endHour: 9 });
  expect(problems).toEqual(["error hours_outside"]);
  const refused = await organization.admin.call(`${path}/start`, { json: {} });
  expect(refused.body).toMatchObject({ ok: false, reason: "start_refused" });
});

test("hours that end before they begin are refused", async () => {
  const organization = await newOrganization();
  expect(await set(organization, { textingHours: { startHour: 21, endHour: 9 } })).toMatchObject({ status: 400 });
});

describe("an installation that texts people", () => {
  const LAW = "Under federal law, texts may be sent from 8:00 AM to 9:00 PM";

  test.each([
    [{ startHour: 7, endHour: 20 }, "7:00 AM to 8:00 PM"],
    [{ startHour: 9, endHour: 22 }, "9:00 AM to 10:00 PM"],
    [{ startHour: 0, endHour: 24 }, "12:00 AM to midnight"],
  ])("refuses hours beyond the law, of the organization and of a campaign: %o", async (hours, words) => {
    const { admin } = await newOrganization();
    const organization = await atRealCarrier(admin, "/api/admin/settings", {
      method: "PATCH",
      json: { textingHours: hours },
    });
    const draft = await atRealCarrier(admin, "/api/admin/campaigns", { json: { window: { zone, ...hours } } });
    for (const refusal of [organization, draft]) {
      expect(refusal).toMatchObject({ status: 422, body: { reason: "beyond_the_law" } });
      expect(refusal.body["message"]).toContain(LAW);
      expect(refusal.body["message"]).toContain(words);
    }
  });

  test("takes hours that the law allows, to its edges", async () => {
    const { admin } = await newOrganization();
    const textingHours = { startHour: 8, endHour: 21 };
    const saved = await atRealCarrier(admin, "/api/admin/settings", { method: "PATCH", json: { textingHours } });
    expect(saved).toMatchObject({ status: 200, body: { settings: { textingHours } } });
    const draft = await atRealCarrier(admin, "/api/admin/campaigns", { json: { window: { zone, ...textingHours } } });
    const { campaignId, revision } = draft.body["campaign"] as CampaignDetail;
    expect(draft.status).toBe(201);
    const later = await atRealCarrier(admin, `/api/admin/campaigns/${campaignId}`, {
      method: "PATCH",
      json: { window: { zone, startHour: 8, endHour: 23, override: true }, revision },
    });
    expect(later).toMatchObject({ status: 422, body: { reason: "beyond_the_law" } });
  });

  test("says before the start what it leaves of hours from a simulation", async () => {
    const { organization, path, problems } = await draftWith({ zone, startHour: 0, endHour: 24, override: true });
    expect(problems).toEqual(["warning hours_overridden"]);
    const checks = await atRealCarrier(organization.admin, `${path}/start-checks`);
    expect(checks.body["problems"]).toContainEqual({
      code: "hours_beyond_law",
      severity: "warning",
      message: expect.stringContaining("Texts go out from 8:00 AM to 9:00 PM"),
    });
  });

  test("does not start at hours of which the law leaves nothing", async () => {
    const { organization, path } = await draftWith({ zone, startHour: 21, endHour: 24, override: true });
    const started = await atRealCarrier(organization.admin, `${path}/start`, { json: {} });
    expect(started.body).toMatchObject({ reason: "start_refused", message: expect.stringContaining(LAW) });
  });
});
