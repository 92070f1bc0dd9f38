/**
 * What Postgres has of a campaign, in the shapes that the objects export for an archive (domain/archive/archive.ts):
 * read part by part, to be compared line by line, and counted per queue.
 */
import { and, count, eq, sql } from "drizzle-orm";
import type { ArchivedPart, ArchiveLines } from "../../domain/archive/archive.ts";
import { archiveLinesOf } from "../../domain/archive/archive.ts";
import type { Database } from "../client.ts";
import { contacts } from "../schema/contacts.ts";
import { messages } from "../schema/messages.ts";
import { storable } from "../storable-json.ts";

type Place = { orgId: string; campaignId: string };

/** The lines of these contacts and of all messages with them. */
export async function storedLines(
  db: Database,
  { orgId, campaignId }: Place,
  ids: readonly string[],
): Promise<ArchiveLines> {
  if (ids.length === 0) return new Map();
  // One parameter for all ids, and no other condition: a planner with old statistics would begin with all contacts of
  // the campaign and compare each of them with each id.
  const among = (column: typeof contacts.id | typeof messages.contactId) =>
    sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`;
  const isOurs = (row: { orgId: string; campaignId: string }) => row.orgId === orgId && row.campaignId === campaignId;
  const [contactRows, messageRows] = await db.batch([
    db.select().from(contacts).where(among(contacts.id)),
    db.select().from(messages).where(among(messages.contactId)),
  ]);
  const imported = contactRows.filter((row) => isOurs(row) && !row.dropped && row.cell !== null);
  const part: ArchivedPart = {
    contacts: imported.map((row) => ({
      imported: {
        id: row.id,
        // Columns of the import are null only together, and rows without them were left out.
        cell: row.cell ?? "",
        firstName: row.firstName ?? "",
        lastName: row.lastName ?? "",
        externalId: row.externalId ?? "",
        custom: row.custom ?? {},
      },
      state: {
        id: row.id,
        texterId: row.texterId,
        status: row.status,
        optedOut: row.optedOut,
        answers: row.answers,
        labels: row.labels,
      },
    })),
    messages: messageRows.filter(isOurs).map((row) => Object.assign(row, { at: row.at.getTime() })),
  };
  return archiveLinesOf(part);
}

/** An object's line as Postgres can store it: characters that it cannot store were replaced on the way in. */
export function asStored(lines: ArchiveLines): ArchiveLines {
  return new Map(Array.from(lines, ([what, line]) => [what, asStoredLine(line)]));
}

function asStoredLine(line: string): string {
  const stored = storable(line);
  return stored === line ? line : JSON.stringify(JSON.parse(stored));
}

export type StoredCounts = Map<number, { contacts: number; messages: number }>;

/** How many contacts and messages Postgres has, per queue. */
export async function storedCounts(db: Database, { orgId, campaignId }: Place): Promise<StoredCounts> {
  const queueOf = (column: typeof contacts.id | typeof messages.contactId) =>
    sql<number>`split_part(${column}, '.', 2)::int`;
  const [contactRows, messageRows] = await db.batch([
    db
      .select({ queueNo: queueOf(contacts.id), count: count() })
      .from(contacts)
      .where(and(eq(contacts.campaignId, campaignId), eq(contacts.orgId, orgId), eq(contacts.dropped, false)))
      .groupBy(sql`1`),
    db
      .select({ queueNo: queueOf(messages.contactId), count: count() })
      .from(messages)
      .where(and(eq(messages.campaignId, campaignId), eq(messages.orgId, orgId)))
      .groupBy(sql`1`),
  ]);
  const counts: StoredCounts = new Map();
  for (const row of contactRows) counts.set(row.queueNo, { contacts: row.count, messages: 0 });
  for (const row of messageRows) {
    counts.set(row.queueNo, { contacts: counts.get(row.queueNo)?.contacts ?? 0, messages: row.count });
  }
  return counts;
}
