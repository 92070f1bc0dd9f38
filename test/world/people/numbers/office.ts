/** What an installation has before numbers are fought for: numbers of two area codes, a program with its token and users, and drafts. */
import { need } from "../../../../tools/demo/api-client.ts";
import type { ApiClient } from "../../../../tools/demo/api-client.ts";
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import type { DraftNumbers } from "../../../../domain/numbers/campaign-numbers.ts";
import type { BuyingJob } from "../../../../domain/numbers/buying.ts";
import { API_SCOPES } from "../../../../domain/phone-service/api-tokens.ts";
import { sleep } from "../sleep.ts";

/** What the carrier has for sale in each area code (opened-world.ts), and what is bought of it at first. */
export const NUMBER_STOCK = { "413": 20, "207": 13 } as const;
const BOUGHT = { "413": 11, "207": 5 } as const;
export const FOUGHT_CODES = Object.keys(BOUGHT) as (keyof typeof BOUGHT)[];

/** Few enough that six contacts need two services. */
export const CONTACTS_PER_NUMBER = 2;
const NUMBERS_PER_SERVICE = 2;
const DRAFTS = 2;
const USERS = ["ada", "bob"];

export type TokenHolder = { tokenId: string; token: string };
export type NumbersMade = {
  program: TokenHolder;
  /** Numbers of users, from which the program texts. */
  users: { userId: string; number: string }[];
  drafts: { campaignId: string; title: string }[];
};

export async function openNumberOffice(admin: ApiClient): Promise<void> {
  for (const areaCode of FOUGHT_CODES) {
    const jobId = `first-purchase-${areaCode}`;
    const purchase = { jobId, search: { areaCode }, count: BOUGHT[areaCode] };
    need("buying", await admin.post("/api/operator/numbers/shared/buy", purchase));
  }
  for (;;) {
    const shown = need("the pool", await poolNow(admin));
    const bought = shown.areaCodes.reduce((sum, { AVAILABLE }) => sum + AVAILABLE, 0);
    if (shown.jobs.every(({ endedAt }) => endedAt !== null) && bought === BOUGHT["413"] + BOUGHT["207"]) break;
    await sleep(500);
  }
  const settings = { contactsPerNumber: CONTACTS_PER_NUMBER, numbersPerService: NUMBERS_PER_SERVICE };
  need(
    "numbers",
    await admin.put("/api/admin/settings/numbers", { textsFrom: "numbers", pool: "shared", ...settings }),
  );
}

/** Reserves what a draft needs, as its screen suggests it. */
export async function reserveSuggested(admin: ApiClient, campaignId: string): Promise<void> {
  const path = `/api/admin/campaigns/${campaignId}/phone-numbers`;
  const { numbers } = need("the draft's numbers", await admin.get<{ ok: true; numbers: DraftNumbers }>(path));
  const codes = numbers.suggestion.map(({ areaCode, count }) => ({ areaCode, count }));
  need("reserving", await admin.post(path, { requestId: crypto.randomUUID(), codes }));
}

/** Until the numbers of a started campaign are in their services. */
export async function setUp(admin: ApiClient, campaignId: string): Promise<void> {
  for (;;) {
    const path = `/api/admin/campaigns/${campaignId}`;
    const { campaign } = need("reading", await admin.get<{ ok: true; campaign: CampaignDetail }>(path));
    if (campaign.numberSetup?.state === "ready") return;
    await sleep(300);
  }
}

export async function makeProgram(admin: ApiClient): Promise<TokenHolder> {
  const made = await admin.post<{ ok: true } & TokenHolder>("/api/admin/phone-service/tokens", {
    name: "Program",
    scopes: API_SCOPES,
  });
  const { tokenId, token } = need("a token", made);
  return { tokenId, token };
}

export async function makeNumbers(
  admin: ApiClient,
  origin: string,
  { draft, contacts }: { draft: object; contacts: string },
): Promise<NumbersMade> {
  const inboundUrl = "https://program.world/texts";
  need("the phone service", await admin.put("/api/admin/phone-service/settings", { keepsHours: false, inboundUrl }));
  const program = await makeProgram(admin);
  const users: NumbersMade["users"] = [];
  for (const userId of USERS) users.push({ userId, number: await firstNumber(origin, program, userId) });
  const drafts: NumbersMade["drafts"] = [];
  for (let n = 1; n <= DRAFTS; n += 1) {
    const title = `Draft ${n}`;
    const made = await admin.post<{ ok: true; campaign: CampaignDetail }>("/api/admin/campaigns", { ...draft, title });
    const { campaignId } = need("a draft", made).campaign;
    const path = `/api/admin/campaigns/${campaignId}`;
    await admin.post(`${path}/contacts?mode=add`, contacts, { "content-type": "text/csv" });
    for (;;) {
      const read = await admin.get<{ ok: true; campaign: CampaignDetail }>(path);
      if (need("reading", read).campaign.import?.state === "done") break;
      await sleep(300);
    }
    drafts.push({ campaignId, title });
  }
  return { program, users, drafts };
}

async function firstNumber(origin: string, program: TokenHolder, userId: string): Promise<string> {
  const call = async (path: string, json: object) => {
    const headers = { authorization: `Bearer ${program.token}`, "content-type": "application/json" };
    const response = await fetch(`${origin}/phonebook/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(json),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { refId: string; phoneNumbers: string[] };
  };
  const { refId, phoneNumbers } = await call("reserve", { areaCode: "413" });
  const phoneNumber = phoneNumbers[0] ?? "";
  await call("assign", { userId, refId, phoneNumber });
  return phoneNumber;
}

export type PoolShown = {
  ok: true;
  areaCodes: { areaCode: string; AVAILABLE: number; RESERVED: number; ASSIGNED: number; RESTING: number }[];
  jobs: BuyingJob[];
  leaving: number;
};

export function poolNow(admin: ApiClient) {
  return admin.get<PoolShown>("/api/operator/numbers/shared");
}
