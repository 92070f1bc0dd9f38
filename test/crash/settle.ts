/** After the load: waits until nothing is on its way any more, and decides unknown outcomes as a person would. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CampaignDetail } from "../../domain/campaigns/campaign.ts";
import type { CarrierSide, UndecidedText } from "../../domain/messages/undecided.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import type { FaultyCarrier } from "./carrier.ts";

const EVERY_MS = 1_000;

/** Waits until no text is queued any more, or so long. */
export async function carried(admin: ApiClient, campaignId: string, limitMs: number): Promise<void> {
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(EVERY_MS)) {
    const path = `/api/admin/campaigns/${campaignId}`;
    const read = await admin.get<{ ok: true; campaign: CampaignDetail }>(path).catch(() => null);
    if (read?.ok && read.campaign.numbers.queued === 0) return;
  }
}

export type SettledRun = { ok: boolean; decidedSent: number; decidedAgain: number; dropped: Set<string>; last: string };

export async function settleTexts(
  admin: ApiClient,
  campaignId: string,
  carrier: FaultyCarrier,
  limitMs: number,
): Promise<SettledRun> {
  const path = `/api/admin/campaigns/${campaignId}`;
  const settled: SettledRun = { ok: false, decidedSent: 0, decidedAgain: 0, dropped: new Set(), last: "" };
  let quiet = 0;
  for (const until = Date.now() + limitMs; Date.now() < until; await sleep(EVERY_MS)) {
    const read = await admin.get<{ ok: true; campaign: CampaignDetail }>(path).catch(() => null);
    if (!read?.ok) continue;
    const { queued, undecided } = read.campaign.numbers;
    const underWay = await carrier.underWay();
    settled.last = `${queued} queued, ${undecided} undecided, ${underWay} texts and webhooks under way at the carrier`;
    quiet = queued + undecided + underWay === 0 ? quiet + 1 : 0;
    if (quiet >= 3) return { ...settled, ok: true };
    if (undecided > 0) await decideAll(admin, path, settled);
  }
  return settled;
}

async function decideAll(admin: ApiClient, path: string, settled: SettledRun): Promise<void> {
  const list = await admin.get<{ ok: true; undecided: UndecidedText[] }>(`${path}/undecided`).catch(() => null);
  if (!list?.ok) return;
  for (const { contactId, messageId, nextLookUpAtMs } of list.undecided) {
    // A look-up may still settle it.
    if (nextLookUpAtMs !== null) continue;
    const address = `${path}/undecided/${messageId}`;
    const side = await admin.get<CarrierSide>(`${address}/carrier?contactId=${contactId}`);
    if (!side.ok) continue;
    const fitting = side.texts.find(({ kind }) => kind === "fits");
    const word = fitting ? { decision: "sent", sid: fitting.sid } : { decision: "again" };
    const decided = await admin.post(address, { contactId, ...word });
    if (decided.ok) {
      if (fitting) settled.decidedSent += 1;
      else settled.decidedAgain += 1;
    } else if (decided.message.endsWith("can only be dropped.")) {
      const dropped = await admin.post(address, { contactId, decision: "drop" });
      if (dropped.ok) settled.dropped.add(`${contactId}/${messageId}`);
    }
  }
}
