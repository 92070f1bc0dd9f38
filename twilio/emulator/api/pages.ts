/**
 * Pages of messages, newest first. A page begins after the message that its token names, so that new texts do not shift
 * it; a page number without a token is refused, except for the first page.
 */
import { isOutgoing, type Ledger, type LedgerRecord } from "../ledger.ts";
import { messageResource, messagesPath } from "./message-resource.ts";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

export type PageOutcome = { ok: true; page: object } | { ok: false; detail: string };

export function listPage(ledger: Ledger, accountSid: string, query: URLSearchParams): PageOutcome {
  const size = wholeNumber(query.get("PageSize"), DEFAULT_PAGE_SIZE);
  const page = wholeNumber(query.get("Page"), 0);
  if (size === null || size < 1 || page === null) return { ok: false, detail: "PageSize and Page" };
  const pageSize = Math.min(size, MAX_PAGE_SIZE);
  const token = query.get("PageToken");
  const behind = token === null ? null : placeOf(ledger, token);
  if (behind === undefined || (token === null && page > 0)) return { ok: false, detail: "PageToken" };
  const dates = dateFilter(query);
  if (!dates) return { ok: false, detail: "DateSent is a date" };
  const from = query.get("From");

  const found: LedgerRecord[] = [];
  const candidates = ledger.records(query.get("To"));
  // One more than the page, to see whether there is a next one.
  for (let i = lastBefore(ledger, candidates, behind); i >= 0 && found.length <= pageSize; i -= 1) {
    const record = candidates[i];
    if (!record || record.accountSid !== accountSid || record.changes?.deleted) continue;
    if ((from === null || record.from === from) && dates(record)) found.push(record);
  }
  const shown = found.slice(0, pageSize);
  const last = shown.at(-1);
  const start = page * pageSize;
  const uri = (number: number, nextToken: string | null): string => {
    const target = new URLSearchParams(query);
    target.set("PageSize", String(pageSize));
    target.set("Page", String(number));
    if (nextToken === null) target.delete("PageToken");
    else target.set("PageToken", nextToken);
    return `${messagesPath(accountSid)}.json?${target}`;
  };
  return {
    ok: true,
    page: {
      messages: shown.map(messageResource),
      page,
      page_size: pageSize,
      start,
      end: start + Math.max(0, shown.length - 1),
      uri: uri(page, token),
      first_page_uri: uri(0, null),
      // Only forward paging has tokens here; a caller keeps the pages that it has read.
      previous_page_uri: page === 1 ? uri(0, null) : null,
      next_page_uri: found.length > pageSize && last ? uri(page + 1, `PA${last.sid}`) : null,
    },
  };
}

/** A token is PA and the sid of the last message that was shown. */
function placeOf(ledger: Ledger, token: string): number | undefined {
  return /^PA(?:SM|MM)[0-9a-f]{32}$/.test(token) ? ledger.placeOf(token.slice(2)) : undefined;
}

/** Index of the newest candidate before a place in the ledger. */
function lastBefore(ledger: Ledger, candidates: readonly LedgerRecord[], behind: number | null): number {
  if (behind === null) return candidates.length - 1;
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const sid = candidates[middle]?.sid ?? "";
    if ((ledger.placeOf(sid) ?? 0) < behind) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function wholeNumber(value: string | null, otherwise: number): number | null {
  if (value === null) return otherwise;
  return /^\d{1,6}$/.test(value) ? Number(value) : null;
}

/**
 * `DateSent=`, `DateSent<=`, `DateSent>=`: a UTC day, or a moment. A text that was not sent yet matches none of them;
 * an inbound one was sent when it came.
 */
function dateFilter(query: URLSearchParams): ((record: LedgerRecord) => boolean) | null {
  const wanted = { on: query.get("DateSent"), before: query.get("DateSent<"), after: query.get("DateSent>") };
  const values = Object.values(wanted).filter((value) => value !== null);
  if (values.length === 0) return () => true;
  if (values.some((value) => !/^\d{4}-\d\d-\d\d(?:T|$)/.test(value) || Number.isNaN(Date.parse(value)))) return null;
  return (record) => {
    const sentAt = isOutgoing(record) ? record.sentAt : record.at;
    if (sentAt === null) return false;
    const iso = new Date(sentAt).toISOString();
    const day = iso.slice(0, 10);
    const compared = (value: string): number =>
      value.includes("T") ? sentAt - Date.parse(value) : day < value ? -1 : Number(day > value);
    return (
      (wanted.on === null || day === wanted.on.slice(0, 10)) &&
      (wanted.before === null || compared(wanted.before) <= 0) &&
      (wanted.after === null || compared(wanted.after) >= 0)
    );
  };
}
