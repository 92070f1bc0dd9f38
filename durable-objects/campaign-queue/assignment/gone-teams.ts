/**
 * Conversations that wait for a team that was deleted are everybody's at once: nobody would get them first, and they would wait for the
 * whole deadline (docs/rules.md#scripts-actions).
 */
import type { ContactRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

/** In one commit. */
const AT_ONCE = 500;

/** @param teamIds the teams that the organization has now */
export function freeOfGoneTeams(store: QueueStore, teamIds: readonly string[]): number {
  let freed = 0;
  for (;;) {
    const rows = store.sql.all<ContactRow>(
      `SELECT * FROM contacts INDEXED BY contacts_team
       WHERE team IS NOT NULL AND team NOT IN (SELECT value FROM json_each(?)) LIMIT ?`,
      JSON.stringify(teamIds),
      AT_ONCE,
    );
    if (rows.length === 0) return freed;
    store.block((change) => {
      for (const row of rows) change.saveContact(row, { team: null }, true);
    });
    freed += rows.length;
  }
}
