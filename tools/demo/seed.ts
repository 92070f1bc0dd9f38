/**
 * Fills a fresh installation by the API that people use: an organization with an admin, a campaign from `contacts.csv`
 * that is started, three texters who join by its link. Every step first checks whether it was done, so that a seed that
 * was killed half way goes on where it stopped.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { CampaignDetail, CampaignSummary } from "../../domain/campaigns/campaign.ts";
import type { Me } from "../../domain/people/people.ts";
import type { Label } from "../../domain/scripts/script-editing.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { silentReport } from "../local/start-report.ts";
import type { StartReport } from "../local/start-report.ts";
import { createApiClient, need } from "./api-client.ts";
import type { ApiClient } from "./api-client.ts";
import { DEMO_LABEL, DEMO_TITLE, demoDraft } from "./campaign.ts";
import { DEMO_ADMIN, DEMO_ORGANIZATION, DEMO_TEXTERS } from "./people.ts";
import type { DemoPerson } from "./people.ts";

export type SeedOptions = {
  origin: string;
  setupToken: string;
  stages?: StartReport;
};

type Detail = { ok: true; campaign: CampaignDetail };

/** An import on a busy machine is slow; one that takes nothing in for so long has stopped. */
const IMPORT_QUIET_MS = 180_000;

/** Throws with the API's own message if the installation refuses a step. */
export async function seedDemo({ origin, setupToken, stages = silentReport }: SeedOptions): Promise<{ orgId: string }> {
  const admin = createApiClient(origin);
  const { orgId } = await during(stages, "the demo organization", () => signInAdmin(admin, setupToken));
  const campaign = await during(stages, "the demo campaign", (step) => activeCampaign(admin, step));
  await during(stages, "the demo texters", async (step) => {
    for (const texter of DEMO_TEXTERS) {
      step(texter.email);
      await joinAs(origin, texter, campaign.joinToken);
    }
  });
  return { orgId };
}

type Step = (what: string) => void;

async function during<Done>(stages: StartReport, name: string, act: (step: Step) => Promise<Done>): Promise<Done> {
  const stage = stages.begin(name);
  try {
    return await act(stage.step);
  } finally {
    stage.done();
  }
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
      { organization: name, messagingServiceSid, admin: DEMO_ADMIN, superadmin: true },
      { authorization: `Bearer ${setupToken}` },
    ),
  );
  return need("Signing in as the demo admin", await signIn()).me;
}

async function activeCampaign(admin: ApiClient, step: Step): Promise<CampaignDetail> {
  step("making it");
  const { campaigns } = need(
    "Listing campaigns",
    await admin.get<{ ok: true; campaigns: CampaignSummary[] }>("/api/admin/campaigns"),
  );
  const known = campaigns.find((each) => each.title === DEMO_TITLE);
  const path = (id: string) => `/api/admin/campaigns/${id}`;
  const read = async (id: string) => need("Reading the demo campaign", await admin.get<Detail>(path(id))).campaign;
  const made = known
    ? await read(known.campaignId)
    : need(
        "Making the demo campaign",
        await admin.post<Detail>("/api/admin/campaigns", demoDraft(Date.now(), await demoLabel(admin))),
      ).campaign;
  if (made.status !== "DRAFT") return made;

  const id = made.campaignId;
  if (made.import === null || made.import.state === "failed") {
    const csv = readFileSync(new URL("contacts.csv", import.meta.url).pathname, "utf8");
    const uploaded = await admin.post(`${path(id)}/contacts?mode=replace`, csv, { "content-type": "text/csv" });
    need("Uploading the demo contacts", uploaded);
  }
  let seen = "";
  for (let movedAt = Date.now(); ; await sleep(100)) {
    const { import: progress } = await read(id);
    const now = JSON.stringify(progress);
    if (now !== seen) movedAt = Date.now();
    seen = now;
    step(`taking in its contacts${progress?.rows ? `, ${progress.rowsDone} of ${progress.rows}` : ""}`);
    if (progress?.state === "done") break;
    if (progress?.state === "failed") throw new Error(`The demo contacts were not taken in: ${progress.message}`);
    if (Date.now() > movedAt + IMPORT_QUIET_MS)
      throw new Error(`The import of the demo contacts has not moved for ${IMPORT_QUIET_MS / 60_000} minutes.`);
  }
  step("starting it");
  need("Starting the demo campaign", await admin.post(`${path(id)}/start`, {}));
  return read(id);
}

/** A label of that name is made once. */
async function demoLabel(admin: ApiClient): Promise<string> {
  type Made = { ok: true; label: Label };
  const { label } = need("Making a label", await admin.post<Made>("/api/admin/labels", { name: DEMO_LABEL }));
  return label.labelId;
}

async function joinAs(origin: string, texter: DemoPerson, joinToken: string): Promise<void> {
  const client = createApiClient(origin);
  const { email, password } = texter;
  const signedUp = await client.post("/api/auth/sign-up", { ...texter, joinToken });
  if (!signedUp.ok) need(`Signing in as ${email}`, await client.post("/api/auth/sign-in", { email, password }));
  const joined = await client.post<TexterAnswers["join"]>("/api/texter/join", { token: joinToken });
  need(`${email} joining the demo campaign`, joined);
}
