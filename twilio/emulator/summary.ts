/** The ledger in numbers: what a test compares with the product's own counts. */
import type { CarrierStatus, Ledger } from "./ledger.ts";

export type Summary = {
  accepted: number;
  recipients: number;
  byStatus: Partial<Record<CarrierStatus, number>>;
  /**
   * Texts beyond the first with one callback address, which holds the product's message id: each is a text sent twice.
   * Its query tells apart the tries of one text; a try that ended without reaching anybody does not count beside
   * another one.
   */
  duplicateTexts: number;
  duplicates: { statusCallback: string; sids: string[] }[];
  inbound: { texts: number; answered: number };
  blocked: number;
};

const MAX_LISTED = 100;
const NOT_RECEIVED: ReadonlySet<CarrierStatus> = new Set(["failed", "undelivered", "canceled"]);

export function summarize(ledger: Ledger): Summary {
  const byStatus: Summary["byStatus"] = {};
  const byCallback = new Map<string, string[]>();
  const recipients = new Set<string>();
  for (const text of ledger.texts) {
    byStatus[text.status] = (byStatus[text.status] ?? 0) + 1;
    recipients.add(text.to);
    if (text.statusCallback === null || NOT_RECEIVED.has(text.status)) continue;
    const [address = ""] = text.statusCallback.split("?try=");
    const sids = byCallback.get(address);
    if (sids) sids.push(text.sid);
    else byCallback.set(address, [text.sid]);
  }
  const duplicates: Summary["duplicates"] = [];
  let duplicateTexts = 0;
  for (const [statusCallback, sids] of byCallback) {
    if (sids.length === 1) continue;
    duplicateTexts += sids.length - 1;
    if (duplicates.length < MAX_LISTED) duplicates.push({ statusCallback, sids });
  }
  const isAnswered = (status: number): boolean => status >= 200 && status < 300;
  return {
    accepted: ledger.texts.length,
    recipients: recipients.size,
    byStatus,
    duplicateTexts,
    duplicates,
    inbound: {
      texts: ledger.inbounds.length,
      answered: ledger.inbounds.filter(({ answers }) => answers.some(isAnswered)).length,
    },
    blocked: ledger.blocked().length,
  };
}
