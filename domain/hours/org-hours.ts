/** The organization's texting hours, which a campaign may narrow or override (docs/rules.md#hours-organization). */
import type { TextingWindow } from "../scripts/script-schema.ts";
import { DEFAULT_END_HOUR, DEFAULT_START_HOUR } from "./texting-window.ts";

/** Local hours, the end exclusive. */
export type OrgHours = Pick<TextingWindow, "startHour" | "endHour">;

export const DEFAULT_ORG_HOURS: OrgHours = { startHour: DEFAULT_START_HOUR, endHour: DEFAULT_END_HOUR };

/** The person who let a campaign's hours override the organization's, and the time (epoch ms). */
export type HoursOverride = { personId: string; name: string; atMs: number };

/** Whether a campaign's hours are within the organization's; then nothing is overridden. */
export function isWithin(window: OrgHours, org: OrgHours): boolean {
  return window.startHour >= org.startHour && window.endHour <= org.endHour;
}

/**
 * The hours in force: the campaign's own where it overrides, else what it shares with the organization's; null when that is
 * nothing.
 */
export function hoursInForce(window: TextingWindow, org: OrgHours): TextingWindow | null {
  if (window.override) return window;
  const startHour = Math.max(window.startHour, org.startHour);
  const endHour = Math.min(window.endHour, org.endHour);
  return startHour < endHour ? { zone: window.zone, startHour, endHour } : null;
}
