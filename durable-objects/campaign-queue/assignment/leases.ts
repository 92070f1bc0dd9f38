/** Leases: handing contacts to texters, and taking unsent ones back (docs/rules.md#assignment-leases). */
import { contactId, parseContactId } from "../../../domain/ids.ts";
import type { Texter } from "../../../domain/people/people.ts";
import type { DeskItem, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { CALL_BYTES, jsonBatches } from "../../kit/storage/batches.ts";
import { deskItemOf } from "../store/rows.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import { outsideHours, refusal } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import type { LeaseRequest, ReleaseRequest } from "../../rpc/campaign-queue.ts";
import { performedBefore, rememberPerformed } from "../conversations/performed.ts";
import { offeredReplies, textableSoon } from "./textable.ts";
import type { Asleep } from "./textable.ts";

/** A lease that no desk confirmed for this long is asked about. */
export const LEASE_CONFIRM_MS = 60_000;
/** A desk answers the repetition of a confirmed lease by itself, so the row is not needed for long. */
const CONFIRMED_KEPT_MS = 24 * 3_600_000;

function refusalUnlessPaused<Reason extends string>(reason: Reason | null): Reason | null {
  return reason === "campaign_paused" ? null : reason;
}

const NOBODY = { rows: [], asleep: null };

function allAsleep({ mayGoAtMs }: Asleep): TexterRefusal {
  const refused = outsideHours(mayGoAtMs);
  if (refused.mayGoAtMs === undefined) return refused;
  return { ...refused, message: "It is too early or too late to text where the remaining contacts live." };
}

/**
 * Gives up to `count` unassigned contacts to a texter. The same requestId gets the same contacts again; parallel
 * requests get disjoint ones, because each is one block.
 */
export function lease(
  store: QueueStore,
  request: LeaseRequest,
): { ok: true; items: DeskItem[]; left: number } | TexterRefusal {
  const { config } = store;
  const { texter, requestId } = request;
  if (!config) return refusal("not_found");
  const known = store.sql.one<{ texter: string; contacts: string }>(
    "SELECT texter, contacts FROM leases WHERE request_id = ?",
    requestId,
  );
  if (known) {
    if (known.texter !== texter.personId) return refusal("not_yours");
    return { ok: true, items: itemsOf(store, known.contacts, texter), left: store.counters.left };
  }
  // A paused campaign still hands out contacts: a pause holds texts, not preparations.
  const closed = refusalUnlessPaused(sendingRefusal(config, "initial"));
  const closedForReplies = refusalUnlessPaused(sendingRefusal(config, "reply"));

  return store.block((change) => {
    // Late replies first: somebody waits for an answer.
    const replies = closedForReplies ? [] : offeredReplies(store, request.count, request.teamIds);
    if (closed && replies.length === 0) return refusal(closed);
    const unsent = closed ? NOBODY : textableSoon(store, request.count - replies.length);
    const threads = threadsOf(store, replies);
    // No more than one answer carries; the next request gets the others.
    const rows = firstThatFit([...replies, ...unsent.rows], threads);
    if (rows.length === 0 && unsent.asleep !== null) return allAsleep(unsent.asleep);
    if (rows.length === 0) return { ok: true, items: [], left: 0 };
    store.saveTexter(texter);
    const assigned = change.assign(rows, texter.personId);
    const items = assigned.map((row) => deskItemOf(row, threads.get(row.n) ?? [], texter, config, store));
    store.sql.run(
      "INSERT INTO leases (request_id, texter, contacts, at, confirmed) VALUES (?, ?, ?, ?, 0)",
      requestId,
      texter.personId,
      JSON.stringify(rows.map((row) => row.n)),
      change.at,
    );
    return { ok: true, items, left: change.counters.left };
  });
}

function itemsOf(store: QueueStore, contacts: string, texter: Texter): DeskItem[] {
  const rows = store.sql.all<ContactRow>(
    "SELECT * FROM contacts WHERE n IN (SELECT value FROM json_each(?)) AND texter = ? ORDER BY n",
    contacts,
    texter.personId,
  );
  return withThreads(store, rows, texter);
}

/** The first contacts whose rows and conversations fit into one answer; one alone always does. */
function firstThatFit(rows: ContactRow[], threads: Threads): ContactRow[] {
  const jsonOf = (row: ContactRow) => JSON.stringify([row, threads.get(row.n) ?? []]);
  for (const { values } of jsonBatches(rows, { bytes: CALL_BYTES }, jsonOf)) return values;
  return [];
}

/** Contacts that are looked at for one page. */
const PAGE_CONTACTS = 500;

/**
 * What this queue has for a texter's desk, a page at a time: as many contacts as one answer carries.
 * @param after 0 at first, then `next` of the page before
 * @returns `next`: null at the end
 */
export function deskPage(
  store: QueueStore,
  { texter, after }: { texter: Texter; after: number },
): { items: DeskItem[]; next: number | null; version: number } {
  const rows = store.sql.all<ContactRow>(
    "SELECT * FROM contacts WHERE texter = ? AND n > ? ORDER BY n LIMIT ?",
    texter.personId,
    after,
    PAGE_CONTACTS + 1,
  );
  const threads = threadsOf(store, rows.slice(0, PAGE_CONTACTS));
  const page = firstThatFit(rows.slice(0, PAGE_CONTACTS), threads);
  const next = page.length < rows.length ? (page.at(-1)?.n ?? null) : null;
  return { items: itemsWith(store, page, threads, texter), next, version: store.version };
}

/** The same at once, for an inbox of an older version. */
export function deskOf(store: QueueStore, texter: Texter): DeskItem[] {
  const rows = store.sql.all<ContactRow>("SELECT * FROM contacts WHERE texter = ? ORDER BY n", texter.personId);
  return withThreads(store, rows, texter);
}

function withThreads(store: QueueStore, rows: ContactRow[], texter: Texter): DeskItem[] {
  return itemsWith(store, rows, threadsOf(store, rows), texter);
}

function itemsWith(store: QueueStore, rows: ContactRow[], threads: Threads, texter: Texter): DeskItem[] {
  const { config } = store;
  if (!config) return [];
  return rows.map((row) => deskItemOf(row, threads.get(row.n) ?? [], texter, config, store));
}

type Threads = ReadonlyMap<number, MessageRow[]>;

function threadsOf(store: QueueStore, rows: readonly ContactRow[]): Threads {
  const threads = new Map<number, MessageRow[]>();
  if (rows.length === 0) return threads;
  const messages = store.sql.all<MessageRow>(
    "SELECT * FROM messages WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n, at",
    JSON.stringify(rows.map((row) => row.n)),
  );
  for (const message of messages) {
    const thread = threads.get(message.n);
    if (thread) thread.push(message);
    else threads.set(message.n, [message]);
  }
  return threads;
}

/** Takes back what the texter has not texted yet; conversations stay. Answers with the contacts' ids. */
export function release(store: QueueStore, personId: string, only?: readonly number[]): string[] {
  return store.block((change) => {
    const rows = store.sql.all<ContactRow>(
      "SELECT * FROM contacts WHERE texter = ? AND status = 'needsMessage' ORDER BY n",
      personId,
    );
    const chosen = only ? new Set(only) : null;
    const released = change.move(
      rows.filter((row) => chosen === null || chosen.has(row.n)),
      null,
    );
    return released.map((row) => contactId(store.key, row.n));
  });
}

/** As the texter asked; a repetition takes back nothing of what they got since. */
export function releaseAsked(store: QueueStore, { personId, opId }: ReleaseRequest): string[] {
  const tap = { opId, tap: "release" };
  if (performedBefore(store, tap) !== "no") return [];
  const released = release(store, personId);
  rememberPerformed(store, tap);
  return released;
}

export function confirmLease(store: QueueStore, requestId: string): void {
  store.sql.run("UPDATE leases SET confirmed = 1 WHERE request_id = ? AND confirmed = 0", requestId);
}

/** Leases that no desk confirmed in time, by texter. */
export function unconfirmedLeases(store: QueueStore, nowMs: number): Map<string, string[]> {
  const byTexter = new Map<string, string[]>();
  const rows = store.sql.all<{ request_id: string; texter: string }>(
    "SELECT request_id, texter FROM leases WHERE confirmed = 0 AND at <= ? LIMIT 1000",
    nowMs - LEASE_CONFIRM_MS,
  );
  for (const row of rows) byTexter.set(row.texter, [...(byTexter.get(row.texter) ?? []), row.request_id]);
  return byTexter;
}

/** Drops a lease that its desk never got: unsent contacts go back, and the request id is used up. */
export function dropLease(store: QueueStore, requestId: string): void {
  const row = store.sql.one<{ texter: string; contacts: string; at: number }>(
    "SELECT texter, contacts, at FROM leases WHERE request_id = ? AND confirmed = 0",
    requestId,
  );
  if (!row) return;
  // Written by `lease`.
  const contacts = JSON.parse(row.contacts) as number[];
  release(store, row.texter, contacts);
  // A text since then shows that the desk has the conversation, and only its confirmation was lost.
  const replies = store.sql.all<ContactRow>(
    `SELECT * FROM contacts WHERE texter = ? AND status = 'needsResponse' AND n IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.n = contacts.n AND m.texter = contacts.texter AND m.at >= ?)`,
    row.texter,
    row.contacts,
    row.at,
  );
  store.block((change) => change.move(replies, null));
  store.sql.run("DELETE FROM leases WHERE request_id = ?", requestId);
}

/** Deletes leases that were confirmed long ago. */
export function forgetOldLeases(store: QueueStore): void {
  store.sql.run("DELETE FROM leases WHERE confirmed = 1 AND at <= ?", store.now() - CONFIRMED_KEPT_MS);
}

export function hasUnconfirmedLeases(store: QueueStore): boolean {
  return store.sql.scalar("SELECT 1 FROM leases WHERE confirmed = 0 LIMIT 1") !== null;
}

/** Number of a contact within its queue; null for another queue's or a malformed id. */
export function numberOf(store: QueueStore, id: string): number | null {
  const address = parseContactId(id);
  return address && `${address.campaignId}.${address.queueNo}` === store.key ? address.n : null;
}
