/** Admins who reserve numbers for drafts, start them, close and archive them; each by several tabs that repeat their requests. */
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import type { ArchiveProgress } from "../../../../domain/archive/archive-progress.ts";
import type { DraftNumbers } from "../../../../domain/numbers/campaign-numbers.ts";
import { everyNow } from "../admins.ts";
import type { MadeCampaign } from "../campaign.ts";
import type { WorldLoad } from "../load.ts";
import { sleep } from "../sleep.ts";
import { FOUGHT_CODES } from "./office.ts";

type Detail = { ok: true; campaign: CampaignDetail };
type Shown = { ok: true; numbers: DraftNumbers };

export async function fightForNumbers(
  play: WorldLoad,
  { admin }: MadeCampaign,
  { campaignId }: { campaignId: string },
): Promise<void> {
  const path = `/api/admin/campaigns/${campaignId}`;
  await everyNow(play, 2_500, async (n) => {
    const read = await admin.get<Detail>(path).catch(() => null);
    if (!read?.ok) return;
    const { status, numberSetup } = read.campaign;
    if (status !== "DRAFT") {
      const isReady = numberSetup?.state === "ready" || numberSetup?.state === "running";
      if (isReady && play.has("number-archives")) await archiveNow(play, admin, path);
      return;
    }
    const drawn = play.random();
    if (drawn < 0.12) await admin.delete(releasePath(play, path)).catch(() => null);
    // An edit renews what is held.
    else if (drawn < 0.2) await admin.patch(path, { description: `Edited ${n}` }).catch(() => null);
    else if (drawn < 0.24) await admin.delete(path).catch(() => null);
    else if ((await reserve(play, admin, path, n)) && play.has("number-starts")) await start(play, admin, path);
  });
}

function releasePath(play: WorldLoad, path: string): string {
  return `${path}/phone-numbers${play.random() < 0.5 ? `?areaCode=${play.pick(FOUGHT_CODES)}` : ""}`;
}

/** What is missing, over one or both area codes; by two tabs, or once more when no answer came. @returns whether nothing was missing */
async function reserve(play: WorldLoad, admin: MadeCampaign["admin"], path: string, n: number): Promise<boolean> {
  const shown = await admin.get<Shown>(`${path}/phone-numbers`).catch(() => null);
  if (!shown?.ok) return false;
  const missing = shown.numbers.needed - shown.numbers.reserved.count;
  if (missing <= 0) return true;
  const first = play.random() < 0.5 ? missing : Math.ceil(play.random() * missing);
  const counts = [first, missing - first];
  const codes = FOUGHT_CODES.map((areaCode, index) => ({ areaCode, count: counts[index] ?? 0 })).filter(
    ({ count }) => count > 0,
  );
  const request = { requestId: crypto.randomUUID(), codes };
  const ask = () => admin.post(`${path}/phone-numbers`, request).catch(() => null);
  const [one] = await Promise.all([ask(), play.random() < 0.3 ? ask() : null]);
  if (one === null && n % 2 === 0) await ask();
  return false;
}

/** Two admins press the button at once: one start wins. */
async function start(play: WorldLoad, admin: MadeCampaign["admin"], path: string): Promise<void> {
  const press = () => admin.post(`${path}/start`, {}).catch(() => null);
  await Promise.all([press(), play.random() < 0.3 ? press() : null]);
}

async function archiveNow(play: WorldLoad, admin: MadeCampaign["admin"], path: string): Promise<void> {
  if (play.random() < 0.4) return;
  await admin.post(`${path}/status`, { status: "CLOSED", openSeen: true }).catch(() => null);
  await admin.post(`${path}/archive`, { archiveId: crypto.randomUUID(), openSeen: true }).catch(() => null);
}

const SETTLING_TRIES = 200;

/**
 * In fair weather: what stopped because the carrier refused is tried again by a person, and an archive that was begun is finished.
 * @returns what cannot be finished
 */
export async function settleDrafts(
  { admin }: Pick<MadeCampaign, "admin">,
  drafts: readonly { campaignId: string; title: string }[],
): Promise<string[]> {
  const open: string[] = [];
  for (const { campaignId, title } of drafts) {
    const path = `/api/admin/campaigns/${campaignId}`;
    let said = "nothing";
    for (let tries = 0; ; tries += 1) {
      const read = await admin.get<Detail>(path);
      // It was deleted.
      if (!read.ok) break;
      const { numberSetup, status } = read.campaign;
      said = JSON.stringify(numberSetup);
      if (tries > SETTLING_TRIES) {
        open.push(`set-up: ${title} is ${status}, its numbers ${said}`);
        break;
      }
      // A person has to look at the carrier's console.
      if (numberSetup?.message?.includes("let none of the numbers")) break;
      if (numberSetup?.state === "failed") await admin.post(`${path}/phone-numbers/set-up`, {});
      const shown = await admin.get<{ ok: true; archive: ArchiveProgress | null }>(`${path}/archive`);
      const archive = shown.ok ? shown.archive : null;
      if (archive && archive.state !== "running" && archive.state !== "done")
        await admin.post(`${path}/archive`, { archiveId: crypto.randomUUID(), openSeen: true });
      const isSettled = !numberSetup || ["ready", "returned"].includes(numberSetup.state);
      if (isSettled && (!archive || archive.state === "done")) break;
      await sleep(3_000);
    }
  }
  return open;
}
