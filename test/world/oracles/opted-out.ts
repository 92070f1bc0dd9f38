/**
 * Which numbers have opted out, as the people outside know it: an opt-out counts once it was answered, to the carrier with 2xx, to a
 * texter or an admin with yes. Of a number that asked to be texted again only what is beyond doubt counts: its last text says
 * stop, and every earlier one was answered before.
 */
import { LEAVING } from "../../crash/leavers.ts";
import type { LedgerInbound } from "../../../twilio/emulator/ledger.ts";
import { COMING_BACK } from "../people/contacts.ts";
import type { WorldPlay } from "../people/play.ts";

const leaving = new Set(LEAVING);
const comingBack = new Set(COMING_BACK);

export class OptedOutNumbers {
  readonly #play: WorldPlay;
  readonly #inbounds: () => readonly LedgerInbound[];

  constructor(play: WorldPlay, inbounds: () => readonly LedgerInbound[]) {
    this.#play = play;
    this.#inbounds = inbounds;
  }

  /** Since when (epoch ms) nobody may text the number any more; null: it may be texted, or nobody knows. */
  since(cell: string): number | null {
    const said = this.#inbounds().filter(({ from }) => from === cell);
    if (this.#play.cameBack.has(cell)) return sinceLastWord(said);
    let sinceMs = Infinity;
    for (const { body, takenAt } of said)
      if (takenAt !== undefined && leaving.has(body)) sinceMs = Math.min(sinceMs, takenAt);
    for (const { optedOut } of [this.#play, ...this.#play.texters])
      for (const each of optedOut) if (each.cell === cell) sinceMs = Math.min(sinceMs, each.atMs);
    return sinceMs === Infinity ? null : sinceMs;
  }
}

function sinceLastWord(said: readonly LedgerInbound[]): number | null {
  const words = said.filter(({ body }) => leaving.has(body) || comingBack.has(body));
  const last = words.at(-1);
  if (last?.takenAt === undefined || !leaving.has(last.body)) return null;
  const others = words.slice(0, -1).filter(({ body }) => comingBack.has(body));
  return others.every(({ takenAt }) => takenAt !== undefined && takenAt < last.at) ? last.takenAt : null;
}
