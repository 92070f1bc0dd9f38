/** What a simulation leaves behind in a queue whose installation texts people by now. */
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

const simulated = new WeakSet<QueueStore>();

/** Whether a text of this queue has been simulated. */
export function wasSimulated(store: QueueStore): boolean {
  if (simulated.has(store)) return true;
  if (store.sql.scalar("SELECT 1 FROM simulated") === null) return false;
  simulated.add(store);
  return true;
}

/** To be called before a text of a simulation is carried. Free when it was called before. */
export function enterSimulation(store: QueueStore): void {
  if (!wasSimulated(store)) store.sql.run("INSERT INTO simulated (id) VALUES (1)");
}

/**
 * Texts that still wait go to their contacts from now on, and are looked for there; answers that simulated contacts would have
 * given are void. Once at the start, so that no text is asked for it.
 */
export function leaveSimulation(store: QueueStore): void {
  if (!wasSimulated(store)) return;
  simulated.delete(store);
  store.block((change) => {
    const diverted = store.sql.all<MessageRow>(
      "SELECT * FROM messages WHERE send_status IN ('QUEUED', 'SENDING', 'UNKNOWN') AND diverted_to IS NOT NULL",
    );
    for (const message of diverted) change.saveMessage(message, { diverted_to: null });
    for (const table of ["simulated_replies", "simulated_texts", "simulated"]) store.sql.run(`DELETE FROM ${table}`);
  });
}
