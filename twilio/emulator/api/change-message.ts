/**
 * What a request may do to an existing message: redact its body, cancel it before its time, delete it, give feedback on
 * it.
 */
import type { FormParams } from "../../signature.ts";
import { isFinal, isOutgoing, type Ledger, type LedgerRecord, type LedgerText } from "../ledger.ts";
import { messageResource, messagesPath, rfc2822 } from "./message-resource.ts";

export type ChangeOutcome = { ok: true; json: object } | { ok: false; code: number; detail?: string };

function isComplete(record: LedgerRecord): boolean {
  return !isOutgoing(record) || isFinal(record.status);
}

/**
 * `POST Messages/{Sid}.json`: either `Body` empty or `Status` canceled.
 * @param cancel records the end of a scheduled text and reports it
 */
export function updateMessage(
  ledger: Ledger,
  record: LedgerRecord,
  params: FormParams,
  cancel: (text: LedgerText) => void,
): ChangeOutcome {
  const { Body: body, Status: status } = params;
  if ((body === undefined) === (status === undefined)) return { ok: false, code: 30400 };
  if (status !== undefined) {
    if (status !== "canceled") return { ok: false, code: 30400, detail: "Status" };
    if (!isOutgoing(record) || record.status !== "scheduled") return { ok: false, code: 30409 };
    cancel(record);
    return { ok: true, json: messageResource(record) };
  }
  if (body !== "") return { ok: false, code: 30400, detail: "Body" };
  if (!isComplete(record)) return { ok: false, code: 20009 };
  ledger.change(record, { redacted: true });
  return { ok: true, json: messageResource(record) };
}

export function deleteMessage(ledger: Ledger, record: LedgerRecord): { ok: true } | { ok: false; code: number } {
  if (!isComplete(record)) return { ok: false, code: 20009 };
  ledger.change(record, { deleted: true });
  return { ok: true };
}

export function giveFeedback(ledger: Ledger, record: LedgerRecord, params: FormParams, nowMs: number): ChangeOutcome {
  const outcome = params["Outcome"] ?? "confirmed";
  if (outcome !== "confirmed" && outcome !== "unconfirmed") return { ok: false, code: 20001, detail: "Outcome" };
  ledger.change(record, { feedback: outcome });
  const at = rfc2822(nowMs);
  const { accountSid, sid } = record;
  return {
    ok: true,
    json: {
      account_sid: accountSid,
      message_sid: sid,
      outcome,
      date_created: at,
      date_updated: at,
      uri: `${messagesPath(accountSid)}/${sid}/Feedback.json`,
    },
  };
}
