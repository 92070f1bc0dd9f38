/**
 * Which contacts may be texted now, and when the others, by each contact's own clocks. The server checks every text
 * again.
 */
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { localTime } from "../../../domain/hours/local-time.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import type { SendKind } from "../../../domain/hours/texting-window.ts";
import { zoneNames } from "../../../domain/hours/zones/zone-codes.ts";
import { count, hourWords, shortTime } from "../../ui/time/time.ts";

type Campaign = Pick<DeskCampaign, "window" | "toSendByZones" | "counts">;

/** When a contact may be texted, epoch ms; null: now. */
export function mayTextAtMs(
  { window }: Pick<Campaign, "window">,
  { zones = "" }: Pick<DeskItem, "zones">,
  kind: SendKind,
  nowMs: number,
): number | "never" | null {
  const may = textingHours(window).may(zones, kind, nowMs);
  return may.ok ? null : (may.mayGoAtMs ?? "never");
}

/** The hour on the contact's clock at a time; the earliest of them where the contact may live in several zones. */
export function theirHour(
  { window }: Pick<Campaign, "window">,
  { zones = "" }: Pick<DeskItem, "zones">,
  atMs: number,
): number {
  const names = zoneNames(zones);
  return Math.min(
    ...(names.length > 0 ? names : [window.zone]).map((zone) => Number(localTime(zone, atMs).slice(11, 13))),
  );
}

export type HourGroups = {
  /** Contacts without a first text who may get it now. */
  now: number;
  /** The others by the time (epoch ms) from which they may, soonest first. */
  later: { atMs: number; count: number; theirHour: number }[];
  /** Those whose hours leave no time for it. */
  never: number;
};

/** @param underWay contacts whose first text is on its way, but is still counted */
export function hourGroups({ window, toSendByZones, counts }: Campaign, nowMs: number, underWay = 0): HourGroups {
  let never = 0;
  const byTime = new Map<number, HourGroups["later"][number]>();
  for (const [zones, each] of Object.entries(toSendByZones)) {
    const atMs = mayTextAtMs({ window }, { zones }, "initial", nowMs);
    if (atMs === "never") never += each;
    if (atMs === null || atMs === "never") continue;
    const group = byTime.get(atMs);
    if (group) group.count += each;
    else byTime.set(atMs, { atMs, count: each, theirHour: theirHour({ window }, { zones }, atMs) });
  }
  const later = [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
  const asleep = later.reduce((sum, each) => sum + each.count, never);
  // A contact who was texted since the zones were counted was among those who may be.
  return { now: Math.max(0, counts.toSend - underWay - asleep), later, never };
}

/** "12 can be texted now · 30 from 9:00 AM their time (12:00 PM here)"; null when all may be. */
export function hourWordsOf(groups: HourGroups, nowMs: number): string | null {
  const [first, ...others] = groups.later;
  if (!first && groups.never === 0) return null;
  const words = [`${count(groups.now)} can be texted now`];
  if (first) {
    const here = shortTime(first.atMs, nowMs);
    words.push(`${count(first.count)} from ${hourWords(first.theirHour)} their time (${here} here)`);
  }
  const rest = others.reduce((sum, each) => sum + each.count, 0);
  if (rest > 0) words.push(`${count(rest)} later`);
  if (groups.never > 0) words.push(`${count(groups.never)} outside this campaign's texting hours`);
  return words.join(" · ");
}
