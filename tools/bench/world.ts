/** The bench's organization, made through the product's own HTTP API: campaigns with contacts, and signed-in texters. */
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_POLICY } from "../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail, Draft } from "../../domain/campaigns/campaign.ts";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import type { WebhookClient } from "../../twilio/emulator/webhooks/webhook-client.ts";
import { createApiClient, need } from "../demo/api-client.ts";
import type { ApiClient } from "../demo/api-client.ts";
import type { Installation } from "../local/installation.ts";
import { benchContactFile } from "./contact-file.ts";
import { programOf } from "./phone/program.ts";
import { seedUsers } from "./phone/users.ts";
import { BenchTexter } from "./texter.ts";

export type World = {
  orgId: string;
  admin: ApiClient;
  campaignIds: string[];
  /** Texter i is in campaign i modulo the number of campaigns. */
  texters: BenchTexter[];
  /** Of a program with users; null: no scenario needs them. */
  programToken: string | null;
};

export type WorldOptions = {
  installation: Installation;
  /** host:port that is really called. */
  address: string;
  http: WebhookClient;
  campaigns: number;
  texters: number;
  contactsPerCampaign: number;
  /** Folder of all data, when the phone service is to have its users. */
  usersIn: string | null;
};

type Detail = { ok: true; campaign: CampaignDetail };

const PASSWORD = "only-for-the-bench";
const IMPORT_LIMIT_MS = 60_000;
/** A sign-up is a tenth of a second of password hashing; more at once only wait for each other. */
const SIGN_UPS_AT_ONCE = 4;
const IMPORTS_AT_ONCE = 3;
/** The most that a campaign allows, so that a desk can hold the contacts of a whole measurement. */
const BATCH_SIZE = 1000;

/** Throws with the product's own message if it refuses a step. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const { installation } = options;
  const admin = createApiClient(installation.origin);
  const email = "admin@bench.example";
  const { orgId } = need(
    "Setting up the organization",
    await admin.post<{ ok: true; orgId: string }>(
      "/api/setup",
      {
        organization: "Bench",
        messagingServiceSid: DEMO_ACCOUNT.serviceSid,
        admin: { email, password: PASSWORD, firstName: "Ada", lastName: "Lindqvist" },
      },
      { authorization: `Bearer ${installation.secrets.SETUP_TOKEN}` },
    ),
  );
  need("Signing in", await admin.post("/api/auth/sign-in", { email, password: PASSWORD }));
  const { usersIn } = options;
  if (usersIn !== null) await seedUsers(usersIn, orgId);
  const programToken = usersIn === null ? null : await programOf(admin);
  const campaigns = await atMost(IMPORTS_AT_ONCE, numbered(options.campaigns), (index) =>
    makeCampaign(admin, index, options.contactsPerCampaign),
  );
  const texters = await atMost(SIGN_UPS_AT_ONCE, numbered(options.texters), (index) => {
    const campaign = campaigns[index % campaigns.length];
    if (!campaign) throw new Error("The bench needs a campaign.");
    return makeTexter(options, index, campaign);
  });
  return { orgId, admin, campaignIds: campaigns.map((campaign) => campaign.campaignId), texters, programToken };
}

async function makeCampaign(admin: ApiClient, index: number, contacts: number): Promise<CampaignDetail> {
  const made = need("Making a campaign", await admin.post<Detail>("/api/admin/campaigns", draft(index))).campaign;
  const path = `/api/admin/campaigns/${made.campaignId}`;
  const csv = benchContactFile(index * contacts, contacts);
  need("Uploading contacts", await admin.post(`${path}/contacts?mode=replace`, csv, { "content-type": "text/csv" }));
  for (const until = Date.now() + IMPORT_LIMIT_MS; ; await sleep(100)) {
    const { import: progress } = need("Reading a campaign", await admin.get<Detail>(path)).campaign;
    if (progress?.state === "done") {
      if (progress.accepted !== contacts)
        throw new Error(`${progress.accepted} of ${contacts} contacts were taken in.`);
      break;
    }
    if (progress?.state === "failed") throw new Error(`The contacts were not taken in: ${progress.message}`);
    if (Date.now() > until) throw new Error("The contacts were not taken in within a minute.");
  }
  need("Starting a campaign", await admin.post(`${path}/start`, {}));
  return made;
}

export async function makeTexter(
  options: Pick<WorldOptions, "installation" | "address" | "http">,
  index: number,
  campaign: CampaignDetail,
): Promise<BenchTexter> {
  const { origin } = options.installation;
  const { campaignId, joinToken } = campaign;
  const client = createApiClient(origin);
  const person = { email: `texter-${index}@bench.example`, password: PASSWORD, firstName: "Tess", lastName: "Okonkwo" };
  need("Signing up", await client.post("/api/auth/sign-up", { ...person, joinToken }));
  need("Joining", await client.post<TexterAnswers["join"]>("/api/texter/join", { token: joinToken }));
  const { address, http } = options;
  return BenchTexter.connect({ origin, address, cookie: client.cookies(), campaignId, http });
}

export function draft(index: number): Draft {
  return {
    title: `Bench ${index + 1}`,
    description: "Load",
    dueDate: new Date(Date.now() + 30 * 24 * 3600_000).toISOString().slice(0, 10),
    script: {
      rootStepId: "ask",
      steps: [
        {
          id: "ask",
          texts: [
            "Hi {firstName|neighbor}, it's {texterFirstName} with Riverton Votes. You vote at {polling_place}. Can we count on you? Reply STOP to opt out",
          ],
          question: "Will they vote?",
          answers: [
            { value: "Yes", nextStepId: "yes" },
            { value: "No", nextStepId: null },
          ],
        },
        { id: "yes", texts: ["Thank you {firstName|neighbor}!"], question: "", answers: [] },
      ],
    },
    // At any hour of the day on which the bench runs.
    window: { zone: "America/New_York", startHour: 0, endHour: 24, override: true },
    batchSize: BATCH_SIZE,
    firstTextEditable: false,
    allowTestNumbers: true,
    policy: DEFAULT_POLICY,
  };
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Results in the order of the items. */
export async function atMost<In, Out>(
  limit: number,
  items: readonly In[],
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
