/**
 * Inbound texts that a person decides about (docs/rules.md#opt-outs-review). The directory stores them for the
 * organization's admins; until it has acknowledged one, it is owed here, like opt-outs (owed-opt-outs.ts).
 */
import { contactId } from "../../../domain/ids.ts";
import type { UnclearText } from "../../../domain/opt-outs/opt-outs.ts";
import type { QueueStore } from "../store/store.ts";

export type OwedReview = Omit<UnclearText, "orgId"> & { n: number };

type Row = {
  n: number;
  message_id: string;
  reason: OwedReview["reason"];
  phrase: string;
  cell: string;
  body: string;
  at: number;
};

/** Part of a block. */
export function oweReview(
  store: QueueStore,
  review: { n: number; messageId: string; reason: OwedReview["reason"]; phrase: string },
): void {
  store.sql.run(
    "INSERT INTO owed_reviews (n, message_id, reason, phrase) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    review.n,
    review.messageId,
    review.reason,
    review.phrase,
  );
}

export function owedReviews(store: QueueStore): OwedReview[] {
  const rows = store.sql.all<Row>(
    `SELECT r.*, c.cell, m.body, m.at FROM owed_reviews r
     JOIN contacts c ON c.n = r.n JOIN messages m ON m.n = r.n AND m.id = r.message_id LIMIT 1000`,
  );
  return rows.map(({ n, message_id: sid, cell, body, reason, phrase, at }) => {
    return { n, sid, cell, contactId: contactId(store.key, n), body, reason, phrase, at };
  });
}

export function reviewIsReported(store: QueueStore, { n, sid }: OwedReview): void {
  store.sql.run("DELETE FROM owed_reviews WHERE n = ? AND message_id = ?", n, sid);
}
