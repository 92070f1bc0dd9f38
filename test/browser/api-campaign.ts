/** A campaign that a part of the story needs and does not tell of: made, started and texted over the API. */
import { randomUUID } from "node:crypto";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { demoDraft } from "../../tools/demo/campaign.ts";
import { DEMO_ADMIN } from "../../tools/demo/people.ts";
import { until } from "./stage.ts";
import type { Stage } from "./stage.ts";

type Detail = { ok: true; campaign: CampaignDetail };
type Numbers = CampaignDetail["numbers"];
export type ApiCampaign = { campaignId: string; numbers: () => Promise<Numbers> };

/**
 * An active campaign, open at every hour, and a texter of its own who sends every contact the first text.
 * @param beforeTexting what the carrier is to do to these texts
 */
export async function textOverApi(
  { origin }: Stage["installation"],
  {
    title,
    cells,
    email,
    beforeTexting,
  }: { title: string; cells: readonly string[]; email: string; beforeTexting: () => Promise<unknown> },
): Promise<ApiCampaign> {
  const admin = createApiClient(origin);
  const { email: adminEmail, password } = DEMO_ADMIN;
  need("Signing in", await admin.post("/api/auth/sign-in", { email: adminEmail, password }));
  const draft = {
    ...demoDraft(Date.now()),
    title,
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    allowTestNumbers: true,
  };
  const made = need("Making a campaign", await admin.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const { campaignId, joinToken } = made;
  const path = `/api/admin/campaigns/${campaignId}`;
  const rows = cells.map((cell, i) => `Una${i},Known,${cell},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await admin.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign } = need("Reading", await admin.get<Detail>(path));
    return campaign.import?.state === "done" || (campaign.import?.state ?? "not begun");
  });
  need("Starting", await admin.post(`${path}/start`, {}));
  await beforeTexting();
  const texter = createApiClient(origin);
  const person = { email, password: "a-long-password", firstName: "Vic", lastName: "Ode" };
  need("Joining", await texter.post("/api/auth/sign-up", { ...person, joinToken }));
  need("Joining", await texter.post("/api/texter/join", { token: joinToken }));
  need("Taking", await texter.post("/api/texter/take", { campaignId, requestId: randomUUID(), count: cells.length }));
  const next = { campaignId, count: cells.length, have: [] };
  const { items } = need("Reading", await texter.post<TexterAnswers["next"]>("/api/texter/next", next));
  for (const { contactId, firstText } of items) {
    const body = firstText?.ok ? firstText.text : "";
    const text = { contactId, messageId: randomUUID(), body, initial: true, lastSeenId: null };
    need("Sending", await texter.post("/api/texter/send", text));
  }
  return { campaignId, numbers: async () => need("Reading", await admin.get<Detail>(path)).campaign.numbers };
}
