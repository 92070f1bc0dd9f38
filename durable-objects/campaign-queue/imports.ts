/**
 * Taking contacts in (DESIGN.md, Import): a batch arrives, its duplicates meet their twins here, the directory registers
 * the rest, and only then is the batch opened to leases. Every step may come twice.
 */
import type { ImportedContact } from "../../domain/events.ts";
import { contactId } from "../../domain/ids.ts";
import { importedContactOf } from "./rows.ts";
import type { ContactRow } from "./rows.ts";
import { numberOf } from "./leases.ts";
import type { QueueStore } from "./store.ts";

export type AddAnswer = {
  added: { contactId: string; cell: string }[];
  duplicates: { line: number; contactId: string }[];
};

/** Characters of contacts per event: a batch is one event where it fits, but a queue message holds at most 128 KB. */
const MOST_PER_EVENT = 40_000;

export function addContacts(
  store: QueueStore,
  request: { importId: string; batch: number; rows: { line: number; contact: Omit<ImportedContact, "id"> }[] },
): AddAnswer {
  const { importId, batch } = request;
  const known = store.sql.scalar<string>(
    "SELECT answer FROM import_batches WHERE import_id = ? AND batch = ?",
    importId,
    batch,
  );
  // Written below.
  if (known !== null) return JSON.parse(known) as AddAnswer;
  return store.sql.transaction(() => {
    const first = (store.sql.scalar<number>("SELECT MAX(n) FROM contacts") ?? 0) + 1;
    // One statement with one parameter: the platform allows 100 parameters (PLATFORM.md). The first row of a cell wins.
    const inserted = store.sql.all<{ n: number; cell: string }>(
      `INSERT INTO contacts (n, cell, first_name, last_name, external_id, custom, ready, import_id, import_batch,
                             texter, status, opted_out, opt_out_version, answers, last_inbound, last_at, version)
       SELECT ? + key, value ->> 'cell', value ->> 'firstName', value ->> 'lastName', value ->> 'externalId',
              value ->> 'custom', 0, ?, ?, NULL, 'needsMessage', 0, 0, '{}', NULL, 0, 0
       FROM json_each(?) WHERE true
       ON CONFLICT (cell) DO NOTHING
       RETURNING n, cell`,
      first,
      importId,
      batch,
      JSON.stringify(request.rows.map((row) => ({ ...row.contact, custom: JSON.stringify(row.contact.custom) }))),
    );
    const added = inserted.map((row) => ({ contactId: contactId(store.key, row.n), cell: row.cell }));
    const numbers = new Set(inserted.map((row) => row.n));
    const duplicates = request.rows.flatMap((row, index) =>
      numbers.has(first + index) ? [] : [{ line: row.line, contactId: twinOf(store, row.contact.cell) }],
    );
    const answer: AddAnswer = { added, duplicates };
    store.sql.run(
      "INSERT INTO import_batches (import_id, batch, answer, opened) VALUES (?, ?, ?, NULL)",
      importId,
      batch,
      JSON.stringify(answer),
    );
    return answer;
  });
}

function twinOf(store: QueueStore, cell: string): string {
  return contactId(store.key, store.sql.scalar<number>("SELECT n FROM contacts WHERE cell = ?", cell) ?? 0);
}

/** Opens a batch to leases, less the contacts that the directory turned down. */
export function openContacts(
  store: QueueStore,
  request: { importId: string; batch: number; drop: readonly string[] },
): { opened: number } {
  const { importId, batch } = request;
  const opened = store.sql.scalar<number>(
    "SELECT opened FROM import_batches WHERE import_id = ? AND batch = ?",
    importId,
    batch,
  );
  if (opened !== null) return { opened };
  return store.block((change) => {
    const drop = request.drop.flatMap((id) => numberOf(store, id) ?? []);
    store.sql.run(
      "DELETE FROM contacts WHERE ready = 0 AND n IN (SELECT value FROM json_each(?))",
      JSON.stringify(drop),
    );
    const version = change.nextVersion();
    const rows = store.sql.all<ContactRow>(
      `UPDATE contacts SET ready = 1, version = ? WHERE ready = 0 AND import_id = ? AND import_batch = ? RETURNING *`,
      version,
      importId,
      batch,
    );
    for (const row of rows) change.countNew(row);
    let contacts: ImportedContact[] = [];
    let size = 0;
    for (const [index, row] of rows.entries()) {
      contacts.push(importedContactOf(store.key, row));
      size += 200 + row.custom.length + row.first_name.length + row.last_name.length + row.external_id.length;
      if (size < MOST_PER_EVENT && index < rows.length - 1) continue;
      change.addEvents([{ kind: "contacts_added", version, at: change.at, payload: { contacts } }]);
      contacts = [];
      size = 0;
    }
    store.sql.run(
      "UPDATE import_batches SET opened = ?, answer = '{}' WHERE import_id = ? AND batch = ?",
      rows.length,
      importId,
      batch,
    );
    return { opened: rows.length };
  });
}

/**
 * Every contact here; with `really` they are removed, for an import that replaces the ones before. Only a draft's queues
 * are cleared.
 */
export function clearContacts(store: QueueStore, really: boolean): { contacts: { contactId: string; cell: string }[] } {
  if (store.config && store.config.status !== "DRAFT") return { contacts: [] };
  return store.block((change) => {
    const rows = store.sql.all<ContactRow>("SELECT * FROM contacts");
    const gone = rows.map((row) => ({ contactId: contactId(store.key, row.n), cell: row.cell }));
    if (!really) return { contacts: gone };
    for (const row of rows) if (row.ready === 1) change.countGone(row);
    for (let from = 0; from < gone.length; from += 1000) {
      const ids = gone.slice(from, from + 1000).map((each) => each.contactId);
      change.addEvents([{ kind: "contacts_dropped", version: change.nextVersion(), at: change.at, payload: { ids } }]);
    }
    store.sql.run("DELETE FROM contacts");
    store.sql.run("DELETE FROM import_batches");
    return { contacts: gone };
  });
}
