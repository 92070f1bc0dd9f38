/**
 * What a start will take (docs/rules.md#campaigns-estimate): segments, cost and time of all first texts, computed from
 * a sample of the contacts, the organization's price table and the campaign's texting hours.
 */
import { carryingMs, picturePriceMicros, textPriceMicros } from "./prices.ts";
import type { Prices } from "./prices.ts";
import type { StartEstimate } from "./campaign.ts";
import type { Script, TextingWindow } from "../scripts/script-schema.ts";
import { mergeValues } from "../scripts/script.ts";
import type { MergeSources } from "../scripts/script.ts";
import { stepText } from "../scripts/script-step.ts";
import { countSegments } from "../scripts/segments.ts";
import { textingHours } from "../hours/texting-hours.ts";
import { windowSpan } from "../hours/texting-window.ts";

export type SampledContact = MergeSources["contact"] & {
  contactId: string;
  /** Codes of domain/hours/zones; absent: the zone of the window. */
  zones?: string;
};

export type EstimateFacts = {
  script: Script | null;
  contactCount: number;
  /** Of those, who may be texted: neither opted out nor with a number that cannot be reached. */
  textable: number;
  /** Some of those who may be texted; none when they are not known yet: the script is then counted as it is written. */
  sample: readonly SampledContact[];
  prices: Prices;
  window: TextingWindow;
  /** UTC ms. */
  nowMs: number;
};

/** Names of usual length, because the texters are not known before the start. */
const TEXTER = { firstName: "Jordan", lastName: "Rivera", alias: null };
/** Nobody plans further ahead, so the walk over the days ends here. */
const MOST_DAYS_AHEAD = 400;
const DAY_MS = 86_400_000;

/** null without a first text. */
export function estimateStart(facts: EstimateFacts): StartEstimate | null {
  const { script, contactCount, textable, prices } = facts;
  const step = script?.steps.find((each) => each.id === script.rootStepId);
  if (!step || step.texts.length === 0) return null;
  const counted = countSample(step, facts.sample);
  const { heldBackShare } = counted;
  // A text with a picture is one message, however long its words.
  const withPicture = step.picture !== undefined;
  const segmentsPerText = withPicture ? 1 : counted.segmentsPerText;
  const texts = Math.round(textable * (1 - heldBackShare));
  const segments = Math.ceil(texts * segmentsPerText);
  const durationMs = carryingMs(segments, prices);
  const finish = finishOf(durationMs, facts);
  return {
    texts,
    heldBack: textable - texts,
    leftOut: contactCount - textable,
    segments,
    segmentsPerText,
    costMicros: withPicture ? texts * picturePriceMicros(prices) : textPriceMicros(segments, prices),
    currency: prices.currency,
    segmentsPerSecond: prices.segmentsPerSecond,
    durationMs,
    finishesAtMs: finish.atMs,
    ...(finish.neverShare > 0 ? { neverTexted: Math.ceil(texts * finish.neverShare) } : {}),
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

/**
 * When the last of the texts is carried, by the hours of the contacts and as fast as the numbers take them; `atMs` null when too
 * far away. Among those who may be texted, those go first whose hours end first, as leases hand them out.
 */
function finishOf(durationMs: number, { sample, window, nowMs }: EstimateFacts) {
  const hours = textingHours(window);
  const rows = sample.length > 0 ? sample.map(({ zones = "" }) => zones) : [""];
  const leftMs = new Map<string, number>();
  let never = 0;
  for (const zones of rows) {
    const may = hours.may(zones, "initial", nowMs);
    if (!may.ok && may.mayGoAtMs === null) never += 1;
    else leftMs.set(zones, (leftMs.get(zones) ?? 0) + durationMs / rows.length);
  }
  const neverShare = never / rows.length;
  let atMs = nowMs;
  while (leftMs.size > 0 && atMs < nowMs + MOST_DAYS_AHEAD * DAY_MS) {
    const asked = Array.from(leftMs.keys(), (zones) => ({ zones, may: hours.may(zones, "initial", atMs) }));
    const next = Math.min(...asked.map(({ may }) => (may.ok ? null : may.mayGoAtMs) ?? Infinity));
    const open = asked.flatMap(({ zones, may }) => (may.ok ? [{ zones, endsMs: may.sameUntilMs ?? Infinity }] : []));
    open.sort((a, b) => a.endsMs - b.endsMs);
    const [first] = open;
    if (!first) {
      atMs = next;
      continue;
    }
    const left = leftMs.get(first.zones) ?? 0;
    const servedMs = Math.min(left, first.endsMs - 1 - atMs, next - atMs);
    atMs += servedMs;
    if (servedMs >= left - 1) leftMs.delete(first.zones);
    else leftMs.set(first.zones, left - servedMs);
    // The last instant of its hours: go on with the next one, which is after them.
    if (atMs >= first.endsMs - 1) atMs = first.endsMs;
  }
  return { atMs: leftMs.size > 0 ? null : Math.round(atMs), neverShare };
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

/** The local date of a zone, "YYYY-MM-DD", so that dates compare as text. */
export function localDate(zone: string, atMs: number): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return format.format(atMs);
}
