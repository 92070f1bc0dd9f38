/**
 * Opt-outs that come before their contact. An import registers contacts with the directory first and gives them to
 * their queue a moment later; an opt-out in between is stored here, and the contact is added as opted out
 * (docs/rules.md#opt-outs-effect).
 */
import type { Change } from "../store/change.ts";
import type { QueueStore } from "../store/store.ts";

export function storeEarlyOptOut(
  store: QueueStore,
  n: number,
  { optedOut, version }: { optedOut: boolean; version: number },
): void {
  store.sql.run(
    `INSERT INTO early_opt_outs (n, opted_out, version) VALUES (?, ?, ?)
     ON CONFLICT (n) DO UPDATE SET opted_out = excluded.opted_out, version = excluded.version
     WHERE excluded.version > early_opt_outs.version`,
    n,
    optedOut ? 1 : 0,
    version,
  );
}

/** Applies stored opt-outs to contacts that were just added and counted. */
export function applyEarlyOptOuts(store: QueueStore, change: Change): void {
  if (store.sql.scalar("SELECT 1 FROM early_opt_outs LIMIT 1") === null) return;
  const flags = store.sql.all<{ n: number; opted_out: number; version: number }>(
    "SELECT n, opted_out, version FROM early_opt_outs WHERE n IN (SELECT n FROM contacts)",
  );
  for (const { n, opted_out: optedOut, version } of flags) {
    const contact = store.contact(n);
    if (contact) change.saveContact(contact, { opted_out: optedOut, opt_out_version: version });
    store.sql.run("DELETE FROM early_opt_outs WHERE n = ?", n);
  }
}
