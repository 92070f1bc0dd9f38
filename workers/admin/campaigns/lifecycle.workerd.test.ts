/** The life of a campaign over HTTP: checks with an estimate, copies, templates, due dates, archive and its files. */
import { describe, expect, test, vi } from "vitest";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import type { CampaignDetail, CampaignSummary, StartEstimate } from "../../../domain/campaigns/campaign.ts";
import type { TexterAnswers } from "../../../domain/texter-app/texter.ts";
import { CSV, DRAFT, started, uploaded } from "../../../test/workers/test-campaign.ts";
import { newOrganization, newTexter, serviceOf } from "../../../test/workers/test-client.ts";
import type { Answer, Browser, TestOrganization } from "../../../test/workers/test-client.ts";

const post = ({ admin }: TestOrganization, id: string, what: string, json: unknown = {}) =>
  admin.call(`/api/admin/campaigns/${id}/${what}`, { json });
const campaignIn = (answer: Answer) => answer.body["campaign"] as CampaignDetail;

const WAIT = { timeout: 30_000, interval: 100 };
const nobody = { status: 404, body: { ok: false, reason: "not_found" } };

test("the settings have a price table with defaults, and each part stays when another is changed", async () => {
  const { admin, orgId } = await newOrganization();
  const read = async () => (await admin.call("/api/admin/settings")).body["settings"];
  expect(await read()).toMatchObject({ messagingServiceSid: null, prices: { currency: "USD", segmentsPerSecond: 10 } });
  const prices = {
    currency: "EUR",
    segmentOutMicros: 70_000,
    segmentInMicros: 0,
    carrierFeeMicros: 1,
    segmentsPerSecond: 2,
  };
  await admin.call("/api/admin/settings", { method: "PATCH", json: { prices } });
  const messagingServiceSid = serviceOf(orgId);
  await admin.call("/api/admin/settings", { method: "PATCH", json: { messagingServiceSid } });
  expect(await read()).toMatchObject({ messagingServiceSid, prices });
  const wrong = { prices: { ...prices, currency: "euro" } };
  expect(await admin.call("/api/admin/settings", { method: "PATCH", json: wrong })).toMatchObject({ status: 400 });
});

test("the start checks come with segments, cost and time", async () => {
  const organization = await newOrganization();
  const { campaignId } = await uploaded(organization.admin);
  const checks = await organization.admin.call(`/api/admin/campaigns/${campaignId}/start-checks`);
  const estimate = checks.body["estimate"] as StartEstimate;
  expect(estimate).toMatchObject({ texts: 2, heldBack: 0, segments: 2, currency: "USD", costMicros: 22_600 });
  expect(checks.body["problems"]).toMatchObject([{ code: "no_messaging_service" }, { code: "hours_overridden" }]);
});

test("who has opted out since the upload is not in the estimate, nor in the sample that it is made from", async () => {
  const organization = await newOrganization();
  const { admin } = organization;
  const { campaignId } = await uploaded(admin, DRAFT, `first,cell\n${"Ж".repeat(80)},617-234-5678\nBob,617-234-5679\n`);
  const read = async () => {
    const { body } = await admin.call(`/api/admin/campaigns/${campaignId}/start-checks`);
    return body as { estimate: StartEstimate; problems: { code: string }[] };
  };
  expect((await read()).estimate).toMatchObject({ texts: 2, leftOut: 0, segmentsPerText: 1.5 });
  const optOut = (text: string) =>
    admin.call("/api/admin/opt-outs", { json: { text, optedOut: true, note: "by mail" } });
  await optOut("617-234-5678");
  await vi.waitUntil(async () => (await read()).estimate.leftOut === 1, WAIT);
  const { estimate, problems } = await read();
  expect(estimate).toMatchObject({ texts: 1, heldBack: 0, segments: 1, segmentsPerText: 1 });
  expect(problems.map(({ code }) => code)).not.toContain("nobody_to_text");
  await optOut("617-234-5679");
  await vi.waitUntil(async () => (await read()).problems.some(({ code }) => code === "nobody_to_text"), WAIT);
});

test("a blank title is asked for at its field, when a campaign is made, changed or copied", async () => {
  const { admin } = await newOrganization();
  const { campaignId, revision } = campaignIn(await admin.call("/api/admin/campaigns", { json: DRAFT }));
  const path = `/api/admin/campaigns/${campaignId}`;
  for (const title of ["", "   ", "\u00a0"]) {
    const asked = { status: 400, body: { ok: false, fields: { title: expect.stringMatching(/enter a title/i) } } };
    expect(await admin.call("/api/admin/campaigns", { json: { ...DRAFT, title } })).toMatchObject(asked);
    expect(await admin.call(path, { method: "PATCH", json: { title, revision } })).toMatchObject(asked);
    expect(await admin.call(`${path}/copy`, { json: { title } })).toMatchObject(asked);
  }
});

