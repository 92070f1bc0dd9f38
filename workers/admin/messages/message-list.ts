/** The message list of a campaign, newest first, page by page from Postgres. */
import { and, desc, eq, ilike, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../../../db/client.ts";
import { contacts } from "../../../db/schema/contacts.ts";
import { messages } from "../../../db/schema/messages.ts";
import { people } from "../../../db/schema/people.ts";
import type { ListedMessage } from "../../../domain/campaigns/campaign.ts";

export type MessageQuery = {
  orgId: string;
  campaignId: string;
  direction?: "out" | "in" | undefined;
  /** Searches the text, the contact's name and the cell; case does not matter. */
  search?: string | undefined;
  /** Only conversations with this label. */
  label?: string | undefined;
  /** Only this contact's conversation. */
  contact?: string | undefined;
  before?: MessagePlace | undefined;
  limit: number;
};

/** Where a page ended: the next one begins with what is older. Ids separate texts of the same millisecond. */
export type MessagePlace = { at: number; id: string; contactId: string };

const nameOf = (first: PgColumn, last: PgColumn) =>
  sql<string>`trim(coalesce(${first}, '') || ' ' || coalesce(${last}, ''))`;

export async function messageList(
  db: Database,
  query: MessageQuery,
): Promise<{ messages: ListedMessage[]; before: MessagePlace | null }> {
  const { orgId, campaignId, direction, search, label, contact, before, limit } = query;
  const contactName = nameOf(contacts.firstName, contacts.lastName);
  const pattern = search === undefined ? "" : `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = await db
    .select({
      id: messages.id,
      contactId: messages.contactId,
      contactName,
      cell: sql<string>`coalesce(${contacts.cell}, '')`,
      texterName: nameOf(people.firstName, people.lastName),
      direction: messages.direction,
      body: messages.body,
      sendStatus: messages.sendStatus,
      errorCode: messages.errorCode,
      at: messages.at,
      media: messages.media,
      reactions: messages.reactions,
      divertedTo: messages.divertedTo,
      zone: messages.zone,
      zoneSource: messages.zoneSource,
      localTime: messages.localTime,
      labels: sql<string[]>`coalesce(${contacts.labels}, '[]'::jsonb)`,
    })
    .from(messages)
    .leftJoin(contacts, eq(contacts.id, messages.contactId))
    .leftJoin(people, eq(people.id, messages.texterId))
    .where(
      and(
        eq(messages.orgId, orgId),
        eq(messages.campaignId, campaignId),
        direction && eq(messages.direction, direction),
        contact === undefined ? undefined : eq(messages.contactId, contact),
        label === undefined ? undefined : sql`${contacts.labels} @> ${JSON.stringify([label])}::jsonb`,
        search === undefined
          ? undefined
          : or(ilike(messages.body, pattern), ilike(contactName, pattern), ilike(contacts.cell, pattern)),
        before &&
          sql`(${messages.at}, ${messages.id}, ${messages.contactId}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}, ${before.contactId})`,
      ),
    )
    .orderBy(desc(messages.at), desc(messages.id), desc(messages.contactId))
    .limit(limit + 1);
  const page = rows.slice(0, limit).map(({ at, ...row }) => Object.assign(row, { at: at.getTime() }));
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { messages: page, before: last ? { at: last.at, id: last.id, contactId: last.contactId } : null };
}
