/** Cleans up after a simulation, in a queue whose installation now texts people. */
import type { MessageRow } from "../../store/rows.ts";
import type { QueueStore } from "../../store/store.ts";

/** Whether any text of this queue was simulated. */
export function wasSimulated(store: QueueStore): boolean {
  return store.sql.scalar("SELECT 1 FROM simulated") !== null;
}

/** Call it before a text is simulated. */
export function enterSimulation(store: QueueStore): void {
  store.sql.run("INSERT INTO simulated (id) VALUES (1) ON CONFLICT DO NOTHING");
}

/**
 * Waiting texts now go to their contacts and are looked up there; pending answers of simulated contacts are dropped.
 * Runs once at the start, so that single texts need no check.
 */
export function leaveSimulation(store: QueueStore): void {
  if (!wasSimulated(store)) return;
  store.block((change) => {
    const diverted = store.sql.all<MessageRow>(
      "SELECT * FROM messages WHERE send_status IN ('QUEUED', 'SENDING', 'UNKNOWN') AND diverted_to IS NOT NULL",
    );
    for (const message of diverted) change.saveMessage(message, { diverted_to: null });
    for (const table of ["simulated_replies", "simulated_texts", "simulated"]) store.sql.run(`DELETE FROM ${table}`);
  });
}
