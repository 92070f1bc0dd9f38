/** Whether a number has opted out, and every opt-out and opt-in of it (docs/rules.md#opt-outs-effect). */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { OptOutEntry } from "../../rpc/contact-directory.ts";

type HistoryRow = {
  cell: string;
  opted_out: number;
  reason: string;
  contact_id: string | null;
  message_id: string | null;
  person_id: string | null;
  changed: number;
  note: string;
  said_at: number;
};

export type NumberFlag = { optedOut: boolean; version: number };

export class Numbers {
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #record: (events: ObjectEvent[]) => void;

  constructor(deps: { sql: Sql; now: () => number; record: (events: ObjectEvent[]) => void }) {
    this.#sql = deps.sql;
    this.#now = deps.now;
    this.#record = deps.record;
  }

  get orgId(): string {
    return this.#sql.scalar<string>("SELECT org_id FROM state WHERE id = 1") ?? "";
  }

  rememberOrg(orgId: string): void {
    this.#sql.run("INSERT INTO state (id, org_id, version) VALUES (1, ?, 0) ON CONFLICT (id) DO NOTHING", orgId);
  }

  flag(cell: string): NumberFlag | null {
    const row = this.#sql.one<{ opted_out: number; version: number }>(
      "SELECT opted_out, version FROM numbers WHERE cell = ?",
      cell,
    );
    return row && { optedOut: row.opted_out === 1, version: row.version };
  }

  /**
   * Stores an opt-out or an opt-in, and adds it to the history even if it changes nothing. The last word counts, not
   * the last call: a lost call may arrive after later ones, and the same text may come twice.
   */
  write(entry: OptOutEntry): NumberFlag {
    const known = this.flag(entry.cell);
    const changes = known ? known.optedOut !== entry.optedOut : entry.optedOut;
    const present = known ?? { optedOut: false, version: 0 };
    if (!changes && (!known || this.#isStored(entry))) return present;
    if (changes && entry.personId === null && entry.messageId !== null && this.#isStored(entry)) return present;
    const counts = changes && !this.#isOutdated(entry);
    return this.#sql.transaction(() => this.#writeOne(entry, counts, this.nextVersion(), present));
  }

  /** Many numbers by one admin, under one version; answers with those whose state changed. */
  writeMany(cells: readonly string[], entry: Omit<OptOutEntry, "cell">): { changed: string[]; version: number } {
    return this.#sql.transaction(() => {
      const version = this.nextVersion();
      const changed = cells.filter((cell) => {
        const known = this.flag(cell);
        const isNews = known ? known.optedOut !== entry.optedOut : entry.optedOut;
        const changes = isNews && !this.#isOutdated({ ...entry, cell });
        if (isNews || known) {
          this.#writeOne({ ...entry, cell }, changes, version, known ?? { optedOut: false, version: 0 });
        }
        return changes;
      });
      return { changed, version };
    });
  }

  #writeOne(entry: OptOutEntry, changes: boolean, version: number, present: NumberFlag): NumberFlag {
    const at = this.#now();
    const { cell, optedOut, reason, contactId, messageId, personId, note = "", saidAt = at } = entry;
    if (changes) {
      this.#sql.run(
        `INSERT INTO numbers (cell, opted_out, version, pending) VALUES (?, ?, ?, 1)
         ON CONFLICT (cell) DO UPDATE SET opted_out = excluded.opted_out, version = excluded.version, pending = 1`,
        cell,
        optedOut ? 1 : 0,
        version,
      );
    }
    this.#sql.run(
      `INSERT INTO history (cell, opted_out, reason, contact_id, message_id, person_id, at, changed, note, said_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      cell,
      optedOut ? 1 : 0,
      reason,
      contactId,
      messageId,
      personId,
      at,
      changes ? 1 : 0,
      note,
      saidAt,
    );
    const payload = {
      cell,
      optedOut,
      reason,
      sourceContactId: contactId,
      sourceMessageId: messageId,
      byPersonId: personId,
      changed: changes,
      note,
    };
    this.#record([{ kind: "opt_out", version, at, payload }]);
    return changes ? { optedOut, version } : present;
  }

  /** Whether the opposite was said after it. */
  #isOutdated({ cell, optedOut, saidAt }: OptOutEntry): boolean {
    const opposite = "cell = ? AND opted_out = ? AND said_at > ?";
    if (saidAt === undefined) return false;
    return this.#sql.scalar(`SELECT 1 FROM history WHERE ${opposite} LIMIT 1`, cell, optedOut ? 0 : 1, saidAt) !== null;
  }

  /** Whether the same text has done the same before, or the same person just now. */
  #isStored({ cell, optedOut, reason, contactId, messageId, personId, note = "" }: OptOutEntry): boolean {
    if (messageId !== null && personId === null) {
      const same = "cell = ? AND message_id = ? AND opted_out = ?";
      return this.#sql.scalar(`SELECT 1 FROM history WHERE ${same}`, cell, messageId, optedOut ? 1 : 0) !== null;
    }
    const last = this.lastEntry(cell);
    return (
      last?.optedOut === optedOut &&
      last.reason === reason &&
      last.contactId === contactId &&
      last.messageId === messageId &&
      last.personId === personId &&
      last.note === note
    );
  }

  /** A number's last entry, whether it changed anything or not. */
  lastEntry(cell: string): (Required<OptOutEntry> & { changed: boolean }) | null {
    return this.#entry("cell = ? ORDER BY id DESC LIMIT 1", cell);
  }

  /** The entry that made the number's present state. */
  decidingEntry(cell: string): (Required<OptOutEntry> & { changed: boolean }) | null {
    return this.#entry("cell = ? AND changed = 1 ORDER BY id DESC LIMIT 1", cell);
  }

  #entry(where: string, cell: string): (Required<OptOutEntry> & { changed: boolean }) | null {
    const row = this.#sql.one<HistoryRow>(`SELECT * FROM history WHERE ${where}`, cell);
    return (
      row && {
        cell: row.cell,
        optedOut: row.opted_out === 1,
        reason: row.reason,
        contactId: row.contact_id,
        messageId: row.message_id,
        personId: row.person_id,
        note: row.note,
        saidAt: row.said_at,
        changed: row.changed === 1,
      }
    );
  }

  /** Grows with everything that this directory records. */
  nextVersion(): number {
    const version = (this.#sql.scalar<number>("SELECT version FROM state WHERE id = 1") ?? 0) + 1;
    this.#sql.run("UPDATE state SET version = ? WHERE id = 1", version);
    return version;
  }

  /** Numbers whose contacts may not all have been updated. */
  pending(): string[] {
    return this.#sql
      .all<{ cell: string }>("SELECT cell FROM numbers WHERE pending = 1 LIMIT 100")
      .map((row) => row.cell);
  }

  isPending(cell: string): boolean {
    return this.#sql.scalar("SELECT 1 FROM numbers WHERE cell = ? AND pending = 1", cell) !== null;
  }

  /** Opt-outs that were known before are to be passed on as well. */
  optOutsArePending(): void {
    this.#sql.run("UPDATE numbers SET pending = 1 WHERE opted_out = 1");
  }

  /** All contacts with the number have been updated to this version. */
  isDone(cell: string, version: number): void {
    this.#sql.run("UPDATE numbers SET pending = 0 WHERE cell = ? AND version = ? AND pending = 1", cell, version);
  }

  /** Whether the number has opted out after this moment, even if it opted in again. */
  stoppedSince(cell: string, atMs: number): boolean {
    const since = "SELECT 1 FROM history WHERE cell = ? AND opted_out = 1 AND said_at > ?";
    return this.#sql.scalar(since, cell, atMs) !== null;
  }
}
