/** An organization with a campaign, made as its admin makes it. */
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import type { ApiClient } from "../../../tools/demo/api-client.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { DEMO_ACCOUNT } from "../../../twilio/emulator/settings.ts";
import { crashContacts } from "../../crash/contacts.ts";
import type { Hours } from "../../crash/contacts.ts";
import { makeNumbers, openNumberOffice, reserveSuggested, setUp } from "./numbers/office.ts";
import type { NumbersMade } from "./numbers/office.ts";
import { sleep } from "./sleep.ts";
import type { WorldLoad } from "./load.ts";

export const WORLD_ADMIN = {
  email: "admin@world.example",
  password: "a long password 1",
  firstName: "Ada",
  lastName: "Min",
};
export const WORLD_TEXTS = {
  confirmation: "You are out and get no more texts from us.",
  help: "A volunteer is texting with you.",
};
export const PERSON_PASSWORD = "another long word 2";

export type MadeCampaign = {
  admin: ApiClient;
  orgId: string;
  campaignId: string;
  joinToken: string;
  hours: Hours;
  /** Contacts' numbers, with their zones. */
  zones: Map<string, string>;
  /** Rows of a second file. */
  later: string;
  /** null: numbers are not played. */
  numbers: NumbersMade | null;
};

type Detail = { ok: true; campaign: CampaignDetail };

export async function makeWorldCampaign(play: WorldLoad): Promise<MadeCampaign> {
  const { plan, origin } = play;
  const admin = createApiClient(origin);
  const withNumbers = plan.load === "numbers";
  const account = { organization: "World", messagingServiceSid: DEMO_ACCOUNT.serviceSid, admin: WORLD_ADMIN };
  const setup = withNumbers ? { ...account, superadmin: true } : account;
  const headers = { authorization: `Bearer ${play.setupToken}` };
  const { orgId } = need("setup", await admin.post<{ ok: true; orgId: string }>("/api/setup", setup, headers));
  await tellTheCarrier(play, orgId);
  const { email, password } = WORLD_ADMIN;
  need("signing in", await admin.post("/api/auth/sign-in", { email, password }));
  need("the confirmation", await admin.patch("/api/admin/opt-outs/texts", WORLD_TEXTS));
  const { hours } = plan;
  const draft = {
    title: "World",
    description: "Texts by a seed",
    dueDate: "2099-11-03",
    script: {
      rootStepId: "first",
      steps: [{ id: "first", texts: ["Hi {firstName}, STOP to opt out"], question: "", answers: [] }],
    },
    window: { ...hours, override: true },
    allowTestNumbers: true,
  };
  const made = need("campaign", await admin.post<Detail>("/api/admin/campaigns", draft)).campaign;
  const { campaignId, joinToken } = made;
  const { first, later, zones } = contactsOf(play);
  await uploadRows(admin, campaignId, first);
  await imported(admin, campaignId);
  const hasOwn = play.has("own-numbers");
  if (withNumbers && hasOwn) {
    await openNumberOffice(admin);
    await reserveSuggested(admin, campaignId);
  }
  need("start", await admin.post(`/api/admin/campaigns/${campaignId}/start`, {}));
  if (withNumbers && hasOwn) await setUp(admin, campaignId);
  if (withNumbers && !hasOwn) await openNumberOffice(admin);
  const numbers = withNumbers ? await makeNumbers(admin, origin, { draft, contacts: first }) : null;
  return { admin, orgId, campaignId, joinToken, hours, zones, later, numbers };
}

/** What is known of a campaign that was made in another world. */
export type SavedCampaign = Pick<MadeCampaign, "orgId" | "campaignId" | "joinToken" | "numbers"> & { cookies: string };

export function savedCampaign({ admin, orgId, campaignId, joinToken, numbers }: MadeCampaign): SavedCampaign {
  return { orgId, campaignId, joinToken, numbers, cookies: admin.cookies() };
}

export async function resumeCampaign(
  play: WorldLoad,
  { orgId, campaignId, joinToken, numbers, cookies }: SavedCampaign,
): Promise<MadeCampaign> {
  await tellTheCarrier(play, orgId);
  const { zones, later } = contactsOf(play);
  const admin = createApiClient(play.origin, cookies);
  return { admin, orgId, campaignId, joinToken, hours: play.plan.hours, zones, later, numbers };
}

/** Where the carrier's texts are to come in. */
async function tellTheCarrier({ origin, carrierOrigin }: WorldLoad, orgId: string): Promise<void> {
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  const inboundUrl = `${origin}/webhooks/twilio/${orgId}/inbound`;
  await fetch(`${carrierOrigin}/control/services/${serviceSid}`, {
    method: "PUT",
    body: JSON.stringify({ numbers, inboundUrl: `${inboundUrl}#rc=5&rp=all` }),
  });
}

/** The two files, and where everybody lives. */
function contactsOf(play: WorldLoad): { first: string; later: string; zones: Map<string, string> } {
  const { contacts, firstContacts, hours } = play.plan;
  const { csv, zones } = crashContacts(contacts, hours, play.has("elsewhere"));
  const [head = "", ...rows] = csv.split("\n");
  const fileOf = (some: string[]) => [head, ...some].join("\n");
  const later = firstContacts < contacts ? fileOf(rows.slice(firstContacts)) : "";
  return { first: fileOf(rows.slice(0, firstContacts)), later, zones };
}

export function uploadRows(admin: ApiClient, campaignId: string, csv: string) {
  return admin.post(`/api/admin/campaigns/${campaignId}/contacts?mode=add`, csv, { "content-type": "text/csv" });
}

async function imported(admin: ApiClient, campaignId: string): Promise<void> {
  for (;;) {
    const { campaign } = need("reading", await admin.get<Detail>(`/api/admin/campaigns/${campaignId}`));
    if (campaign.import?.state === "done") return;
    if (campaign.import?.state !== "running") throw new Error(`the import is ${JSON.stringify(campaign.import)}`);
    await sleep(300);
  }
}
