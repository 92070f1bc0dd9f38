/**
 * What Postgres says of a campaign, in the shapes in which the objects say it: to prove that both agree once the queues
 * are drained (docs/rules.md#promises, 5). Lists are ordered by id as JavaScript's `sort()` orders them.
 */
import { and, count, eq, isNotNull, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type {
  ContactState,
  ImportedContact,
  LineTextState,
  MessageState,
  OptOutState,
} from "../domain/record/events.ts";
import type { ContactStatus, SendStatus } from "../domain/statuses.ts";
import type { Database } from "./client.ts";
import { contacts } from "./schema/contacts.ts";
import { messages } from "./schema/messages.ts";
import { optOuts } from "./schema/opt-outs.ts";
import { lineTexts } from "./schema/phone-service.ts";

export type CampaignSums = {
  contacts: number;
  optedOut: number;
  byStatus: Partial<Record<ContactStatus, number>>;
  /** `sendStatus` is null for inbound texts. */
  messages: { direction: MessageState["direction"]; sendStatus: SendStatus | null; count: number }[];
};

const inCampaign = (table: typeof contacts | typeof messages, orgId: string, campaignId: string) =>
  and(eq(table.orgId, orgId), eq(table.campaignId, campaignId));
/** By bytes, whatever the database's language. */
const byBytes = (column: PgColumn) => sql`${column} collate "C"`;

/** Counts only: cheap enough to ask until they settle. */
export async function campaignCounts(db: Database, orgId: string, campaignId: string): Promise<CampaignSums> {
  const [contactRows, messageRows] = await db.batch([
    db
      .select({ status: contacts.status, optedOut: contacts.optedOut, count: count() })
      .from(contacts)
      .where(and(inCampaign(contacts, orgId, campaignId), eq(contacts.dropped, false)))
      .groupBy(contacts.status, contacts.optedOut),
    db
      .select({ direction: messages.direction, sendStatus: messages.sendStatus, count: count() })
      .from(messages)
      .where(inCampaign(messages, orgId, campaignId))
      .groupBy(messages.direction, messages.sendStatus)
      .orderBy(messages.direction, messages.sendStatus),
  ]);
  const counts: CampaignSums = { contacts: 0, optedOut: 0, byStatus: {}, messages: messageRows };
  for (const row of contactRows) {
    counts.contacts += row.count;
    if (row.optedOut) counts.optedOut += row.count;
    counts.byStatus[row.status] = (counts.byStatus[row.status] ?? 0) + row.count;
  }
  return counts;
}

export type CampaignDump = {
  /** Without dropped ones, and without those whose import has not arrived. */
  imported: ImportedContact[];
  contacts: ContactState[];
  messages: MessageState[];
};

/** Everything of a campaign. Meant for tests and tools: it reads tens of thousands of rows at once. */
export async function dumpCampaign(db: Database, orgId: string, campaignId: string): Promise<CampaignDump> {
  const present = and(inCampaign(contacts, orgId, campaignId), eq(contacts.dropped, false));
  const [imported, states, texts] = await db.batch([
    db
      .select({
        id: contacts.id,
        cell: importedText(contacts.cell),
        firstName: importedText(contacts.firstName),
        lastName: importedText(contacts.lastName),
        externalId: importedText(contacts.externalId),
        custom: sql<Record<string, string>>`${contacts.custom}`,
      })
      .from(contacts)
      .where(and(present, isNotNull(contacts.cell)))
      .orderBy(byBytes(contacts.id)),
    db
      .select({
        id: contacts.id,
        texterId: contacts.texterId,
        status: contacts.status,
        optedOut: contacts.optedOut,
        answers: contacts.answers,
        labels: contacts.labels,
      })
      .from(contacts)
      .where(present)
      .orderBy(byBytes(contacts.id)),
    db
      .select({
        id: messages.id,
        contactId: messages.contactId,
        direction: messages.direction,
        body: messages.body,
        texterId: messages.texterId,
        sendStatus: messages.sendStatus,
        sid: messages.sid,
        errorCode: messages.errorCode,
        at: messages.at,
        scriptVersion: messages.scriptVersion,
        scriptStep: messages.scriptStep,
        scriptVariant: messages.scriptVariant,
      })
      .from(messages)
      .where(inCampaign(messages, orgId, campaignId))
      .orderBy(byBytes(messages.contactId), byBytes(messages.id)),
  ]);
  return { imported, contacts: states, messages: texts.map((text) => Object.assign(text, { at: text.at.getTime() })) };
}

/** Columns of the import are null only together; the query asks for rows that have them. */
const importedText = (column: PgColumn) => sql<string>`${column}`;

/** Whether each number of an organization has opted out. */
export async function dumpOptOuts(db: Database, orgId: string): Promise<OptOutState[]> {
  return db
    .select({
      cell: optOuts.cell,
      optedOut: optOuts.optedOut,
      reason: optOuts.reason,
      sourceContactId: optOuts.sourceContactId,
      sourceMessageId: optOuts.sourceMessageId,
      byPersonId: optOuts.byPersonId,
    })
    .from(optOuts)
    .where(eq(optOuts.orgId, orgId))
    .orderBy(byBytes(optOuts.cell));
}

/** The texts of one line, the oldest first. */
export async function dumpLine(db: Database, orgId: string, number: string): Promise<LineTextState[]> {
  const rows = await db
    .select({
      number: lineTexts.number,
      id: lineTexts.id,
      peer: lineTexts.peer,
      direction: lineTexts.direction,
      body: lineTexts.body,
      userId: lineTexts.userId,
      sendStatus: lineTexts.sendStatus,
      sid: lineTexts.sid,
      errorCode: lineTexts.errorCode,
      at: lineTexts.at,
    })
    .from(lineTexts)
    .where(and(eq(lineTexts.orgId, orgId), eq(lineTexts.number, number)))
    .orderBy(lineTexts.at, byBytes(lineTexts.id));
  return rows.map((text) => Object.assign(text, { at: text.at.getTime() }));
}
