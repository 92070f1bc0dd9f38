/** Cleans up after a simulation, in a queue whose installation now texts people. */
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

const simulated = new WeakSet<QueueStore>();

/** Whether any text of this queue was simulated. */
export function wasSimulated(store: QueueStore): boolean {
  if (simulated.has(store)) return true;
  if (store.sql.scalar("SELECT 1 FROM simulated") === null) return false;
  simulated.add(store);
  return true;
}

/** Call it before a text is simulated. Calling it again costs nothing. */
export function enterSimulation(store: QueueStore): void {
  if (!wasSimulated(store)) store.sql.run("INSERT INTO simulated (id) VALUES (1)");
}

/**
 * Waiting texts now go to their contacts and are looked up there; pending answers of simulated contacts are dropped.
 * Runs once at the start, so that single texts need no check.
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
