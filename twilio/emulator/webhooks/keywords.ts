/**
 * The carrier's own keywords (docs/platform.md#carrier-keywords). Only the word alone counts, in any case and with
 * spaces around it; everything finer is the product's business.
 */

const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START = new Set(["START", "UNSTOP"]);
const HELP = new Set(["HELP", "INFO"]);

export type Keyword = "STOP" | "START" | "HELP";

/** The keyword a text is for the carrier. YES is START only for a number that is blocked. */
export function keywordOf(body: string, isBlocked: boolean): Keyword | null {
  const word = body.trim().toUpperCase();
  if (STOP.has(word)) return "STOP";
  if (START.has(word) || (isBlocked && word === "YES")) return "START";
  return HELP.has(word) ? "HELP" : null;
}

/** Who is blocked from whom: a messaging service as a whole, or a single number outside of services. */
export function blockKey(sender: { messagingServiceSid: string | null; from: string }, to: string): string {
  return `${sender.messagingServiceSid ?? sender.from} ${to}`;
}
