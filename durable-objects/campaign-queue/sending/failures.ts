/**
 * What follows when the carrier gives a text up, by refusing it or by a report (docs/rules.md#opt-outs-carrier-codes): for the
 * text itself, its contact, the sending number, and the carrier account. A text of which the carrier says that it reached nobody
 * for a reason of its own goes once more.
 */
import { networksMidnightAfter } from "../../../domain/sending/networks-day.ts";
import type { CappedDay, Trouble } from "../../../domain/sending/carrier-account.ts";
import { carrierError } from "../../../twilio/errors.ts";
import type { CarrierError } from "../../../twilio/errors.ts";
import { linkFits, pictureOf } from "../conversations/media.ts";
import { applyCode } from "../opt-outs/bad-numbers.ts";
import { oweOptOut } from "../opt-outs/owed-opt-outs.ts";
import type { Change } from "../store/change.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { formerSids, rememberSid } from "./former-sids.ts";
import { holdTexts } from "./held-for-hours.ts";

export type Failure = {
  code: number;
  /** The carrier's id of the text; null when it was refused. */
  sid: string | null;
  /** The number it left by; null: not known. */
  sender: string | null;
};

/** What the carrier account has to know. */
export type AccountNews = { tooFast: boolean; capped: CappedDay["openTo"] | null; trouble: Trouble | null };

/** A text that fails at every try is given up in the end. */
const MOST_TRIES = 3;
/** The brand's daily cap: the network also says so to whoever sends faster than it counts. */
const DAILY_CAP_OF_BRAND = 30_023;

/** Part of a block: the text has failed, for the first time by this try. Answers with its row as it is then. */
export function textFails(store: QueueStore, change: Change, message: MessageRow, failure: Failure): MessageRow {
  const { n, id: messageId } = message;
  const { code, sid, sender } = failure;
  const error = carrierError(code);
  applyCode(store, change, message, code, sender);
  reportToAccount(store, error);
  if (error.effect === "opt_out") oweOptOut(store, { n, messageId, optedOut: true, reason: `carrier_${code}` });
  // Another text of the carrier's has failed than the one that this message is: that one may still arrive.
  const isThis = sid === null || message.sid === null || message.sid === sid;
  const again = isThis ? goesOnceMore(store, change, message, error) : null;
  if (again === null) {
    return change.saveProgress(message, { send_status: "ERROR", error_code: code, look_up_at: null });
  }
  if (sid !== null) rememberSid(store, { n, messageId, sid });
  // Not among the columns that a wave writes.
  if (again.asLink) store.sql.run("UPDATE messages SET as_link = 1 WHERE n = ? AND id = ?", n, messageId);
  const row = { ...message, ...(again.asLink ? { as_link: 1 } : {}) };
  const queued = change.saveProgress(row, {
    send_status: "QUEUED",
    sid: null,
    error_code: null,
    sending_at: null,
    look_up_at: null,
  });
  if (again.notBeforeMs > change.at) holdTexts(store, change, [{ message: queued, untilMs: again.notBeforeMs }]);
  return queued;
}

type OnceMore = { asLink: boolean; notBeforeMs: number };

/** null: it does not go again. */
function goesOnceMore(
  store: QueueStore,
  change: Change,
  message: MessageRow,
  { effect }: CarrierError,
): OnceMore | null {
  const { n, id, cancelled = 0 } = message;
  if (cancelled === 1 || store.config?.status === "ARCHIVED") return null;
  if (formerSids(store, n, id).length >= MOST_TRIES - 1) return null;
  switch (effect) {
    case "no_mms":
      if (pictureOf(message) === null || message.as_link === 1 || !linkFits(message.body)) return null;
      return { asLink: true, notBeforeMs: 0 };
    // It waited at the carrier and was never sent: the carrier's queue overflowed, or the account was suspended.
    case "throttled":
    case "account_waits":
    case "service_waits":
      return { asLink: false, notBeforeMs: 0 };
    case "day_used_up":
      return { asLink: false, notBeforeMs: networksMidnightAfter(change.at) };
    default:
      return null;
  }
}

const news = new WeakMap<QueueStore, AccountNews>();

/** A stop may forget it: the next text that fails says the same. */
function reportToAccount(store: QueueStore, { code, effect, meaning, remedy }: CarrierError): void {
  const before = news.get(store) ?? { tooFast: false, capped: null, trouble: null };
  if (effect === "throttled" || code === DAILY_CAP_OF_BRAND) news.set(store, { ...before, tooFast: true });
  const known = news.get(store) ?? before;
  if (effect === "day_used_up") news.set(store, { ...known, capped: "none" });
  else if (effect === "day_nearly_used_up") news.set(store, { ...known, capped: known.capped ?? "replies" });
  else if (effect === "account_waits" || effect === "service_waits") {
    const scope = effect === "account_waits" ? "account" : "service";
    const why = `${meaning} (${code}).${remedy === null ? "" : ` ${remedy}`}`;
    news.set(store, { ...known, trouble: { scope, code, why } });
  }
}

/** What has come up since it was last asked for; null: nothing. */
export function takeAccountNews(store: QueueStore): AccountNews | null {
  const taken = news.get(store) ?? null;
  news.delete(store);
  return taken;
}
