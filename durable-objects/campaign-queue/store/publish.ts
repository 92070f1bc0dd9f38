/**
 * Records imported contacts in Postgres. Their rows are the source: the outbox gets them from here, packet by packet,
 * while nothing else is waiting, so that an import neither fills it nor waits for it, and the campaign can start before
 * Postgres has any contact.
 */
import { Buffer } from "node:buffer";
import type { ImportedContact } from "../../../domain/record/events.ts";
import type { Recorder } from "../../kit/outbox/recorder.ts";
import { importedContactOf } from "./rows.ts";
import type { ContactRow } from "./rows.ts";
import type { QueueStore } from "./store.ts";

/** Pause between two packets. */
const PUBLISH_EVERY_MS = 1_000;
/**
 * A queue with more contacts is probably one of many, which together must leave room for texting and for the rest of
 * their import.
 */
const LARGE = 20_000;
/** Contacts per round. */
const MOST = 1_600;
const MOST_OF_LARGE = 400;
/** Of one event, as JSON: the outbox takes 96 KB, and a contact alone has at most 64 KB (domain/contacts/contact-upload.ts). */
const MOST_BYTES = 60_000;
/** With more batches in the outbox, contacts wait: present events go first. */
const BUSY_OUTBOX = 6;

/** An import goes first: its contacts are recorded once their queue has got none for this long. */
function publishAfterMs(store: QueueStore): number {
  return store.counters.contacts > LARGE ? 20_000 : 2_000;
}

/** The highest contact number that was given to the outbox. */
export function publishedUpTo(store: QueueStore): number {
  return store.sql.scalar<number>("SELECT n FROM published WHERE id = 1") ?? 0;
}

/** Whether every contact here was recorded; an archive waits for it, and for an empty outbox. */
function allPublished(store: QueueStore): boolean {
  return store.sql.scalar("SELECT 1 FROM contacts WHERE n > ? AND ready = 1 LIMIT 1", publishedUpTo(store)) === null;
}

/**
 * An upper bound of its JSON's bytes. Custom values are JSON already; any other character may take six bytes when
 * escaped.
 */
function bytesOf({ custom, first_name: first, last_name: last, external_id: externalId }: ContactRow): number {
  return 150 + Buffer.byteLength(custom) + 6 * (first.length + last.length + externalId.length);
}

/** Records some more contacts; true when others are left. @param waiting batches in the outbox */
export function publishSome(store: QueueStore, waiting: number): boolean {
  if (waiting >= BUSY_OUTBOX) return true;
  const most = store.counters.contacts > LARGE ? MOST_OF_LARGE : MOST;
  return store.block((change) => {
    const rows = store.sql.all<ContactRow>(
      "SELECT * FROM contacts WHERE n > ? AND ready = 1 ORDER BY n LIMIT ?",
      publishedUpTo(store),
      most,
    );
    const last = rows.at(-1);
    if (last === undefined) return false;
    const version = change.nextVersion();
    let contacts: ImportedContact[] = [];
    let bytes = 0;
    const addEvent = () => {
      change.addEvents([{ kind: "contacts_added", version, at: change.at, payload: { contacts } }]);
      contacts = [];
      bytes = 0;
    };
    for (const row of rows) {
      const more = bytesOf(row);
      if (contacts.length > 0 && bytes + more > MOST_BYTES) addEvent();
      contacts.push(importedContactOf(store.key, row));
      bytes += more;
    }
    addEvent();
    store.sql.run("INSERT INTO published (id, n) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n", last.n);
    return rows.length === most;
  });
}

export type PublisherDeps = {
  store: QueueStore;
  recorder: Pick<Recorder, "unconfirmed">;
  /** The durable waker: calls `run` at this time. */
  wakeAt: (atMs: number) => void;
};

/** Publishes imported contacts packet by packet, with pauses. */
export class Publisher {
  readonly #deps: PublisherDeps;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /** Contacts were added. */
  plan(): void {
    const { store, wakeAt } = this.#deps;
    wakeAt(store.now() + publishAfterMs(store));
  }

  run(): void {
    const { store, recorder, wakeAt } = this.#deps;
    if (publishSome(store, recorder.unconfirmed)) wakeAt(store.now() + PUBLISH_EVERY_MS);
  }

  /** Batches that Postgres has not confirmed, and one more while contacts are left to publish. */
  get unconfirmed(): number {
    const { store, recorder } = this.#deps;
    return recorder.unconfirmed + (allPublished(store) ? 0 : 1);
  }
}
