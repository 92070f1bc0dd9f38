/**
 * What a start will take (RULES.md, Start checks): segments, cost and time of all first texts, reckoned from a sample of the
 * contacts, the organization's price table and the campaign's texting hours.
 */
import { carryingMs, picturePriceMicros, textPriceMicros } from "./prices.ts";
import type { Prices } from "./prices.ts";
import type { StartEstimate } from "./protocol/campaign.ts";
import type { Script, TextingWindow } from "./protocol/script.ts";
import { mergeValues } from "./script.ts";
import type { MergeSources } from "./script.ts";
import { stepText } from "./script-step.ts";
import { countSegments } from "./segments.ts";
import { NEEDED_MS, windowSpan } from "./texting-window.ts";

export type SampledContact = MergeSources["contact"] & { contactId: string };

export type EstimateFacts = {
  script: Script | null;
  contactCount: number;
  /** Some of the contacts; none when they are not known yet: the script is then counted as it is written. */
  sample: readonly SampledContact[];
  prices: Prices;
  window: TextingWindow;
  /** UTC ms. */
  nowMs: number;
};

/** Names as long as most: who will text is not known before the start. */
const TEXTER = { firstName: "Jordan", lastName: "Rivera", alias: null };
/** Further than this nobody plans; the walk over the days ends here. */
const MOST_DAYS_AHEAD = 400;
const DAY_MS = 86_400_000;

/** null without a first text. */
export function estimateStart(facts: EstimateFacts): StartEstimate | null {
  const { script, contactCount, prices, window, nowMs } = facts;
  const step = script?.steps.find((each) => each.id === script.rootStepId);
  if (!step || step.texts.length === 0) return null;
  const counted = countSample(step, facts.sample);
  const { heldBackShare } = counted;
  // A text with a picture is one message, however long its words.
  const withPicture = step.picture !== undefined;
  const segmentsPerText = withPicture ? 1 : counted.segmentsPerText;
  const texts = Math.round(contactCount * (1 - heldBackShare));
  const segments = Math.ceil(texts * segmentsPerText);
  const durationMs = carryingMs(segments, prices);
  return {
    texts,
    heldBack: contactCount - texts,
    segments,
    segmentsPerText,
    costMicros: withPicture ? texts * picturePriceMicros(prices) : textPriceMicros(segments, prices),
    currency: prices.currency,
    segmentsPerSecond: prices.segmentsPerSecond,
    durationMs,
    finishesAtMs: finishesAt(durationMs, window, nowMs),
  };
}

function countSample(step: { id: string; texts: string[] }, sample: readonly SampledContact[]) {
  let segments = 0;
  let counted = 0;
  for (const contact of sample) {
    const text = stepText(step, contact.contactId, mergeValues({ contact, texter: TEXTER }));
    if (!text.ok) continue;
    segments += countSegments(text.text).segments;
    counted += 1;
  }
  if (counted === 0) {
    const written = step.texts.reduce((sum, text) => sum + countSegments(text).segments, 0);
    return { segmentsPerText: written / step.texts.length, heldBackShare: sample.length === 0 ? 0 : 1 };
  }
  return { segmentsPerText: segments / counted, heldBackShare: 1 - counted / sample.length };
}

/** When the last of the texts is carried, when they are sent as fast as the numbers take them; null when too far away. */
function finishesAt(durationMs: number, window: TextingWindow, nowMs: number): number | null {
  let leftMs = durationMs;
  for (let atMs = nowMs; atMs < nowMs + MOST_DAYS_AHEAD * DAY_MS;) {
    const span = windowSpan(atMs, window);
    if (span.open) {
      // First texts end a little before the window does.
      const usableMs = Math.max(0, span.untilMs - NEEDED_MS.initial - atMs);
      if (leftMs <= usableMs) return atMs + leftMs;
      leftMs -= usableMs;
    }
    atMs = span.untilMs;
  }
  return null;
}

/** The instant at which a day ends in a zone, UTC ms. @param date "YYYY-MM-DD" */
export function endOfDayMs(date: string, zone: string): number {
  const lastHour = { zone, startHour: 23, endHour: 24 };
  let atMs = Date.parse(`${date}T00:00:00Z`) - DAY_MS;
  for (;;) {
    const span = windowSpan(atMs, lastHour);
    const opensMs = span.open ? span.fromMs : span.untilMs;
    const endsMs = windowSpan(opensMs, lastHour).untilMs;
    if (localDate(zone, opensMs) >= date) return endsMs;
    atMs = endsMs;
  }
}

/** The date on the walls of a zone, "YYYY-MM-DD", so that dates compare as text. */
export function localDate(zone: string, atMs: number): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return format.format(atMs);
}
