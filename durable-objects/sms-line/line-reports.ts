/** Delivery reports of a line's texts: later or repeated ones never move a text back (docs/rules.md#states-delivery-reports). */
import { afterReport } from "../../domain/statuses.ts";
import type { LineReport } from "../rpc/phone-service/sms-line.ts";
import { oweNews } from "./line-sender.ts";
import type { LineStore } from "./line-store.ts";

/**
 * null: the text is not here. `isNews`: the directory has to learn something of the recipient's number.
 */
export function takeReport(
  store: LineStore,
  { messageId, sid, status: reported, errorCode }: LineReport,
): { isNews: boolean } | null {
  const row = store.byId(messageId);
  if (!row || row.direction !== "out" || row.status === null) return null;
  // The carrier's own text of another try says nothing of this one, except that it arrived after all.
  if (row.sid !== null && row.sid !== sid && reported !== "DELIVERED") return { isNews: false };
  const status = afterReport(row.status, reported);
  if (status === row.status) {
    if (row.sid === null) store.setStatus(row, { status, sid });
    return { isNews: false };
  }
  store.setStatus(row, { status, sid, code: status === "ERROR" ? errorCode : null });
  if (status === "DELIVERED") return { isNews: false };
  return { isNews: status === "ERROR" && errorCode !== null && oweNews(store, row, errorCode) };
}
