/**
 * Words on opt-out that the directory still has to hear: a contact's STOP or START, or the carrier's refusal. They are
 * written in the block that heard them and leave when the directory has acknowledged them, so that neither a stop nor a
 * failed call loses one, and a webhook that is delivered again says nothing twice (RULES.md, Opt-outs).
 */
import type { QueueStore } from "./store.ts";

export type Word = {
  n: number;
  cell: string;
  /** The text that says so: inbound, or the outgoing one that the carrier refused. */
  messageId: string;
  optedOut: boolean;
  /** `stop_word`, `start_word`, `carrier_21610`. */
  reason: string;
};

type Row = { n: number; cell: string; message_id: string; opted_out: number; reason: string };

const OWED = "SELECT w.n, c.cell, w.message_id, w.opted_out, w.reason FROM words w JOIN contacts c ON c.n = w.n";

/** Part of a block. Saying the same by the same text again changes nothing. */
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

/** All that the directory has to hear, oldest first. */
export function owedWords(store: QueueStore): Word[] {
  return store.sql.all<Row>(`${OWED} ORDER BY w.id LIMIT 1000`).map(wordOf);
}

/** Whether the contact's last word that the directory has not heard is an opt-out. */
export function owesOptOut(store: QueueStore, n: number): boolean {
  return store.sql.scalar<number>("SELECT opted_out FROM words WHERE n = ? ORDER BY id DESC LIMIT 1", n) === 1;
}

/** False when the word was heard already, or the contact has said another thing since: only the last one counts. */
export function isLastWord(store: QueueStore, { n, messageId }: Word): boolean {
  return store.sql.scalar("SELECT message_id FROM words WHERE n = ? ORDER BY id DESC LIMIT 1", n) === messageId;
}

/** The directory has acknowledged it. Earlier words of the same contact have lost their meaning with it. */
export function wordWasHeard(store: QueueStore, { n, messageId }: Word): void {
  store.sql.run(
    "DELETE FROM words WHERE n = ? AND id <= (SELECT id FROM words WHERE n = ? AND message_id = ?)",
    n,
    n,
    messageId,
  );
}

/** An opt-out that the directory tells is stronger than a START that it has not heard: the contact can say it again. */
export function forgetOptIn(store: QueueStore, n: number): void {
  store.sql.run("DELETE FROM words WHERE n = ? AND opted_out = 0", n);
}

function wordOf(row: Row): Word {
  const { n, cell, message_id: messageId, opted_out: optedOut, reason } = row;
  return { n, cell, messageId, optedOut: optedOut === 1, reason };
}
