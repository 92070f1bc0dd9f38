/**
 * Opt-outs and opt-ins that the directory does not have yet: a contact's STOP or START, or the carrier's refusal. They
 * are stored in the block that read them and deleted when the directory has acknowledged them, so that neither a stop
 * nor a failed call loses one, and a repeated webhook reports nothing twice (docs/rules.md#opt-outs-effect).
 */
import type { QueueStore } from "../store/store.ts";

export type OwedOptOut = {
  n: number;
  cell: string;
  /** The source: an inbound text, the outgoing one that the carrier refused, or (with `personId`) a texter's tap. */
  messageId: string;
  /** The texter by whose answer it is; null when no texter took part. */
  personId: string | null;
  optedOut: boolean;
  /** `stop_word`, `start_word`, `carrier_21610`, `texter`, `texter_wrong_number`. */
  reason: string;
  /** Epoch ms; absent in rows from before. */
  saidAt?: number;
};

type Said = Omit<OwedOptOut, "cell" | "personId" | "saidAt"> & { personId?: string };

type Row = {
  n: number;
  cell: string;
  message_id: string;
  opted_out: number;
  reason: string;
  person_id: string | null;
  said_at: number | null;
};

const OWED = `SELECT o.n, c.cell, o.message_id, o.opted_out, o.reason, o.person_id, o.said_at
              FROM owed_opt_outs o JOIN contacts c ON c.n = o.n`;

/** Part of a block. Repeated for the same text, it changes nothing. */
export function oweOptOut(store: QueueStore, optOut: Said): void {
  store.sql.run(
    "INSERT INTO owed_opt_outs (n, message_id, opted_out, reason, person_id, said_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    optOut.n,
    optOut.messageId,
    optOut.optedOut ? 1 : 0,
    optOut.reason,
    optOut.personId ?? null,
    store.now(),
  );
}

export function owedOptOut(store: QueueStore, n: number, messageId: string): OwedOptOut | null {
  const row = store.sql.one<Row>(`${OWED} WHERE o.n = ? AND o.message_id = ?`, n, messageId);
  return row && optOutOf(row);
}

/** Everything that the directory does not have yet, oldest first. */
export function owedOptOuts(store: QueueStore): OwedOptOut[] {
  return store.sql.all<Row>(`${OWED} ORDER BY o.id LIMIT 1000`).map(optOutOf);
}

/** Whether the contact's last one that the directory does not have is an opt-out. */
export function lastOwedIsOptOut(store: QueueStore, n: number): boolean {
  return store.sql.scalar<number>("SELECT opted_out FROM owed_opt_outs WHERE n = ? ORDER BY id DESC LIMIT 1", n) === 1;
}

/** It and the contact's earlier ones, oldest first: the directory gets them in this order. */
export function owedUpTo(store: QueueStore, { n, messageId }: OwedOptOut): OwedOptOut[] {
  const upTo = "id <= (SELECT id FROM owed_opt_outs WHERE n = ? AND message_id = ?)";
  return store.sql.all<Row>(`${OWED} WHERE o.n = ? AND o.${upTo} ORDER BY o.id`, n, n, messageId).map(optOutOf);
}

/** The directory has acknowledged it. */
export function optOutIsReported(store: QueueStore, { n, messageId }: OwedOptOut): void {
  store.sql.run("DELETE FROM owed_opt_outs WHERE n = ? AND message_id = ?", n, messageId);
}

/**
 * An opt-out from the directory outweighs a START that it does not have: the contact can repeat the START. Except when
 * it is the contact's own STOP coming back, after which the START was sent.
 */
export function forgetOptIn(store: QueueStore, n: number): void {
  if (store.sql.scalar("SELECT 1 FROM owed_opt_outs WHERE n = ? AND opted_out = 1 LIMIT 1", n) !== null) return;
  store.sql.run("DELETE FROM owed_opt_outs WHERE n = ?", n);
}

/**
 * Reports an opt-out or opt-in to the directory, after the same contact's earlier ones. A repeated call asks `isStill` first:
 * another caller may have reported it meanwhile, and later ones after it.
 *
 * @throws what `report` throws; it stays owed then.
 */
export async function reportInOrder(
  store: QueueStore,
  owed: OwedOptOut,
  report: (owed: OwedOptOut, isStill: () => boolean) => Promise<void>,
): Promise<void> {
  for (const each of owedUpTo(store, owed)) {
    await report(each, () => owedOptOut(store, each.n, each.messageId) !== null);
    optOutIsReported(store, each);
  }
}

function optOutOf(row: Row): OwedOptOut {
  const { n, cell, message_id: messageId, opted_out: optedOut, reason, person_id: personId, said_at: saidAt } = row;
  return { n, cell, messageId, optedOut: optedOut === 1, reason, personId, ...(saidAt === null ? {} : { saidAt }) };
}
