/**
 * What texters hold, and how others than the texter move it (docs/rules.md#assignment-counts): an admin's counts,
 * reassigning, unsent contacts of idle texters that go back, replies past their deadline that are offered to others.
 * Only the contact's `texter` column counts, so each move is one block, and a later send by the old texter is refused.
 */
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import type { Holding, Reassignment } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { unassigned } from "./textable.ts";
import type { ContactRow } from "../store/rows.ts";
import { ACTIVITY_STEP_MS } from "../store/store.ts";
import type { QueueStore } from "../store/store.ts";

/** Most contacts that one block moves: a desk is notified of them in one piece. */
const MOST_MOVED = 10_000;
const MOST_PER_LOOK = 1_000;
/** Most texters whose inboxes are asked in one look. */
const MOST_ASKED_PER_LOOK = 100;
/** Pause between two searches for idle texters and late replies. */
const LOOK_AT_LEAST_MS = 60_000;
const LOOK_AT_MOST_MS = 15 * 60_000;

export const UNSENT = "status = 'needsMessage' AND opted_out = 0 AND bad_number IS NULL";
export const WAITING = "status = 'needsResponse' AND opted_out = 0";
/** Twice the time before which a texter counts as idle. */
const IDLE = "t.active_at <= ? AND t.given_at <= ?";

/** Everybody who has contacts here. Counts rows: for a page that an admin opens, not for the path of a text. */
export function holdings(store: QueueStore): Holding[] {
  store.saveActivity();
  const rows = store.sql.all<{
    texter: string;
    to_send: number;
    conversations: number;
    waiting: number;
    waiting_since: number | null;
    active_at: number | null;
  }>(
    `SELECT c.texter, SUM(c.status = 'needsMessage' AND c.opted_out = 0 AND c.bad_number IS NULL) AS to_send,
       SUM(c.status <> 'needsMessage') AS conversations,
       SUM(c.status = 'needsResponse' AND c.opted_out = 0) AS waiting,
       MIN(CASE WHEN c.status = 'needsResponse' AND c.opted_out = 0 THEN c.last_at END) AS waiting_since,
       MAX(t.active_at) AS active_at
     FROM contacts c LEFT JOIN texters t ON t.person_id = c.texter WHERE c.texter IS NOT NULL GROUP BY c.texter`,
  );
  return rows.map((row) => ({
    personId: row.texter,
    toSend: row.to_send,
    conversations: row.conversations,
    waiting: row.waiting,
    waitingSinceMs: row.waiting_since,
    activeAtMs: row.active_at ?? 0,
  }));
}

/** Sets the number of a texter's unsent contacts, as far as there are any left; conversations stay. */
export function holdUnsent(store: QueueStore, { texter, count }: { texter: Texter; count: number }): { held: number } {
  if (!store.config) return { held: 0 };
  return store.block((change) => {
    const held = store.sql.all<ContactRow>(
      `SELECT * FROM contacts WHERE texter = ? AND ${UNSENT} ORDER BY n`,
      texter.personId,
    );
    if (held.length > count) {
      // The last ones: the desk shows them in this order, and the texter may be at the first.
      change.move(held.slice(count), null);
      return { held: count };
    }
    const more = unassigned(store, count - held.length);
    if (more.length > 0) {
      store.saveTexter(texter, "admin");
      change.move(more, texter.personId);
    }
    return { held: held.length + more.length };
  });
}

/** Gives contacts to others in turn, so that their numbers differ by one at most. */
export function reassign(store: QueueStore, request: Reassignment): { moved: { personId: string; count: number }[] } {
  const { to } = request;
  const nothing = to.map(({ personId }) => ({ personId, count: 0 }));
  if (!store.config || to.length === 0) return { moved: nothing };
  return store.block((change) => {
    const rows = wanted(store, request);
    if (rows.length === 0) return { moved: nothing };
    const moved = to.map((texter, index) => {
      const mine = rows.filter((_, at) => at % to.length === index);
      if (mine.length > 0) {
        store.saveTexter(texter, "admin");
        change.move(mine, texter.personId);
      }
      return { personId: texter.personId, count: mine.length };
    });
    return { moved };
  });
}

