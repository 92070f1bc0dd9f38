/**
 * Accepting a text of the phone service (docs/rules.md#phone-service-sending): one synchronous decision, so that of twenty calls
 * with one key the first makes the text and the others find it.
 */
import { refuse } from "../../domain/outcome.ts";
import { textingHours } from "../../domain/hours/texting-hours.ts";
import type { MayText } from "../../domain/hours/texting-window.ts";
import { zonesOf } from "../../domain/hours/zones/zones.ts";
import type { LineHours, LineRefusal, LineText } from "../../domain/phone-service/line-texts.ts";
import type { LineSendRequest } from "../rpc/phone-service/sms-line.ts";
import type { LineRow, LineStore } from "./line-store.ts";

/** Where nothing is known of the number, its hours are those of every zone; then this one is never asked. */
const FALLBACK_ZONE = "America/New_York";

export type LineAccepted =
  | { kind: "new"; id: string }
  /** `isOpen`: the carrier has not answered yet. */
  | { kind: "repeated"; id: string; isOpen: boolean }
  | { kind: "refused"; refusal: LineRefusal };

export function acceptText(
  store: LineStore,
  text: LineText,
  { accountSid, hours }: Pick<LineSendRequest, "accountSid" | "hours">,
  newMessageId: () => string,
): LineAccepted {
  const { key, to: peer, body } = text;
  const known = store.byKey(key);
  if (known) {
    if (known.peer === peer && known.body === body) {
      return { kind: "repeated", id: known.id, isOpen: isOpen(known) };
    }
    const message = "This idempotency key was used for another text. Use a new key for each text.";
    return { kind: "refused", refusal: refuse("key_taken", message) };
  }
  const loopEndsAtMs = store.loopEndsAtMs(peer);
  if (loopEndsAtMs !== null) return { kind: "refused", refusal: loopRefusal(loopEndsAtMs) };
  const may = lineHoursNow(peer, hours, store.now());
  if (!may.ok) return { kind: "refused", refusal: hoursRefusal(may.mayGoAtMs) };
  const id = newMessageId();
  store.add({
    id,
    key,
    peer,
    direction: "out",
    body,
    status: "QUEUED",
    sid: null,
    account_sid: accountSid,
    hours: hours && JSON.stringify(hours),
  });
  return { kind: "new", id };
}

export function isOpen({ status }: Pick<LineRow, "status">): boolean {
  return status === "QUEUED" || status === "SENDING";
}

const ALWAYS: MayText = { ok: true, windowEndsAtMs: null, sameUntilMs: null };

/** By the clocks of every zone in which the recipient may live. */
export function lineHoursNow(peer: string, hours: LineHours | null, nowMs: number): MayText {
  if (hours === null) return ALWAYS;
  return textingHours({ zone: FALLBACK_ZONE, ...hours }).may(zonesOf(peer, "", "").zones, "reply", nowMs);
}

export function hoursRefusal(mayGoAtMs: number | null): LineRefusal {
  const message = "It is too early or too late to text where this number is from.";
  return { ...refuse("outside_hours", message), ...(mayGoAtMs === null ? {} : { mayGoAtMs }) };
}

function loopRefusal(mayGoAtMs: number): LineRefusal {
  const message =
    "These two numbers have exchanged 15 texts within 15 seconds, as two programs do that answer each other.";
  return { ...refuse("loop", message), mayGoAtMs };
}
