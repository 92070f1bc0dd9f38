/**
 * Files of inbound texts (MMS). One commit stores a text with a note of its files and the files still to fetch; then
 * they are fetched from the carrier and stored, in the background and again after every failure. A file's key follows
 * from text and place, so that fetching twice stores once.
 */
import { textTooLong } from "../../../domain/scripts/script.ts";
import type { Logger } from "../../kit/log/log.ts";
import { contactId } from "../../../domain/ids.ts";
import { ELSEWHERE, inboundKey, parsePictureId, typeOf } from "../../../domain/messages/media.ts";
import type { MediaNote } from "../../../domain/messages/media.ts";
import { sameJson } from "../../../domain/same-json.ts";
import type { MediaFetch } from "../../../domain/sending/carrier.ts";
import { backoffMs } from "../../kit/time/backoff.ts";
import { inWaves } from "../../kit/calls/connection-limit.ts";
import type { MessageRow } from "../store/rows.ts";
import { mediaOf } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";

/** At once: a fetched file is in memory as a whole, and texts need connections, too. */
const AT_ONCE = 2;
const PER_ROUND = 6;
const FIRST_AGAIN_MS = 5_000;
const LAST_AGAIN_MS = 6 * 3_600_000;
const GIVE_UP_AFTER_MS = 7 * 24 * 3_600_000;
/** A stop in the middle of a fetch is noticed by then. */
const GUARD_MS = 60_000;

type FetchOutcome = Exclude<MediaFetch, { kind: "fetched" }> | { kind: "stored"; type: string };
type Owed = { n: number; message_id: string; i: number; path: string; since: number; failures: number };

/** Part of the block that writes the text: its note of files, and what has to be fetched. */
export function oweMedia(store: QueueStore, { n, sid, media = [] }: InboundText, at: number): string | null {
  if (media.length === 0) return null;
  const notes: MediaNote[] = media.map(({ type, path, url }, i) => {
    if (path === null) return { type, state: "refused", problem: `${ELSEWHERE}: ${url}` };
    store.sql.run(
      "INSERT INTO owed_media (n, message_id, i, path, since, due_at, failures) VALUES (?, ?, ?, ?, ?, ?, 0)",
      n,
      sid,
      i,
      path,
      at,
      at,
    );
    return { type, state: "waiting" };
  });
  return JSON.stringify(notes);
}

/** The note of a picture that goes out with a text; nothing if it is not the organization's picture. */
export function sentPicture(picture: string, orgId: string): string | undefined {
  const known = parsePictureId(picture);
  if (known?.orgId !== orgId) return undefined;
  const note: MediaNote = { type: known.type, state: "stored", picture };
  return JSON.stringify([note]);
}

/** Id of the picture that is sent with a text; null for almost all texts. */
export function pictureOf(message: Pick<MessageRow, "media">): string | null {
  return (message.media ? mediaOf(message)[0]?.picture : null) ?? null;
}

/** Signs that a picture's address may add to a text at the most. */
const LONGEST_LINK = 200;

/** Whether the address of its picture fits into a text with these words. */
export function linkFits(body: string): boolean {
  return !textTooLong(`${body}\n${"x".repeat(LONGEST_LINK)}`);
}

/** The words of a text whose picture goes as a link, because the phone takes no pictures; else its words. */
export function wordsWithLink(
  message: Pick<MessageRow, "media" | "as_link" | "body">,
  address: (picture: string) => string,
): string {
  const picture = message.as_link === 1 ? pictureOf(message) : null;
  return picture === null ? message.body : [message.body, address(picture)].filter((line) => line !== "").join("\n");
}

export type MediaFetcherDeps = {
  store: QueueStore;
  fetch: (path: string) => Promise<MediaFetch>;
  /** Writes a file; the same key again replaces it. */
  keep: (key: string, file: Uint8Array, type: string) => Promise<void>;
  /** The durable waker: calls `soon` at this time. */
  wakeAt: (atMs: number) => void;
  onFault: Logger["fault"];
  random?: () => number;
};

export class MediaFetcher {
  readonly #deps: MediaFetcherDeps;
  #running: Promise<void> | null = null;

  constructor(deps: MediaFetcherDeps) {
    this.#deps = deps;
  }

