/** The organization's texting hours, which a campaign may narrow or override (docs/rules.md#hours-organization). */
import type { TextingWindow } from "../scripts/script-schema.ts";
import { hourInWords } from "./hour-words.ts";
import { FEDERAL_HOURS, sharedHours } from "./state-laws.ts";
import { DEFAULT_END_HOUR, DEFAULT_START_HOUR } from "./texting-window.ts";

/** Local hours, the end exclusive. */
export type OrgHours = Pick<TextingWindow, "startHour" | "endHour">;

export const DEFAULT_ORG_HOURS: OrgHours = { startHour: DEFAULT_START_HOUR, endHour: DEFAULT_END_HOUR };

/** The person who let a campaign's hours override the organization's, and the time (epoch ms). */
export type HoursOverride = { personId: string; name: string; atMs: number };

/** Whether a campaign's hours are within the organization's; then nothing is overridden. */
export function isWithinOrgHours(window: OrgHours, org: OrgHours): boolean {
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

/** Whether the federal law allows these hours; the hours of states are looked at contact by contact. */
export function isLawful(hours: OrgHours): boolean {
  return isWithinOrgHours(hours, FEDERAL_HOURS);
}

/** Why an installation that texts people does not take these hours. */
export function beyondTheLaw({ startHour, endHour }: OrgHours): string {
  const lawful = `${hourInWords(FEDERAL_HOURS.startHour)} to ${hourInWords(FEDERAL_HOURS.endHour)}`;
  return (
    `Under federal law, texts may be sent from ${lawful}, local time of the person who gets them. ${hourInWords(startHour)} to ${hourInWords(endHour)} ` +
    `goes beyond that. Choose hours within ${lawful}.`
  );
}

/** The part of a window that the federal law allows; null: nothing. */
export function lawfulPart(window: TextingWindow): TextingWindow | null {
  const hours = sharedHours(window, FEDERAL_HOURS);
  return hours && { ...window, ...hours };
}
