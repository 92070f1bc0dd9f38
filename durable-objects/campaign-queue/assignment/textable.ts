/**
 * Which contacts that nobody has go out first (docs/rules.md#assignment-order): those who may be texted now, and among
 * them those whose hours end first; a contact who may not be texted for hours would only wait on a desk.
 */
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import type { MayText } from "../../../domain/hours/texting-window.ts";
import type { TeamCounts } from "../../rpc/campaign.ts";
import type { ContactRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

// The condition of the index contacts_left. A contact that cannot be reached gets no first text
// (docs/rules.md#opt-outs-carrier-codes).
const LEFT = "ready = 1 AND texter IS NULL AND status = 'needsMessage' AND opted_out = 0 AND bad_number IS NULL";
const OFFERED = "ready = 1 AND texter IS NULL AND status = 'needsResponse' AND opted_out = 0";

/** Texters who come a little early can prepare. */
const SOON_MS = 30 * 60_000;

/** `mayGoAtMs` null: their zones share no hours. */
export type Asleep = Extract<MayText, { ok: false }>;
/** Contacts of the same possible zones, and whether they may be texted. */
type Zones = { zones: string; may: MayText };

/** Each row of zones that has contacts left, by one seek in the index each; those to be texted first, first. */
function zonesLeft(store: QueueStore): Zones[] {
  const rows = store.sql.all<{ zones: string }>(
    `WITH RECURSIVE found(zones) AS (
       SELECT (SELECT zones FROM contacts INDEXED BY contacts_left WHERE ${LEFT} ORDER BY zones LIMIT 1)
       UNION ALL
       SELECT (SELECT c.zones FROM contacts c INDEXED BY contacts_left
               WHERE ${LEFT} AND c.zones > found.zones ORDER BY c.zones LIMIT 1)
       FROM found WHERE found.zones IS NOT NULL)
     SELECT zones FROM found WHERE zones IS NOT NULL`,
  );
  const hours = textingHours(store.configured.window);
  const known = rows.map(({ zones }) => ({ zones, may: hours.may(zones, "initial", store.now()) }));
  return known.sort(({ may: a }, { may: b }) => {
    if (a.ok !== b.ok) return a.ok ? -1 : 1;
    return (changeOf(a) ?? Infinity) < (changeOf(b) ?? Infinity) ? -1 : 1;
  });
}

/** When their hours end or begin. */
function changeOf(may: MayText): number | null {
  return may.ok ? may.windowEndsAtMs : may.mayGoAtMs;
}

function isSoon(store: QueueStore, may: MayText): boolean {
  return may.ok || (may.mayGoAtMs !== null && may.mayGoAtMs <= store.now() + SOON_MS);
}

/** Contacts without a first text and without a texter; those who may be texted now come first. */
export function unassigned(store: QueueStore, most: number): ContactRow[] {
  return take(store, most, zonesLeft(store));
}

/** Those of them who may be texted now or soon. When there are none: until when the first of the others is `asleep`. */
export function textableSoon(store: QueueStore, most: number): { rows: ContactRow[]; asleep: Asleep | null } {
  const all = zonesLeft(store);
  const soon = all.filter(({ may }) => isSoon(store, may));
  const first = all[0]?.may;
  const asleep = soon.length === 0 && first?.ok === false ? first : null;
  return { rows: take(store, most, soon), asleep };
}

function take(store: QueueStore, most: number, from: readonly Zones[]): ContactRow[] {
  const rows: ContactRow[] = [];
  for (const { zones } of from) {
    if (rows.length >= most) break;
    const more = store.sql.all<ContactRow>(
      `SELECT * FROM contacts INDEXED BY contacts_left WHERE ${LEFT} AND zones = ? ORDER BY n LIMIT ?`,
      zones,
      most - rows.length,
    );
    rows.push(...more);
  }
  return rows;
}

/**
 * Replies that waited too long for their texter (holdings.ts, `sweep`) and may be answered now or soon, the longest first.
 * One that was given to a team goes to its members, and to anybody once it has waited as long again
 * (docs/rules.md#scripts-actions).
 *
 * @param teamIds the teams of the texter who asks
 */
export function offeredReplies(store: QueueStore, most: number, teamIds: readonly string[] = []): ContactRow[] {
  const deadlineMs = policyOf(store.configured).replyDeadlineHours * 3_600_000;
  const hours = textingHours(store.configured.window);
  const asleep = new Set<string>();
  for (;;) {
    const rows = store.sql.all<ContactRow>(
      `SELECT * FROM contacts INDEXED BY contacts_offered
       WHERE ${OFFERED} AND zones NOT IN (SELECT value FROM json_each(?))
         AND (team IS NULL OR team IN (SELECT value FROM json_each(?)) OR last_at <= ?)
       ORDER BY last_at LIMIT ?`,
      JSON.stringify([...asleep]),
      JSON.stringify(teamIds),
      store.now() - deadlineMs,
      most,
    );
    const before = asleep.size;
    for (const { zones } of rows) {
      if (!isSoon(store, hours.may(zones, "reply", store.now()))) asleep.add(zones);
    }
    if (asleep.size === before) return rows;
  }
}

/** How many of the offered replies wait for which team. */
export function waitingForTeams({ sql }: QueueStore): TeamCounts {
  const rows = sql.all<{ team: string; count: number }>(
    `SELECT team, COUNT(*) AS count FROM contacts INDEXED BY contacts_team
     WHERE team IS NOT NULL AND ${OFFERED} GROUP BY team ORDER BY team`,
  );
  return Object.fromEntries(rows.map(({ team, count }) => [team, count]));
}