function wanted(store: QueueStore, { to, contacts, from, kind, waitingBeforeMs }: Reassignment): ContactRow[] {
  const parts: string[] = ["ready = 1", "(texter IS NULL OR texter NOT IN (SELECT value FROM json_each(?)))"];
  const params: (string | number)[] = [JSON.stringify(to.map(({ personId }) => personId))];
  if (contacts) {
    parts.push("n IN (SELECT value FROM json_each(?))");
    params.push(JSON.stringify(contacts));
  }
  if (from !== null) {
    parts.push("texter = ?");
    params.push(from);
  }
  // Chosen contacts and offered replies may have no texter; otherwise only contacts with a texter are moved.
  else if (!contacts && kind !== "waiting") parts.push("texter IS NOT NULL");
  if (kind === "toSend") parts.push(UNSENT);
  else if (kind === "waiting") parts.push(WAITING);
  else if (kind === "conversations") parts.push("status <> 'needsMessage'");
  if (waitingBeforeMs !== null) {
    parts.push(`${WAITING} AND last_at < ?`);
    params.push(waitingBeforeMs);
  }
  return store.sql.all<ContactRow>(
    `SELECT * FROM contacts WHERE ${parts.join(" AND ")} ORDER BY n LIMIT ${MOST_MOVED}`,
    ...params,
  );
}

/** Texters with unsent contacts who did nothing here for the campaign's release time, and were given nothing. */
export function idleHere(store: QueueStore): string[] {
  const before = idleBefore(store);
  if (before === null) return [];
  store.saveActivity();
  const rows = store.sql.all<{ person_id: string }>(
    `SELECT person_id FROM texters t WHERE ${IDLE}
       AND EXISTS (SELECT 1 FROM contacts c WHERE c.texter = t.person_id AND c.status = 'needsMessage')
     ORDER BY person_id LIMIT ?`,
    before,
    before,
    MOST_ASKED_PER_LOOK,
  );
  return rows.map((row) => row.person_id);
}

/**
 * Unsent contacts of those of these texters who are still idle go back. Decided here and now: a text that was accepted
 * since they were asked about has made its texter active.
 *
 * @returns how many
 */
export function releaseIdle(store: QueueStore, personIds: readonly string[] = idleHere(store)): number {
  const before = idleBefore(store);
  if (before === null || personIds.length === 0) return 0;
  store.saveActivity();
  const rows = store.sql.all<ContactRow>(
    `SELECT c.* FROM texters t JOIN contacts c ON c.texter = t.person_id
     WHERE ${IDLE} AND t.person_id IN (SELECT value FROM json_each(?)) AND c.status = 'needsMessage'
     ORDER BY c.n LIMIT ?`,
    before,
    before,
    JSON.stringify(personIds),
    MOST_PER_LOOK,
  );
  if (rows.length > 0) store.block((change) => change.move(rows, null));
  return rows.length;
}

/** Active last at this time or before is idle; null: nothing goes back by itself. */
function idleBefore(store: QueueStore): number | null {
  const { config } = store;
  if (!config) return null;
  const { sharing, releaseAfterMinutes } = policyOf(config);
  // Contacts given by count stay until an admin takes them back.
  if (sharing === "static") return null;
  return store.now() - releaseAfterMinutes * 60_000 - ACTIVITY_STEP_MS;
}

/** Replies that waited past the campaign's deadline are offered to others: the next who takes gets them first. */
export function sweep(store: QueueStore): number {
  const { config } = store;
  if (!config) return 0;
  const { sharing, replyDeadlineHours } = policyOf(config);
  // Texters take nothing there; an admin sees late replies and gives them to others.
  if (sharing === "static") return 0;
  const rows = store.sql.all<ContactRow>(
    `SELECT * FROM contacts INDEXED BY contacts_waiting
     WHERE ready = 1 AND texter IS NOT NULL AND ${WAITING} AND last_at <= ? ORDER BY last_at LIMIT ?`,
    store.now() - replyDeadlineHours * 3_600_000,
    MOST_PER_LOOK,
  );
  if (rows.length > 0) store.block((change) => change.move(rows, null));
  return rows.length;
}

/** When to search for idle texters and late replies again; null while nothing could go back. */
export function nextLookAtMs(store: QueueStore): number | null {
  const { config, counters } = store;
  if (!config || (counters.assigned === 0 && counters.needsResponse === 0)) return null;
  const { releaseAfterMinutes } = policyOf(config);
  const everyMs = Math.min(LOOK_AT_MOST_MS, Math.max(LOOK_AT_LEAST_MS, (releaseAfterMinutes * 60_000) / 4));
  return store.now() + everyMs;
}
