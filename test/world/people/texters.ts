/** What texters do beside texting: give contacts back, click twice, and text from a screen that is behind. */
import type { WorldLoad } from "./load.ts";

export async function giveBack(play: WorldLoad, campaignId: string): Promise<void> {
  while (!play.stopped()) {
    await play.pause(8_000 * (0.3 + play.random()));
    if (!play.stopped()) await play.pick(play.texters).op("release", { campaignId, opId: crypto.randomUUID() });
  }
}

/** The same request from two tabs at once: one of them changes something. */
export async function clickAgain(play: WorldLoad, campaignId: string): Promise<void> {
  while (!play.stopped()) {
    await play.pause(4_000 * (0.3 + play.random()));
    if (play.stopped()) return;
    const texter = play.pick(play.texters);
    const take = { campaignId, requestId: crypto.randomUUID(), count: 3 };
    await Promise.all([texter.op("take", take), texter.op("take", take)]);
    const [last] = texter.accepted.slice(-1);
    if (!last) continue;
    const { contactId } = last;
    const closing = { contactId, opId: crypto.randomUUID() };
    const taps = await Promise.all([texter.op("close", closing), texter.op("close", closing)]);
    // Where neither was answered, the third tap may well be the first that arrives.
    if (!taps.some(({ ok }) => ok)) continue;
    const reopened = await texter.op("reopen", { contactId, opId: crypto.randomUUID() });
    if (!reopened.ok || play.random() < 0.5) continue;
    // The app has not got the answer of the first tap, and repeats it.
    const again = await texter.op("close", closing);
    const item = again.ok && "item" in again ? again.item : null;
    if (item?.status === "closed" && !item.optedOut && !play.cameBack.has(item.cell))
      play.appFaults.push(`a repeated tap: ${contactId} is closed again`);
  }
}

/** Another tab, or an app that was away, still lets its texter write to somebody who has opted out. */
export async function sendFromOldScreens(play: WorldLoad, campaignId: string): Promise<void> {
  while (!play.stopped()) {
    await play.pause(2_500 * (0.3 + play.random()));
    if (play.stopped()) return;
    const texter = play.pick(play.texters);
    const shown = await texter.op("changes", { seq: 0 });
    const items = shown.ok ? shown.items.filter((item) => item.campaignId === campaignId && item.optedOut) : [];
    const item = items[Math.floor(play.random() * items.length)];
    if (!item) continue;
    const isFirst = item.status === "needsMessage";
    const words = isFirst && item.firstText?.ok ? item.firstText.text : "Are you still there?";
    await texter.send(item, words, isFirst);
  }
}