describe("copies and templates", () => {
  test("a copy has texts and settings, no contacts, and a due date only if it is still to come", async () => {
    const organization = await newOrganization();
    const source = await uploaded(organization.admin);
    const copy = campaignIn(await post(organization, source.campaignId, "copy"));
    expect(copy).toMatchObject({
      title: "Turnout (copy)",
      description: DRAFT.description,
      dueDate: DRAFT.dueDate,
      script: DRAFT.script,
      window: DRAFT.window,
      status: "DRAFT",
      contactCount: 0,
      isTemplate: false,
    });
    expect(copy.campaignId).not.toBe(source.campaignId);
    const json = { ...DRAFT, dueDate: "2020-01-01" };
    const old = campaignIn(await organization.admin.call("/api/admin/campaigns", { json }));
    expect(campaignIn(await post(organization, old.campaignId, "copy", { title: "Again" }))).toMatchObject({
      title: "Again",
      dueDate: "",
    });
    expect(await post(await newOrganization(), source.campaignId, "copy")).toMatchObject(nobody);
  });

  test("a template is listed as one, is not started, and new campaigns keep its title", async () => {
    const organization = await newOrganization();
    const { campaignId } = await uploaded(organization.admin);
    expect(await post(await newOrganization(), campaignId, "template", { isTemplate: true })).toMatchObject(nobody);
    expect(await post(organization, campaignId, "template", { isTemplate: true })).toMatchObject({ status: 200 });
    const list = (await organization.admin.call("/api/admin/campaigns")).body["campaigns"] as CampaignSummary[];
    expect(list).toMatchObject([{ campaignId, isTemplate: true }]);
    expect(await post(organization, campaignId, "start")).toMatchObject({
      status: 422,
      body: {
        reason: "start_refused",
        problems: expect.arrayContaining([expect.objectContaining({ code: "is_template" })]),
      },
    });
    expect(campaignIn(await post(organization, campaignId, "copy"))).toMatchObject({
      title: "Turnout",
      isTemplate: false,
    });
  });
});

test("the due date of a running campaign can be moved", async () => {
  const organization = await newOrganization();
  const { campaignId } = await started(organization);
  expect(await post(organization, campaignId, "due-date", { dueDate: "2099-12-24" })).toMatchObject({
    status: 200,
    body: { ok: true, spread: { queues: 1, reached: 1 } },
  });
  expect(campaignIn(await organization.admin.call(`/api/admin/campaigns/${campaignId}`)).dueDate).toBe("2099-12-24");
  expect(await post(organization, campaignId, "due-date", { dueDate: "soon" })).toMatchObject({ status: 400 });
  expect(await post(await newOrganization(), campaignId, "due-date", { dueDate: "2099-12-24" })).toMatchObject(nobody);
});

test("a texter of an archived campaign reads its title among the archived ones, and nobody else does", async () => {
  const organization = await newOrganization();
  const { campaignId, joinToken, title } = await started(organization, CSV);
  const [texter, other] = [await newTexter(organization), await newTexter(organization)];
  const listed = async (of: Browser) => {
    const { body } = await of.call("/api/texter/campaigns", { json: {} });
    return body as TexterAnswers["campaigns"];
  };
  expect((await texter.call("/api/texter/join", { json: { token: joinToken } })).body).toMatchObject({ ok: true });
  expect(await listed(texter)).toMatchObject({ campaigns: [{ campaignId }], archived: [] });
  await post(organization, campaignId, "status", { status: "CLOSED" });
  await post(organization, campaignId, "archive", { archiveId: crypto.randomUUID() });
  await vi.waitUntil(async () => (await listed(texter)).archived.length > 0, WAIT);
  expect(await listed(texter)).toMatchObject({ campaigns: [], archived: [{ campaignId, title }] });
  expect(await listed(other)).toMatchObject({ campaigns: [], archived: [] });
});

test("a closed campaign is archived; its files can be downloaded by its admins; nothing changes it any more", async () => {
  const organization = await newOrganization();
  const { admin } = organization;
  const { campaignId } = await started(organization, CSV);
  const archiveId = crypto.randomUUID();
  const archive = () => post(organization, campaignId, "archive", { archiveId });
  expect(await archive()).toMatchObject({ status: 422, body: { reason: "not_allowed" } });
  expect(await admin.call(`/api/admin/campaigns/${campaignId}/archive/contacts.csv`)).toMatchObject({ status: 404 });
  await post(organization, campaignId, "status", { status: "CLOSED" });
  expect(await archive()).toMatchObject({ status: 202, body: { ok: true, archive: { archiveId } } });
  let progress: ArchiveProgress | null = null;
  await vi.waitUntil(async () => {
    // Answer of the route.
    progress = (await admin.call(`/api/admin/campaigns/${campaignId}/archive`)).body["archive"] as ArchiveProgress;
    return progress.state !== "running";
  }, WAIT);
  expect(progress).toMatchObject({ state: "done", receipt: { contacts: 2, messages: 0 } });
  const file = await admin.call(`/api/admin/campaigns/${campaignId}/archive/contacts.csv`);
  expect(file.headers.get("content-disposition")).toContain("attachment");
  const lines = String(file.body["text"]).trim().split("\r\n");
  expect(lines[0]).toMatch(/contact_id,cell,.*precinct$/);
  expect(lines.slice(1).map((line) => line.split(",")[1])).toEqual(["'+16172345678", "'+16172345679"]);
  expect(await admin.call(`/api/admin/campaigns/${campaignId}/archive/everything.csv`)).toMatchObject({ status: 404 });
  expect(await post(organization, campaignId, "status", { status: "ACTIVE" })).toMatchObject({ status: 422 });
  expect(await archive()).toMatchObject({ body: { ok: true, archive: { state: "done" } } });
  const stranger = await newOrganization();
  expect(await post(stranger, campaignId, "archive", { archiveId })).toMatchObject(nobody);
  expect(await stranger.admin.call(`/api/admin/campaigns/${campaignId}/archive/contacts.csv`)).toMatchObject({
    status: 404,
  });
});
