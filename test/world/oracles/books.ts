/** The books once everything is at rest: promises, carrier, objects, desks and Postgres say the same. */
import { recount } from "../../../durable-objects/campaign-queue/store/counters.ts";
import type { Sql, SqlValue } from "../../../durable-objects/kit/storage/sql.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { LEAVING } from "../../crash/leavers.ts";
import { reconcile } from "../../crash/reconcile.ts";
import type { PostgresMessage } from "../../crash/reconcile.ts";
import { textsWhileSuspended } from "../../crash/role-changes.ts";
import { isWithinHours } from "../../crash/contacts.ts";
import type { LedgerInbound, LedgerText } from "../../../twilio/emulator/ledger.ts";
import type { InstalledWorld } from "../installed-world.ts";
import type { WorldBooks, WorldPlay } from "../people/play.ts";
import type { HostedObject } from "../platform/hosted-object.ts";
import { acceptedAgainstRules, conversationsLost } from "./accepted.ts";
import { objectsOf } from "./at-rest.ts";
import type { OptedOutNumbers } from "./opted-out.ts";

export type CompareOptions = {
  world: InstalledWorld;
  play: WorldPlay;
  books: WorldBooks;
  ledger: { texts: readonly LedgerText[]; inbounds: readonly LedgerInbound[] };
  confirmations: ReadonlySet<string>;
  /** All texts that the product sends by itself. */
  automatic: ReadonlySet<string>;
  optedOut: Pick<OptedOutNumbers, "since">;
};

export async function compareBooks(options: CompareOptions): Promise<string[]> {
  const { world, play, books, ledger, confirmations, automatic, optedOut } = options;
  const { campaignId, hours, zones } = play.campaign;
  const postgres = await world.postgres.rows<PostgresMessage>(
    "SELECT contact_id, id, send_status, direction FROM messages WHERE campaign_id = $1 ORDER BY 1, 2",
    [campaignId],
  );
  const desks = [...books.desks, ...heldByNobody(world)];
  const findings = reconcile({
    accepted: books.accepted,
    optedOut: play.optedOut,
    ledger,
    desks,
    postgres,
    confirmations,
    leaving: new Set(LEAVING),
    dropped: books.dropped,
    isWithinHours: (cell, atMs) => isWithinHours(hours, zones.get(cell) ?? hours.zone, atMs),
  });
  // Of contacts who were not texted yet: they are kept for the admins.
  const unmatched = objectsOf(world, "ContactDirectory").flatMap(({ storage }) =>
    storage.has("unmatched") ? storage.look<{ sid: string }>("SELECT sid FROM unmatched").map(({ sid }) => sid) : [],
  );
  const { doubles, losses, afterOptOut, disagreements } = findings;
  // The crash test knows nobody who comes back; of them opted-out.ts knows more.
  const ofCameBack = (find: string) => [...play.cameBack].some((cell) => find.startsWith(`${cell}:`));
  return [
    ...doubles.map((each) => `twice at the carrier: ${each}`),
    ...losses
      .filter((each) => !unmatched.some((sid) => each.includes(sid)) && !ofCameBack(each))
      .map((each) => `lost: ${each}`),
    // When calls began is known exactly here (at-the-carrier.ts); the crash test only knows when they ended.
    ...afterOptOut.filter((each) => each.includes("second confirmation") && !ofCameBack(each)),
    ...disagreements.map((each) => `books disagree: ${each}`),
    ...textsWhileSuspended(play.suspensions, books.acceptedBy).map((each) => `while suspended: ${each}`),
    ...play.appFaults,
    ...acceptedAgainstRules(books, play, optedOut),
    ...(play.has("reassignment") ? [] : conversationsLost(books)),
    ...objectsOf(world, "CampaignQueue").flatMap(countersDiffer),
    ...(await contactsDiffer(world, campaignId)),
    ...desksDiffer(world, books),
    ...twoTexters(books),
    ...(MAY_LOSE_CONTACTS.some((feature) => play.has(feature)) ? [] : unpromised(books, ledger, automatic)),
    ...unseenReplies({ ...books, desks }),
    ...desks.flatMap((item) =>
      optedOut.since(item.cell) === null || item.optedOut
        ? []
        : [`opt-out lost: of ${item.contactId} was accepted and is not there`],
    ),
    ...(await optOutsMissing(world, desks)),
    ...(await copiesDiffer(world)),
  ];
}

