/**
 * Opt-outs and opt-ins that the directory does not have yet: a contact's STOP or START, or the carrier's refusal. They
 * are stored in the block that read them and deleted when the directory has acknowledged them, so that neither a stop
 * nor a failed call loses one, and a repeated webhook reports nothing twice (docs/rules.md#opt-outs-effect).
 */
import type { QueueStore } from "../store/store.ts";

export type Word = {
  n: number;
  cell: string;
  /** The source: an inbound text, or the outgoing one that the carrier refused. */
  messageId: string;
  optedOut: boolean;
  /** `stop_word`, `start_word`, `carrier_21610`. */
  reason: string;
};

type Row = { n: number; cell: string; message_id: string; opted_out: number; reason: string };

const OWED = "SELECT w.n, c.cell, w.message_id, w.opted_out, w.reason FROM words w JOIN contacts c ON c.n = w.n";

/** Part of a block. The same statement by the same text changes nothing. */
export function oweWord(store: QueueStore, word: Omit<Word, "cell">): void {
  store.sql.run(
    "INSERT INTO words (n, message_id, opted_out, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    word.n,
    word.messageId,
    word.optedOut ? 1 : 0,
    word.reason,
  );
}

export function owedWord(store: QueueStore, n: number, messageId: string): Word | null {
  const row = store.sql.one<Row>(`${OWED} WHERE w.n = ? AND w.message_id = ?`, n, messageId);
  return row && wordOf(row);
}

/** Everything that the directory does not have yet, oldest first. */
export function owedWords(store: QueueStore): Word[] {
  return store.sql.all<Row>(`${OWED} ORDER BY w.id LIMIT 1000`).map(wordOf);
}

/** Whether the contact's last statement that the directory does not have is an opt-out. */
export function owesOptOut(store: QueueStore, n: number): boolean {
  return store.sql.scalar<number>("SELECT opted_out FROM words WHERE n = ? ORDER BY id DESC LIMIT 1", n) === 1;
}

/** The statement and the contact's earlier ones, oldest first: the directory gets them in this order. */
export function owedUpTo(store: QueueStore, { n, messageId }: Word): Word[] {
  const upTo = "id <= (SELECT id FROM words WHERE n = ? AND message_id = ?)";
  return store.sql.all<Row>(`${OWED} WHERE w.n = ? AND w.${upTo} ORDER BY w.id`, n, n, messageId).map(wordOf);
}

/** The directory has acknowledged it. */
export function wordWasHeard(store: QueueStore, { n, messageId }: Word): void {
  store.sql.run("DELETE FROM words WHERE n = ? AND message_id = ?", n, messageId);
}

/**
 * An opt-out from the directory outweighs a START that it does not have: the contact can repeat the START. Except when
 * it is the contact's own STOP coming back, after which the START was said.
 */
export function forgetOptIn(store: QueueStore, n: number): void {
  if (store.sql.scalar("SELECT 1 FROM words WHERE n = ? AND opted_out = 1 LIMIT 1", n) !== null) return;
  store.sql.run("DELETE FROM words WHERE n = ?", n);
}

/**
 * Reports a statement to the directory, after the same contact's earlier ones. A repeated call asks `isStill` first:
 * another caller may have reported it meanwhile, and later ones after it.
 *
 * @throws what `tell` throws; the statement stays owed then.
 */
export async function tellInOrder(
  store: QueueStore,
  word: Word,
  tell: (word: Word, isStill: () => boolean) => Promise<void>,
): Promise<void> {
  for (const each of owedUpTo(store, word)) {
    await tell(each, () => owedWord(store, each.n, each.messageId) !== null);
    wordWasHeard(store, each);
  }
}

function wordOf(row: Row): Word {
  const { n, cell, message_id: messageId, opted_out: optedOut, reason } = row;
  return { n, cell, messageId, optedOut: optedOut === 1, reason };
}
