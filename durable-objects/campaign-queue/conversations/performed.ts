/**
 * Operations of texters that this queue has carried out, by the id that the app made. An app repeats an operation whose
 * answer was lost, perhaps hours later: without the id, a repeated "close" would close a conversation that the contact
 * has reopened since (docs/rules.md#states-taps).
 */
import { refuse } from "../../../domain/outcome.ts";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { QueueStore } from "../store/store.ts";

/** The newest ones that are remembered. */
const MOST = 20_000;

type OpId = string | undefined;

/** One tap: an id that comes again with another one was not made anew, and would pass for a repetition. */
export type PerformedTap = { opId: OpId; tap: string };

export const ANOTHER_TAP: TexterRefusal = refuse(
  "bad_request",
  "opId: this id belongs to something else that was tapped; make a new one",
);

/**
 * A tap that was carried out is answered as before when it comes again, also once the conversation is somebody else's: it has left
 * the desk, and nobody has to tap anew.
 */
export function doneBefore(
  store: QueueStore,
  held: { reason: string },
  tap: PerformedTap,
): { ok: true; gaveAway: true } | null {
  return held.reason === "not_yours" && performedBefore(store, tap) === "yes" ? { ok: true, gaveAway: true } : null;
}

/** `another`: the id was used for another tap. */
export function performedBefore(store: QueueStore, { opId, tap }: PerformedTap): "no" | "yes" | "another" {
  if (opId === undefined) return "no";
  const known = store.sql.one<{ tap: string | null }>("SELECT tap FROM performed WHERE op_id = ?", opId);
  if (known === null) return "no";
  return known.tap === null || known.tap === tap ? "yes" : "another";
}

/**
 * To be called in the turn of the change itself, so that both are one commit, and after it, because a change that failed is
 * to be carried out when it comes again. An app from before sends no id.
 */
export function rememberPerformed(store: QueueStore, { opId, tap }: PerformedTap): void {
  if (opId === undefined) return;
  store.sql.run("INSERT INTO performed (op_id, tap) VALUES (?, ?) ON CONFLICT (op_id) DO NOTHING", opId, tap);
  store.sql.run("DELETE FROM performed WHERE id <= (SELECT MAX(id) FROM performed) - ?", MOST);
}
