/** Admins whose campaigns take numbers of one area code, text from them, and give them back; and a superadmin who buys more. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import type { DraftNumbers } from "../../domain/numbers/campaign-numbers.ts";
import type { Random } from "../crash/random.ts";
import { poolNow } from "../world/people/numbers/office.ts";

export const AREA_CODE = "413";
/** Fewer free ones than this, and the superadmin buys. */
const FEW = 14;
const BOUGHT_AT_ONCE = 8;
const AGAIN_MS = 250;
const SET_UP_LIMIT_MS = 40_000;

export type Fight = {
  admin: ApiClient;
  random: Random;
  stopped: () => boolean;
  /** Campaigns that were made. */
  campaigns: { campaignId: string; title: string }[];
  counts: Record<"reserved" | "refused" | "started" | "archived" | "bought" | "deleted", number>;
};

type Detail = { ok: true; campaign: CampaignDetail };

export async function campaignAfterCampaign(fight: Fight, who: string, draft: object, csv: string): Promise<void> {
  const { admin, stopped, random, campaigns, counts } = fight;
  for (let n = 1; !stopped(); n += 1) {
    const title = `${who} ${n}`;
    const made = await admin.post<Detail>("/api/admin/campaigns", { ...draft, title }).catch(() => null);
    if (!made?.ok) {
      await sleep(AGAIN_MS);
      continue;
    }
    const { campaignId } = made.campaign;
    campaigns.push({ campaignId, title });
    const path = `/api/admin/campaigns/${campaignId}`;
    const read = async () => {
      const shown = await admin.get<Detail>(path).catch(() => null);
      return shown?.ok ? shown.campaign : null;
    };
    if (!(await uploaded(fight, path, csv))) continue;
    while (!stopped() && (await read())?.status === "DRAFT") {
      const drawn = random();
      if (drawn < 0.06) await admin.delete(`${path}/phone-numbers`).catch(() => null);
      else if (drawn < 0.12) await admin.patch(path, { description: "Edited" }).catch(() => null);
      else if (drawn < 0.15 && (await admin.delete(path).catch(() => null))?.ok) counts.deleted += 1;
      else if ((await reserve(fight, path)) && (await admin.post(`${path}/start`, {}).catch(() => null))?.ok)
        counts.started += 1;
      await sleep(300 * random());
    }
    for (const untilMs = Date.now() + SET_UP_LIMIT_MS; Date.now() < untilMs && !stopped(); await sleep(AGAIN_MS)) {
      const shown = await read();
      if (shown?.numberSetup?.state === "ready") break;
      if (shown?.numberSetup?.state === "failed")
        await admin.post(`${path}/phone-numbers/set-up`, {}).catch(() => null);
    }
    // Half of them stay.
    if (random() < 0.5) await archive(fight, path);
  }
}

async function uploaded({ admin, stopped }: Fight, path: string, csv: string): Promise<boolean> {
  while (!stopped()) {
    const type = { "content-type": "text/csv" };
    await admin.post(`${path}/contacts?mode=replace`, csv, type).catch(() => null);
    for (let tries = 0; tries < 20 && !stopped(); tries += 1) {
      const read = await admin.get<Detail>(path).catch(() => null);
      if (read?.ok && read.campaign.import?.state === "done") return true;
      await sleep(AGAIN_MS);
    }
  }
  return false;
}

/** The same request twice at once, now and then, and again when no answer came. @returns whether enough are reserved */
async function reserve({ admin, random, counts }: Fight, path: string): Promise<boolean> {
  type Shown = { ok: true; numbers: DraftNumbers };
  const shown = await admin.get<Shown>(`${path}/phone-numbers`).catch(() => null);
  if (!shown?.ok) return false;
  const missing = shown.numbers.needed - shown.numbers.reserved.count;
  if (missing <= 0) return shown.numbers.needed > 0;
  const request = { requestId: crypto.randomUUID(), codes: [{ areaCode: AREA_CODE, count: missing }] };
  const ask = () => admin.post(`${path}/phone-numbers`, request).catch(() => null);
  const [one] = await Promise.all([ask(), random() < 0.3 ? ask() : null]);
  const answer = one ?? (await ask());
  if (answer?.ok) counts.reserved += 1;
  else if (answer) counts.refused += 1;
  return answer?.ok ?? false;
}

async function archive({ admin, stopped, counts }: Fight, path: string): Promise<void> {
  const archiveId = crypto.randomUUID();
  while (!stopped()) {
    await admin.post(`${path}/status`, { status: "CLOSED", openSeen: true }).catch(() => null);
    const begun = await admin.post(`${path}/archive`, { archiveId, openSeen: true }).catch(() => null);
    if (begun?.ok) {
      counts.archived += 1;
      return;
    }
    await sleep(AGAIN_MS);
  }
}

export async function buyWhenFew({ admin, stopped, counts }: Fight): Promise<void> {
  while (!stopped()) {
    await sleep(1_000);
    const shown = await poolNow(admin).catch(() => null);
    const free = shown?.ok ? shown.areaCodes.find(({ areaCode }) => areaCode === AREA_CODE)?.AVAILABLE : undefined;
    const isBuying = shown?.ok && shown.jobs.some(({ endedAt }) => endedAt === null);
    if (free === undefined || free >= FEW || isBuying) continue;
    const purchase = { jobId: crypto.randomUUID(), search: { areaCode: AREA_CODE }, count: BOUGHT_AT_ONCE };
    const buy = () => admin.post("/api/operator/numbers/shared/buy", purchase).catch(() => null);
    if ((await buy()) ?? (await buy())) counts.bought += BOUGHT_AT_ONCE;
  }
}
