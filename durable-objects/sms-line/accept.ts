/**
 * Accepting a text of the phone service (docs/rules.md#phone-service-sending): one synchronous decision, so that of twenty calls
 * with one key the first makes the text and the others find it.
 */
import { refuse } from "../../domain/outcome.ts";
import { lineHoursNow } from "../../domain/phone-service/line-hours.ts";
import type { LineRefusal, LineText } from "../../domain/phone-service/line-texts.ts";
import type { LineSendRequest } from "../rpc/phone-service/sms-line.ts";
import type { LineRow, LineStore } from "./line-store.ts";

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
  const { key, to: peer, body, id: given } = text;
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
  const id = given !== undefined && store.byId(given) === null ? given : newMessageId();
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

export function hoursRefusal(mayGoAtMs: number | null): LineRefusal {
  const message = "It is too early or too late to text where this number is from.";
  return { ...refuse("outside_hours", message), ...(mayGoAtMs === null ? {} : { mayGoAtMs }) };
}

function loopRefusal(mayGoAtMs: number): LineRefusal {
  const message =
    "These two numbers have exchanged 15 texts within 15 seconds, as two programs do that answer each other.";
  return { ...refuse("loop", message), mayGoAtMs };
}
