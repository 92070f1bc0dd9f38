/**
 * Operations of texters that this queue has carried out, by the id that the app made. An app repeats an operation whose
 * answer was lost, perhaps hours later: without the id, a repeated "close" would close a conversation that the contact
 * has reopened since (docs/rules.md#states-taps).
 */
import type { QueueStore } from "../store/store.ts";

/** The newest ones that are remembered. */
const MOST = 20_000;

type OpId = string | undefined;

export function wasPerformed(store: QueueStore, opId: OpId): boolean {
  return opId !== undefined && store.sql.one("SELECT 1 AS known FROM performed WHERE op_id = ?", opId) !== null;
}

/**
 * To be called in the turn of the change itself, so that both are one commit, and after it, because a change that failed is
 * to be carried out when it comes again. An app from before sends no id.
 */
export function rememberPerformed(store: QueueStore, opId: OpId): void {
  if (opId === undefined) return;
  store.sql.run("INSERT INTO performed (op_id) VALUES (?) ON CONFLICT (op_id) DO NOTHING", opId);
  store.sql.run("DELETE FROM performed WHERE id <= (SELECT MAX(id) FROM performed) - ?", MOST);
}
