/** The installation's superadmin: buys, gives back, and compares the inventory with the carrier's list. */
import type { InventoryNumber } from "../../../../domain/numbers/inventory.ts";
import { everyNow } from "../admins.ts";
import type { MadeCampaign } from "../campaign.ts";
import type { NumberFighter } from "../load.ts";
import { sleep } from "../sleep.ts";
import { FOUGHT_CODES } from "./office.ts";

const POOL = "/api/operator/numbers/shared";

export async function buyNowAndThen(play: NumberFighter, { admin }: Pick<MadeCampaign, "admin">): Promise<void> {
  await everyNow(play, 3_000, async () => {
    const areaCode = play.pick(FOUGHT_CODES);
    const purchase = {
      jobId: crypto.randomUUID(),
      search: { areaCode },
      count: 1 + Math.floor(play.random() * 3),
    };
    const buy = () => admin.post(`${POOL}/buy`, purchase).catch(() => null);
    // A double click, or the same again because no answer came.
    const [one] = await Promise.all([buy(), play.random() < 0.3 ? buy() : null]);
    if (one === null) await buy();
    if (play.random() < 0.2) await admin.post(`${POOL}/jobs/${purchase.jobId}/stop`, {}).catch(() => null);
  });
}

/** Free ones, and some that somebody has: those stay. */
export async function giveNumbersBack(play: NumberFighter, { admin }: Pick<MadeCampaign, "admin">): Promise<void> {
  await everyNow(play, 4_000, async () => {
    type Page = { ok: true; numbers: InventoryNumber[] };
    const page = await admin.get<Page>(`${POOL}/area/${play.pick(FOUGHT_CODES)}`).catch(() => null);
    if (!page?.ok || page.numbers.length === 0) return;
    const numbers = [play.pick(page.numbers).number, play.pick(page.numbers).number];
    await admin.post(`${POOL}/release`, { numbers: [...new Set(numbers)] }).catch(() => null);
  });
}

export async function reconcileNow(play: NumberFighter, { admin }: Pick<MadeCampaign, "admin">): Promise<void> {
  await everyNow(play, 3_000, async () => {
    await admin.post(`${POOL}/reconcile`, {}).catch(() => null);
  });
}

type Compared = { ok: true; result: { unknown: { number: string }[] } };

/** In fair weather, once what was bought and given back is settled. */
export async function reconcileAtLast({ admin }: Pick<MadeCampaign, "admin">): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const compared = await admin.post<Compared>(`${POOL}/reconcile`, {}).catch(() => null);
    if (compared?.ok) return;
    await sleep(1_000);
  }
}
