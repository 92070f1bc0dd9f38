/** For the Workers tests: campaigns made the way admins make them. */
import { expect } from "vitest";
import type { CampaignDetail, Draft } from "../../domain/campaigns/campaign.ts";
import { ownService } from "./test-client.ts";
import type { Answer, Browser, TestOrganization } from "./test-client.ts";

export const DRAFT: Partial<Draft> = {
  title: "Turnout",
  description: "Remind people",
  dueDate: "2099-11-03",
  window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
  script: {
    rootStepId: "first",
    steps: [
      { id: "first", texts: ["Hi {firstName|friend}! Will you vote? STOP to opt out"], question: "", answers: [] },
    ],
  },
};

/** Two contacts and a row that is refused. */
export const CSV = "first,last,cell,precinct\r\nAnn,Lee,617-234-5678,7\r\nBob,Ray,617-234-5679,8\r\nCat,Fox,n/a,9\r\n";

// Answers of the campaign routes.
export const campaignIn = (answer: Answer) => answer.body["campaign"] as CampaignDetail;

export async function makeDraft(admin: Browser, draft = DRAFT): Promise<CampaignDetail> {
  return campaignIn(await admin.call("/api/admin/campaigns", { json: draft }));
}

export function upload(admin: Browser, id: string, csv: string | Uint8Array, query = "mode=add"): Promise<Answer> {
  const headers = { "content-type": "text/csv" };
  return admin.call(`/api/admin/campaigns/${id}/contacts?${query}`, { body: csv, headers });
}

export async function importDone(admin: Browser, campaignId: string): Promise<CampaignDetail> {
  for (;;) {
    const campaign = campaignIn(await admin.call(`/api/admin/campaigns/${campaignId}`));
    if (campaign.import?.state !== "running") return campaign;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A draft with contacts. */
export async function uploaded(admin: Browser, draft = DRAFT, csv = CSV): Promise<CampaignDetail> {
  const { campaignId } = await makeDraft(admin, draft);
  expect(await upload(admin, campaignId, csv)).toMatchObject({ status: 202, body: { ok: true } });
  return importDone(admin, campaignId);
}

/** An active campaign. @param service by which it texts; null: one is made for the organization */
export async function started(
  organization: TestOrganization,
  csv = CSV,
  service: string | null = null,
): Promise<CampaignDetail> {
  const { admin } = organization;
  if (service === null) await ownService(organization);
  else await admin.call("/api/admin/settings", { method: "PATCH", json: { messagingServiceSid: service } });
  const campaign = await uploaded(admin, DRAFT, csv);
  const start = await admin.call(`/api/admin/campaigns/${campaign.campaignId}/start`, { json: {} });
  expect(start).toMatchObject({ status: 200, body: { ok: true } });
  return campaign;
}
