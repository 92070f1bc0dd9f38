/** An admin archives the campaign for good, while contacts still write and everything may fail; again until it is done. */
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import type { MadeCampaign } from "./campaign.ts";
import type { WorldLoad } from "./load.ts";
import { sleep } from "./sleep.ts";

const LATE_WORDS = ["Thank you!", "Are you still there?", "STOP"];
const MOST_LATE_WORDS = 8;
/** A seed may have calls that nearly always find their object overloaded. */
const MOST_TRIES = 1_500;

type Progress = { ok: true; archive: ArchiveProgress | null };

/** @returns what keeps it from being done, or null */
export async function archiveForGood(play: WorldLoad, made: MadeCampaign): Promise<string | null> {
  const { admin, campaignId } = made;
  const path = `/api/admin/campaigns/${campaignId}`;
  let isOver = false;
  const writing = writeLate(play, () => isOver);
  let said = "nothing";
  let archiveId = crypto.randomUUID();
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    await sleep(1_000);
    const closed = await admin.post(`${path}/status`, { status: "CLOSED", openSeen: true }).catch(() => null);
    const shown = await admin.get<Progress>(`${path}/archive`).catch(() => null);
    const progress = shown?.ok ? shown.archive : null;
    if (progress?.state === "done") {
      isOver = true;
      await writing;
      return null;
    }
    if (progress) said = `${progress.state} at ${progress.stage}: ${progress.message ?? ""}`;
    if (progress?.state === "running") continue;
    // The one before was stopped or given up: a text was open, or the database was away.
    if (progress?.archiveId === archiveId) archiveId = crypto.randomUUID();
    const begun = await admin.post<Progress>(`${path}/archive`, { archiveId, openSeen: true }).catch(() => null);
    if (begun && !begun.ok) said = `${begun.reason}: ${begun.message} (${closed?.ok ? "closed" : "open"})`;
  }
  isOver = true;
  await writing;
  return said;
}

/** Contacts who answer while their campaign is archived. */
async function writeLate(play: WorldLoad, isOver: () => boolean): Promise<void> {
  for (let texts = 0; texts < MOST_LATE_WORDS && !isOver(); texts += 1) {
    await sleep(3_000 * play.random());
    const { accepted } = play.pick(play.texters);
    if (accepted.length === 0 || isOver()) continue;
    const { cell } = play.pick(accepted);
    await play.control("inbound", { from: cell, body: play.pick(LATE_WORDS) }).catch(() => {});
  }
}

export type ArchiveFiles = { contacts: string; messages: string };

export async function archiveFiles(play: WorldLoad, { admin, campaignId }: MadeCampaign): Promise<ArchiveFiles> {
  const headers = { origin: play.origin, cookie: admin.cookies() };
  const read = async (file: keyof ArchiveFiles) => {
    const response = await fetch(`${play.origin}/api/admin/campaigns/${campaignId}/archive/${file}.csv`, { headers });
    if (!response.ok) throw new Error(`${file}.csv: ${response.status}`);
    return response.text();
  };
  return { contacts: await read("contacts"), messages: await read("messages") };
}
