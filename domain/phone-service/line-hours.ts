/** When a number may be texted by a line: by the clocks of every zone in which its owner may live. */
import { textingHours } from "../hours/texting-hours.ts";
import type { MayText } from "../hours/texting-window.ts";
import { zonesOf } from "../hours/zones/zones.ts";
import type { LineHours } from "./line-texts.ts";

/** Where nothing is known of the number, its hours are those of every zone; then this one is never asked. */
const FALLBACK_ZONE = "America/New_York";
const ALWAYS: MayText = { ok: true, windowEndsAtMs: null, sameUntilMs: null };

export function lineHoursNow(peer: string, hours: LineHours | null, nowMs: number): MayText {
  if (hours === null) return ALWAYS;
  return textingHours({ zone: FALLBACK_ZONE, ...hours }).may(zonesOf(peer, "", "").zones, "reply", nowMs);
}
