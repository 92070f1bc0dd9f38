/**
 * Fills a fresh installation by the API that people use: an organization with an admin, a campaign from `contacts.csv`
 * that is started, three texters who join by its link. Every step first checks whether it was done, so that a seed that
 * was killed half way goes on where it stopped.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { CampaignDetail, CampaignSummary } from "../../domain/campaigns/campaign.ts";
import type { Me } from "../../domain/people/people.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { createApiClient, need } from "./api-client.ts";
import type { ApiClient } from "./api-client.ts";
import { DEMO_TITLE, demoDraft } from "./campaign.ts";
import { DEMO_ADMIN, DEMO_ORGANIZATION, DEMO_TEXTERS } from "./people.ts";
import type { DemoPerson } from "./people.ts";

export type SeedOptions = {
  origin: string;
  setupToken: string;
  /** Called with each step's description. */
  report?: (what: string) => void;
};

type Detail = { ok: true; campaign: CampaignDetail };

const IMPORT_LIMIT_MS = 60_000;

/** Throws with the API's own message if the installation refuses a step. */
export async function seedDemo({ origin, setupToken, report }: SeedOptions): Promise<{ orgId: string }> {
  report?.("the demo organization");
  const admin = createApiClient(origin);
  const { orgId } = await signInAdmin(admin, setupToken);
  report?.("the demo campaign");
  const campaign = await activeCampaign(admin);
  report?.("the demo texters");
  for (const texter of DEMO_TEXTERS) await joinAs(origin, texter, campaign.joinToken);
  return { orgId };
}

async function signInAdmin(admin: ApiClient, setupToken: string): Promise<{ orgId: string }> {
  const { email, password } = DEMO_ADMIN;
  const signIn = () => admin.post<{ ok: true; me: Me }>("/api/auth/sign-in", { email, password });
  const known = await signIn();
  if (known.ok) return known.me;
  const { name, messagingServiceSid } = DEMO_ORGANIZATION;
  need(
    "Setting up the demo organization",
    await admin.post(
      "/api/setup",
      { organization: name, messagingServiceSid, admin: DEMO_ADMIN },
      { authorization: `Bearer ${setupToken}` },
    ),
  );
  return need("Signing in as the demo admin", await signIn()).me;
}

async function activeCampaign(admin: ApiClient): Promise<CampaignDetail> {
  const { campaigns } = need(
    "Listing campaigns",
    await admin.get<{ ok: true; campaigns: CampaignSummary[] }>("/api/admin/campaigns"),
  );
  const known = campaigns.find((each) => each.title === DEMO_TITLE);
  const path = (id: string) => `/api/admin/campaigns/${id}`;
  const read = async (id: string) => need("Reading the demo campaign", await admin.get<Detail>(path(id))).campaign;
  const made = known
    ? await read(known.campaignId)
    : need("Making the demo campaign", await admin.post<Detail>("/api/admin/campaigns", demoDraft(Date.now())))
        .campaign;
  if (made.status !== "DRAFT") return made;

  const id = made.campaignId;
  if (made.import === null || made.import.state === "failed") {
    const csv = readFileSync(new URL("contacts.csv", import.meta.url).pathname, "utf8");
    const uploaded = await admin.post(`${path(id)}/contacts?mode=replace`, csv, { "content-type": "text/csv" });
    need("Uploading the demo contacts", uploaded);
  }
  for (const until = Date.now() + IMPORT_LIMIT_MS; ; await sleep(100)) {
    const { import: progress } = await read(id);
    if (progress?.state === "done") break;
    if (progress?.state === "failed") throw new Error(`The demo contacts were not taken in: ${progress.message}`);
    if (Date.now() > until) throw new Error("The demo contacts were not taken in within a minute.");
  }
  need("Starting the demo campaign", await admin.post(`${path(id)}/start`, {}));
  return read(id);
}

async function joinAs(origin: string, texter: DemoPerson, joinToken: string): Promise<void> {
  const client = createApiClient(origin);
  const { email, password } = texter;
  const signedUp = await client.post("/api/auth/sign-up", { ...texter, joinToken });
  if (!signedUp.ok) need(`Signing in as ${email}`, await client.post("/api/auth/sign-in", { email, password }));
  const joined = await client.post<TexterAnswers["join"]>("/api/texter/join", { token: joinToken });
  need(`${email} joining the demo campaign`, joined);
}