const sqlOf = ({ storage }: HostedObject): Sql => ({
  run: () => {},
  all: <Row>(query: string, ...params: SqlValue[]) =>
    storage.look<Row>(query, ...(params as (string | number | null)[])),
  one: <Row>(query: string, ...params: SqlValue[]) =>
    storage.look<Row>(query, ...(params as (string | number | null)[]))[0] ?? null,
  scalar: () => null,
  transaction: (body) => body(),
});

function countersDiffer(queue: HostedObject): string[] {
  if (!queue.storage.has("state")) return [];
  const [row] = queue.storage.look<{ counters: string }>("SELECT counters FROM state");
  if (!row) return [];
  const counted = JSON.stringify(sorted(recount(sqlOf(queue))));
  // The queue's own row.
  const kept = JSON.stringify(sorted(JSON.parse(row.counters) as Record<string, number>));
  return counted === kept ? [] : [`counters: ${queue.name} has ${kept}, counted ${counted}`];
}

const sorted = (record: Record<string, number>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** Conversations that nobody holds any more, as far as the books need them. */
function heldByNobody(world: InstalledWorld): DeskItem[] {
  return objectsOf(world, "CampaignQueue").flatMap((queue) => {
    if (!queue.storage.has("contacts")) return [];
    const rows = queue.storage.look<ContactRow & { cell: string }>(
      "SELECT * FROM contacts WHERE ready = 1 AND texter IS NULL AND status <> 'needsMessage'",
    );
    return rows.map(({ n, cell, opted_out: optedOut }) => {
      const messages = queue.storage.look<Record<string, unknown>>(
        "SELECT id, direction, send_status AS sendStatus, error_code AS errorCode, at FROM messages WHERE n = ? ORDER BY at",
        n,
      );
      // Only these fields are compared.
      return { contactId: `${queue.key}.${n}`, cell, optedOut: optedOut === 1, messages } as unknown as DeskItem;
    });
  });
}

/**
 * A repeated request is refused before its queue is asked, when its texter may not text, or not this contact, any more; and a call
 * that arrives late may be accepted where its repetition was refused.
 */
const MAY_LOSE_CONTACTS = ["suspensions", "reassignment", "giving-back", "late-calls"] as const;

/** A text that went out was answered with yes: its texter must not believe that it did not. */
function unpromised(
  { accepted }: WorldBooks,
  ledger: CompareOptions["ledger"],
  automatic: ReadonlySet<string>,
): string[] {
  const promised = new Set(accepted.map(({ contactId, messageId }) => `${contactId}/${messageId}`));
  return ledger.texts.flatMap(({ direction, body, statusCallback }) => {
    const id = statusCallback?.split("/status/")[1];
    if (direction !== "outbound-api" || id === undefined || automatic.has(body) || promised.has(id)) return [];
    return [`refused, but sent: ${id}`];
  });
}

/** A reply that was accepted answers the last text that its texter had seen. */
function unseenReplies({ accepted, desks }: WorldBooks): string[] {
  const threads = new Map(desks.map((item) => [item.contactId, item.messages]));
  return accepted.flatMap(({ contactId, messageId, lastSeenId }) => {
    const thread = threads.get(contactId) ?? [];
    const at = thread.findIndex(({ id }) => id === messageId);
    const before = at < 0 ? undefined : thread.slice(0, at).findLast(({ direction }) => direction === "in");
    if (at < 0 || (before?.id ?? null) === lastSeenId) return [];
    return [`unseen: ${contactId}/${messageId} was accepted after ${before?.id ?? "nothing"}, seen was ${lastSeenId}`];
  });
}

/** The directory's books, as Postgres has them, know every number that a queue calls opted out. */
async function optOutsMissing(world: InstalledWorld, desks: readonly DeskItem[]): Promise<string[]> {
  const rows = await world.postgres.rows<{ cell: string }>("SELECT cell FROM opt_outs WHERE opted_out");
  const known = new Set(rows.map(({ cell }) => cell));
  return desks.flatMap(({ cell, optedOut, contactId }) =>
    optedOut && !known.has(cell) ? [`opt-out not in Postgres: of ${contactId}`] : [],
  );
}

type ContactRow = { n: number; status: string; texter: string | null; opted_out: number; ready: number };

/** Postgres has every contact as its queue has it. */
async function contactsDiffer(world: InstalledWorld, campaignId: string): Promise<string[]> {
  const rows = await world.postgres.rows<{ id: string; status: string; texter_id: string | null; opted_out: boolean }>(
    "SELECT id, status, texter_id, opted_out FROM contacts WHERE campaign_id = $1 AND NOT dropped",
    [campaignId],
  );
  const inPostgres = new Map(rows.map((row) => [row.id, `${row.status} ${row.texter_id} ${row.opted_out}`]));
  const found: string[] = [];
  for (const queue of objectsOf(world, "CampaignQueue")) {
    // Others are drafts, which nobody texts.
    if (!queue.storage.has("contacts") || !queue.key.startsWith(`${campaignId}.`)) continue;
    for (const row of queue.storage.look<ContactRow>("SELECT * FROM contacts WHERE ready = 1")) {
      const id = `${queue.key}.${row.n}`;
      const here = `${row.status} ${row.texter} ${row.opted_out === 1}`;
      const there = inPostgres.get(id);
      inPostgres.delete(id);
      if (here !== there) found.push(`contacts differ: of ${id} the queue has ${here}, Postgres ${there ?? "nothing"}`);
    }
  }
  for (const id of inPostgres.keys()) found.push(`contacts differ: ${id} is only in Postgres`);
  return found;
}

/** Each desk has what the queues say is its, and nothing else. */
function desksDiffer(world: InstalledWorld, { desksOf }: WorldBooks): string[] {
  const desks = [...desksOf.values()].flat();
  const onDesks = new Map(desks.map((item) => [item.contactId, `${item.status} ${item.optedOut} v${item.version}`]));
  const found: string[] = [];
  for (const queue of objectsOf(world, "CampaignQueue")) {
    if (!queue.storage.has("contacts")) continue;
    const rows = queue.storage.look<ContactRow & { version: number }>(
      "SELECT * FROM contacts WHERE ready = 1 AND texter IS NOT NULL",
    );
    for (const row of rows) {
      const id = `${queue.key}.${row.n}`;
      const here = `${row.status} ${row.opted_out === 1} v${row.version}`;
      const there = onDesks.get(id);
      onDesks.delete(id);
      if (here !== there) found.push(`desk: ${id} is ${here} in its queue, ${there ?? "nowhere"} on a desk`);
    }
  }
  for (const id of onDesks.keys()) found.push(`desk: ${id} is on a desk that does not hold it`);
  return found;
}

function twoTexters({ desksOf }: WorldBooks): string[] {
  const seen = new Set<string>();
  return [...desksOf.values()].flat().flatMap(({ contactId }) => {
    if (seen.has(contactId)) return [`two desks: ${contactId} is on both`];
    seen.add(contactId);
    return [];
  });
}

/** Roles are the copy that keeps somebody from texting: what Postgres says, the inbox has. */
async function copiesDiffer(world: InstalledWorld): Promise<string[]> {
  const roles = await world.postgres.rows<{ key: string; role: string }>(
    "SELECT org_id || '.' || person_id AS key, role FROM memberships",
  );
  return roles.flatMap(({ key, role }) => {
    const inbox = world.namespaces.objects.get(`TexterInbox ${key}`);
    if (!inbox?.storage.has("membership")) return [];
    const [row] = inbox.storage.look<{ json: string }>("SELECT json FROM membership");
    // The inbox's own row.
    const had = row ? (JSON.parse(row.json) as { role: string }).role : role;
    return had === role ? [] : [`roles differ: of ${key} Postgres has ${role}, the inbox ${had}`];
  });
}
