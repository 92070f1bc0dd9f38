/**
 * When a contact may be texted (docs/rules.md#hours-window): by the clocks of every zone in which the contact may live,
 * so that several possible zones leave the hours that all of them share, and within the law of the state. An answer is kept until it changes, because
 * the same question is asked for every text: when it is accepted, in its wave, and right before the carrier is called.
 */
import type { TextingWindow } from "../scripts/script-schema.ts";
import { mayTextIn, NEEDED_MS, windowSpan } from "./texting-window.ts";
import type { MayText, SendKind, WindowSpan } from "./texting-window.ts";
import { lawStates, zoneNames } from "./zones/zone-codes.ts";

/** An answer and the time (UTC ms, the end exclusive) for which it stays the same. */
type Kept = { fromMs: number; untilMs: number; may: MayText };

const DAY_MS = 86_400_000;
/** Hours that the zones do not share within this time count as never. */
const HORIZON_MS = 8 * DAY_MS;
/** The import writes one of some hundred rows of zones; anything else must not grow memory without bound. */
const MOST_KEPT = 1_000;

export class TextingHours {
  readonly window: TextingWindow;
  readonly #kept: Readonly<Record<SendKind, Map<string, Kept>>> = { initial: new Map(), reply: new Map() };

  constructor(window: TextingWindow) {
    this.window = window;
  }

  /**
   * @param zones codes of domain/hours/zones in a row; where there is none, the zone of the window counts
   * @param kind a first text needs 10 minutes left, a reply 2
   * @returns as `mayText`; `mayGoAtMs` is null when the zones share no hours
   */
  may(zones: string, kind: SendKind, nowMs: number): MayText {
    const kept = this.#kept[kind].get(zones);
    if (kept && kept.fromMs <= nowMs && nowMs < kept.untilMs) return kept.may;
    const found = this.#find(zones, kind, nowMs);
    if (this.#kept[kind].size >= MOST_KEPT) this.#kept[kind].clear();
    this.#kept[kind].set(zones, found);
    return found.may;
  }

  /**
   * The stretch around an instant in which the hours of all zones are open, or in which one at least is closed. A
   * closed one begins at the instant; it has no end when the zones share no hours.
   */
  span(zones: string, atMs: number): WindowSpan {
    const known = zoneNames(zones);
    const names = known.length > 0 ? known : [this.window.zone];
    const { startHour, endHour, withoutLaw } = this.window;
    const hours = { startHour, endHour, ...(withoutLaw ? {} : { law: lawStates(zones) }) };
    for (let openMs = atMs; openMs < atMs + HORIZON_MS;) {
      const spans = names.map((zone) => windowSpan(openMs, { ...hours, zone }));
      const closed = spans.filter((each) => !each.open);
      if (closed.length === 0) {
        if (openMs > atMs) return { open: false, fromMs: atMs, untilMs: openMs };
        const fromMs = Math.max(...spans.map((each) => each.fromMs));
        return { open: true, fromMs, untilMs: Math.min(...spans.map((each) => each.untilMs)) };
      }
      openMs = Math.max(...closed.map((each) => each.untilMs));
    }
    return { open: false, fromMs: atMs, untilMs: Infinity };
  }

  #find(zones: string, kind: SendKind, nowMs: number): Kept {
    const now = this.span(zones, nowMs);
    const open = mayTextIn(now, kind, nowMs);
    if (open) return { fromMs: now.fromMs, untilMs: open.sameUntilMs ?? Infinity, may: open };
    const mayGoAtMs = this.#opening(zones, kind, now, nowMs + HORIZON_MS);
    // A change of clocks may make the zones share hours, so this is computed again each day.
    const untilMs = mayGoAtMs ?? nowMs + DAY_MS;
    return { fromMs: nowMs, untilMs, may: { ok: false, mayGoAtMs } };
  }

  /** When hours begin that last long enough for such a text; null: never. */
  #opening(zones: string, kind: SendKind, now: WindowSpan, lastMs: number): number | null {
    let closed = now.open ? this.span(zones, now.untilMs) : now;
    while (closed.untilMs < lastMs) {
      const open = this.span(zones, closed.untilMs);
      if (open.untilMs - closed.untilMs >= NEEDED_MS[kind]) return closed.untilMs;
      closed = this.span(zones, open.untilMs);
    }
    return null;
  }
}

const byWindow = new Map<string, TextingHours>();
const MOST_WINDOWS = 200;

/** The hours of a window; callers with the same window share the cached answers. */
export function textingHours({ zone, startHour, endHour, withoutLaw = false }: TextingWindow): TextingHours {
  const key = `${zone} ${startHour} ${endHour} ${withoutLaw}`;
  let hours = byWindow.get(key);
  if (!hours) {
    hours = new TextingHours({ zone, startHour, endHour, withoutLaw });
    if (byWindow.size >= MOST_WINDOWS) byWindow.clear();
    byWindow.set(key, hours);
  }
  return hours;
}
