/**
 * The carrier's own keywords (docs/platform.md#carrier-keywords). A text counts only if the word is all of it, in any
 * case and with spaces around it; everything finer is left to the product. A service with Advanced Opt-Out has its own
 * list, and only its webhooks say which keyword it was.
 */

export const STOP_WORDS = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"] as const;
export const START_WORDS = ["START", "UNSTOP"] as const;
export const HELP_WORDS = ["HELP", "INFO"] as const;

/** The list of a service with Advanced Opt-Out. */
export type OptOutKeywords = { stop: string[]; start: string[]; help: string[] };

export type Keyword = "STOP" | "START" | "HELP";

const DEFAULT: OptOutKeywords = { stop: [...STOP_WORDS], start: [...START_WORDS], help: [...HELP_WORDS] };

/**
 * The keyword that the carrier takes a text for. YES is START only for a number that is blocked, and only by the
 * default list.
 * @param own the service's list, if it has Advanced Opt-Out
 */
export function keywordOf(body: string, isBlocked: boolean, own: OptOutKeywords | null = null): Keyword | null {
  const word = body.trim().toUpperCase();
  const { stop, start, help } = own ?? DEFAULT;
  const isOneOf = (words: readonly string[]): boolean => words.some((each) => each.toUpperCase() === word);
  if (isOneOf(stop)) return "STOP";
  if (isOneOf(start) || (own === null && isBlocked && word === "YES")) return "START";
  return isOneOf(help) ? "HELP" : null;
}

/** What a contact is blocked from: a messaging service as a whole, or a single number outside of services. */
export function blockKey(sender: { messagingServiceSid: string | null; from: string }, to: string): string {
  return `${sender.messagingServiceSid ?? sender.from} ${to}`;
}
