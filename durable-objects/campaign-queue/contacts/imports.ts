/**
 * Adds contacts, and removes them again (docs/architecture.md#import). The directory knows a batch before it arrives
 * here, so its contacts can be leased at once. Every step may be repeated.
 */
import { contactId } from "../../../domain/ids.ts";
import { applyEarlyOptOuts } from "../opt-outs/early-opt-outs.ts";
import { publishedUpTo } from "../store/publish.ts";
import type { ContactRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

/** Contacts that one call withdraws. */
const PAGE = 5_000;
const IDS_PER_EVENT = 1_000;

/**
 * @param batch null: a part of one, which a restart may cut differently
 * @param parts JSON lists of [n, cell, firstName, lastName, externalId, custom, zones, zoneSource]: one statement with one
 *   parameter each, which SQLite reads by itself (docs/platform.md#objects-limits). The first row of a cell wins.
 */
export function addContacts(
  store: QueueStore,
  { importId, batch, parts }: { importId: string; batch: number | null; parts: readonly string[] },
): { added: number } {
  const known =
    batch === null
      ? null
      : store.sql.scalar<number>(
          "SELECT opened FROM import_batches WHERE import_id = ? AND batch = ?",
          importId,
          batch,
        );
  if (known !== null) return { added: known };
  return store.block((change) => {
    const version = change.nextVersion();
    let added = 0;
    let present = 0;
    for (const part of parts) {
      store.sql.run(
        `INSERT INTO contacts (n, cell, first_name, last_name, external_id, custom, zones, zone_source, ready, import_id, import_batch,
                               texter, status, opted_out, opt_out_version, answers, last_inbound, last_at, version)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, COALESCE(value ->> 7, ''), 1, '', 0,
                NULL, 'needsMessage', 0, 0, '{}', NULL, 0, ?
         FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
        version,
        part,
      );
      const changes = store.sql.scalar<number>("SELECT changes()") ?? 0;
      added += changes;
      present +=
        changes === store.sql.scalar<number>("SELECT json_array_length(?)", part) ? changes : presentOf(store, part);
    }
    change.counters.contacts += added;
    change.counters.left += added;
    applyEarlyOptOuts(store, change);
    if (batch !== null) {
      store.sql.run(
        "INSERT INTO import_batches (import_id, batch, answer, opened) VALUES (?, ?, '{}', ?)",
        importId,
        batch,
        present,
      );
    }
    return { added: present };
  });
}

/** How many of a part's contacts are here: some may have been added before a restart, in other parts. */
function presentOf(store: QueueStore, part: string): number {
  return (
    store.sql.scalar<number>(
      "SELECT count(*) FROM json_each(?) AS j JOIN contacts ON contacts.n = j.value ->> 0 AND contacts.cell = j.value ->> 1",
      part,
    ) ?? 0
  );
}

const UNTOUCHED = "texter IS NULL AND status = 'needsMessage' AND last_at = 0";

/**
 * Closes the next page of untouched contacts to leases and answers with them: the directory has to forget them before
 * they can be removed (`removeWithdrawn`). The same page again until they are removed; none when nothing is left.
 */
export function withdraw(store: QueueStore): { contacts: { contactId: string; cell: string }[] } {
  return store.block((change) => {
    const closed = store.sql.all<ContactRow>(`SELECT * FROM contacts WHERE ready = 0 LIMIT ${PAGE}`);
    const rows =
      closed.length > 0
        ? closed
        : store.sql.all<ContactRow>(`SELECT * FROM contacts WHERE ready = 1 AND ${UNTOUCHED} ORDER BY n LIMIT ${PAGE}`);
    if (closed.length === 0 && rows.length > 0) {
      change.nextVersion();
      for (const row of rows) change.countGone(row);
      store.sql.run(
        "UPDATE contacts SET ready = 0 WHERE n IN (SELECT value FROM json_each(?))",
        JSON.stringify(rows.map((row) => row.n)),
      );
    }
    return { contacts: rows.map((row) => ({ contactId: contactId(store.key, row.n), cell: row.cell })) };
  });
}

/** Only contacts of which Postgres has heard are recorded as dropped. */
export function removeWithdrawn(store: QueueStore): void {
  store.block((change) => {
    const gone = store.sql.all<{ n: number; heard: number }>(
      `SELECT n, opt_out_version > 0 OR bad_number_at > 0 AS heard FROM contacts WHERE ready = 0 LIMIT ${PAGE}`,
    );
    if (gone.length === 0) return;
    const published = publishedUpTo(store);
    const recorded = gone
      .filter(({ n, heard }) => n <= published || heard === 1)
      .map(({ n }) => contactId(store.key, n));
    for (let from = 0; from < recorded.length; from += IDS_PER_EVENT) {
      const ids = recorded.slice(from, from + IDS_PER_EVENT);
      change.addEvents([{ kind: "contacts_dropped", version: change.nextVersion(), at: change.at, payload: { ids } }]);
    }
    store.sql.run(
      "DELETE FROM contacts WHERE n IN (SELECT value FROM json_each(?))",
      JSON.stringify(gone.map(({ n }) => n)),
    );
  });
}

/** Numbers of the contacts that are here, above a number. */
export function numbersAfter(store: QueueStore, after: number): number[] {
  return store.sql.all<{ n: number }>("SELECT n FROM contacts WHERE n > ?", after).map(({ n }) => n);
}
