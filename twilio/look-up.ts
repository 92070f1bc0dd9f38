/**
 * What the carrier has: the texts to a number, as its API lists them. It resolves UNKNOWN beside status callbacks, and
 * it is the carrier's side on the screen where a person decides (docs/rules.md#sending-decision).
 */
import type { ListedText, Listing, LookUp, LookUpOutcome } from "../domain/sending/carrier.ts";
import { withLookAlikes } from "../domain/scripts/look-alikes.ts";
import { isGsm7 } from "../domain/scripts/segments.ts";
import { callTwilio, isObject, prepare, readObject, stringOr } from "./carrier.ts";
import type { TwilioAccount, CarrierDeps } from "./carrier.ts";

/** A text may still appear in the carrier's list this long after the call that created it: do not ask earlier. */
export const ABSENCE_IS_PROOF_AFTER_MS = 60_000;

/** `date_created` has whole seconds, and the carrier's clock is not ours. */
export const CLOCK_SLACK_MS = 5000;
/** Lists are newest first by sending time; a text waits in the carrier's queue for 10 h at most. */
const ORDER_SLACK_MS = 24 * 3600_000;
const PAGE_SIZE = 200;
const MAX_PAGES = 20;

/**
 * Every text to a number that was made since, newest first. The list is not filtered by `DateSent`, because a text that
 * waits in the carrier's queue has no such date yet and would look absent.
 */
export async function listTexts(
  account: TwilioAccount,
  { to, sinceMs }: { to: string; sinceMs: number },
  deps: CarrierDeps,
): Promise<Listing> {
  const { messagesUrl, readHeaders } = prepare(account);
  const texts: ListedText[] = [];
  let url: string | null = `${messagesUrl}?To=${encodeURIComponent(to)}&PageSize=${PAGE_SIZE}`;
  for (let pages = 0; url !== null; pages += 1) {
    if (pages === MAX_PAGES) return { ok: false, detail: `more than ${PAGE_SIZE * MAX_PAGES} texts to ${to}` };
    const answer = await callTwilio(url, { method: "GET", headers: readHeaders }, deps);
    if (!answer.ok) return { ok: false, detail: answer.detail };
    const page = answer.status === 200 ? readObject(answer.body) : null;
    if (!page || !Array.isArray(page["messages"])) {
      return { ok: false, detail: `the carrier's list answered ${answer.status}` };
    }
    let newestMs = 0;
    for (const each of page["messages"]) {
      const text = isObject(each) ? readListed(each) : null;
      if (!text) continue;
      newestMs = Math.max(newestMs, text.createdAtMs ?? 0);
      // A text without a readable date may be the wanted one: taking it as absent would risk a second one.
      if (text.createdAtMs === null || text.createdAtMs >= sinceMs - CLOCK_SLACK_MS) texts.push(text);
    }
    const next = page["next_page_uri"];
    const mayHoldMore = page["messages"].length > 0 && newestMs > sinceMs - ORDER_SLACK_MS;
    url = typeof next === "string" && next !== "" && mayHoldMore ? account.apiBase + next : null;
  }
  return { ok: true, texts };
}

/** Looks a text up by recipient, sender, time and body. */
export async function findMessage(account: TwilioAccount, wanted: LookUp, deps: CarrierDeps): Promise<LookUpOutcome> {
  const listing = await listTexts(account, { to: wanted.to, sinceMs: wanted.sentAfterMs }, deps);
  if (!listing.ok) return { kind: "unreachable", detail: listing.detail };
  // The last match in a newest-first list is the one nearest to the call.
  const found = listing.texts.findLast((text) => !wanted.knownSids?.has(text.sid) && fits(text, wanted));
  if (!found) return { kind: "absent" };
  const { sid, status, errorCode, from, segments } = found;
  return { kind: "found", sid, status, errorCode, from, segments };
}

/** Whether a listed text has the recipient, sender and body of the wanted one. `listTexts` has compared its time. */
export function fits(text: ListedText, wanted: Pick<LookUp, "to" | "body" | "messagingServiceSid" | "from">): boolean {
  if (text.direction !== "outbound-api" || text.to !== wanted.to) return false;
  return sameSender(text, wanted) && sameWords(text.body, wanted.body);
}

function readListed(message: Record<string, unknown>): ListedText | null {
  const { sid } = message;
  if (typeof sid !== "string") return null;
  const createdAtMs = Date.parse(stringOr(message["date_created"], ""));
  return {
    sid,
    to: stringOr(message["to"], ""),
    from: typeof message["from"] === "string" ? message["from"] : null,
    body: stringOr(message["body"], ""),
    status: stringOr(message["status"], ""),
    errorCode: typeof message["error_code"] === "number" ? message["error_code"] : null,
    createdAtMs: Number.isNaN(createdAtMs) ? null : createdAtMs,
    direction: stringOr(message["direction"], ""),
    messagingServiceSid: typeof message["messaging_service_sid"] === "string" ? message["messaging_service_sid"] : null,
    segments: Number(message["num_segments"] ?? 0) || 0,
  };
}

function sameSender(text: ListedText, wanted: Pick<LookUp, "messagingServiceSid" | "from">): boolean {
  if (wanted.messagingServiceSid !== undefined) return text.messagingServiceSid === wanted.messagingServiceSid;
  return wanted.from === undefined || text.from === wanted.from;
}

/**
 * A messaging service replaces marks by plain ones ("smart encoding"), by a table that is not ours, and a trial account adds a
 * prefix. So letters, digits and emoji are compared: to miss the wanted text would send it twice.
 */
function sameWords(carried: string, ours: string): boolean {
  if (carried === ours) return true;
  return plainWords(carried.replace(/^Sent from your Twilio trial account - /, "")) === plainWords(ours);
}

function plainWords(body: string): string {
  const plain = withLookAlikes(body, isGsm7).normalize("NFKC");
  const words = plain.match(/[\p{L}\p{N}\p{Extended_Pictographic}]+/gu)?.join("") ?? "";
  return words === "" ? plain.replaceAll(/\s/gu, "") : words;
}