  /** There may be files to fetch. Returns at once, because its callers have more urgent work. */
  soon(): void {
    const { store, wakeAt } = this.#deps;
    if (nextDueMs(store) === null) return;
    // Part of the caller's commit, so that the files are tried again whatever happens now.
    wakeAt(store.now() + GUARD_MS);
    void this.run();
  }

  /** Fetches what is due; then plans the rest. */
  run(): Promise<void> {
    const { store, wakeAt, onFault } = this.#deps;
    this.#running ??= this.#rounds()
      .catch((error: unknown) => onFault("files_not_fetched", error))
      .finally(() => {
        this.#running = null;
        const dueMs = nextDueMs(store);
        if (dueMs !== null) wakeAt(Math.max(dueMs, store.now() + FIRST_AGAIN_MS));
      });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    const { store } = this.#deps;
    for (;;) {
      const due = store.sql.all<Owed>(
        "SELECT n, message_id, i, path, since, failures FROM owed_media WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        store.now(),
        PER_ROUND,
      );
      if (due.length === 0) return;
      // A failure of the bucket counts like one of the carrier: it is tried again.
      await inWaves(due, AT_ONCE, async (owed) => this.#settle(owed, await this.#fetch(owed)));
    }
  }

  async #fetch(owed: Owed): Promise<FetchOutcome> {
    const { store, keep } = this.#deps;
    try {
      const orgId = store.config?.orgId;
      if (orgId === undefined) throw new Error(`The queue ${store.key} was not configured by its campaign.`);
      const fetched = await this.#deps.fetch(owed.path);
      if (fetched.kind !== "fetched") return fetched;
      const type = typeOf(fetched.bytes);
      if (type === null) return { kind: "refused", problem: "It is not a picture, video, sound or contact card" };
      await keep(inboundKey(orgId, contactId(store.key, owed.n), owed.message_id, owed.i), fetched.bytes, type);
      return { kind: "stored", type };
    } catch (error) {
      this.#deps.onFault("file_not_stored", error);
      return { kind: "failed", problem: "it could not be stored" };
    }
  }

  /** What became of it, with the text's thread; a text that is gone owes nothing any more. */
  #settle({ n, message_id: messageId, i, since, failures }: Owed, outcome: FetchOutcome): void {
    const { store } = this.#deps;
    store.block((change) => {
      const contact = store.contact(n);
      const message = store.message(n, messageId);
      const note = noteOf(outcome, store.now() - since);
      if (!contact || !message || note.state !== "late") {
        store.sql.run("DELETE FROM owed_media WHERE n = ? AND message_id = ? AND i = ?", n, messageId, i);
      } else {
        const againMs = backoffMs(failures + 1, FIRST_AGAIN_MS, LAST_AGAIN_MS, this.#deps.random ?? Math.random);
        store.sql.run(
          "UPDATE owed_media SET failures = failures + 1, due_at = ? WHERE n = ? AND message_id = ? AND i = ?",
          store.now() + againMs,
          n,
          messageId,
          i,
        );
      }
      if (!contact || !message) return;
      const before = mediaOf(message);
      if (sameJson(before[i], { ...before[i], ...note })) return;
      const media = before.with(i, { type: before[i]?.type ?? "", ...note });
      change.saveMessage(message, { media: JSON.stringify(media) });
      // Raises the version, so that desks take the new thread.
      change.saveContact(contact, {});
    });
  }
}

function noteOf(outcome: FetchOutcome, forMs: number): Partial<MediaNote> & Pick<MediaNote, "state"> {
  if (outcome.kind === "stored") return { type: outcome.type, state: "stored" };
  if (outcome.kind === "refused") return { state: "refused", problem: outcome.problem };
  return { state: forMs > GIVE_UP_AFTER_MS ? "lost" : "late", problem: outcome.problem };
}

function nextDueMs(store: QueueStore): number | null {
  return store.sql.scalar<number>("SELECT min(due_at) FROM owed_media");
}

/**
 * A text's file for the texter who holds the conversation, in their own organization; null for everybody else and for a
 * missing file.
 */
export function mediaFor(
  store: QueueStore,
  { orgId, personId, n, messageId, i }: { orgId: string; personId: string; n: number; messageId: string; i: number },
): MediaNote | null {
  if (store.config?.orgId !== orgId || store.contact(n)?.texter !== personId) return null;
  const message = store.message(n, messageId);
  return (message && mediaOf(message)[i]) ?? null;
}
