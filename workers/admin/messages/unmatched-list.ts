/** The unmatched inbox from Postgres, and all other texts from and to a number. */
import { and, desc, eq, ilike, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../../../db/client.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { contacts } from "../../../db/schema/contacts.ts";
import { messages, unmatchedTexts } from "../../../db/schema/messages.ts";
import { optOuts } from "../../../db/schema/opt-outs.ts";
import { people } from "../../../db/schema/people.ts";
import type { CampaignStatus, ContactStatus } from "../../../domain/statuses.ts";
import type { NumberText, UnmatchedText } from "../../../domain/messages/unmatched.ts";

/** Where a page ended. */
export type UnmatchedPlace = { at: number; sid: string };
export type UnmatchedQuery = {
  orgId: string;
  which: "open" | "handled" | "all";
  /** Searches the text, the number's digits and the contact's name. */
  search?: string | undefined;
  before?: UnmatchedPlace | undefined;
  limit: number;
};

/** Most texts of one number that are shown. */
const TEXTS_OF_NUMBER = 100;

const name = (first: PgColumn, last: PgColumn) =>
  sql<string>`trim(coalesce(${first}, '') || ' ' || coalesce(${last}, ''))`;
const title = sql<string>`coalesce(${campaigns.title}, '')`;

/** The newest first. `total` counts all matches, over all pages. */
export async function unmatchedList(
  db: Database,
  { orgId, which, search, before, limit }: UnmatchedQuery,
): Promise<{ texts: UnmatchedText[]; before: UnmatchedPlace | null; total: number }> {
  const t = unmatchedTexts;
  const other = alias(unmatchedTexts, "other");
  const contactName = name(contacts.firstName, contacts.lastName);
  const wanted = and(
    eq(t.orgId, orgId),
    which === "all" ? undefined : which === "open" ? isNull(t.handledAt) : isNotNull(t.handledAt),
    searched(search, contactName),
  );
  const [rows, counted] = await db.batch([
    db
      .select({
        sid: t.sid,
        cell: t.cell,
        to: t.toNumber,
        body: t.body,
        contactName,
        contactStatus: contacts.status,
        campaignStatus: campaigns.status,
        campaignId: t.campaignId,
        campaignTitle: title,
        optedOut: sql<boolean>`coalesce(${optOuts.optedOut}, false)`,
        at: t.at,
        handledAt: t.handledAt,
        handledBy: name(people.firstName, people.lastName),
        others: sql<number>`(select count(*)::int - 1 from ${unmatchedTexts} as ${sql.identifier("other")}
          where ${other.orgId} = ${t.orgId} and ${other.cell} = ${t.cell})`,
      })
      .from(t)
      .leftJoin(contacts, and(eq(contacts.id, t.contactId), eq(contacts.orgId, orgId)))
      .leftJoin(campaigns, and(eq(campaigns.id, t.campaignId), eq(campaigns.orgId, orgId)))
      .leftJoin(people, eq(people.id, t.handledBy))
      .leftJoin(optOuts, and(eq(optOuts.orgId, t.orgId), eq(optOuts.cell, t.cell)))
      .where(
        and(
          wanted,
          before && sql`(${t.at}, ${t.sid}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.sid})`,
        ),
      )
      .orderBy(desc(t.at), desc(t.sid))
      .limit(limit + 1),
    db
      .select({ total: sql<number>`count(*)::int` })
      .from(t)
      .leftJoin(contacts, and(eq(contacts.id, t.contactId), eq(contacts.orgId, orgId)))
      .where(wanted),
  ]);
  const texts = rows.slice(0, limit).map(({ contactStatus, campaignStatus, ...row }): UnmatchedText =>
    Object.assign(row, {
      because: reasonOf(row.campaignId, campaignStatus, contactStatus),
      at: row.at.getTime(),
      handledAt: row.handledAt?.getTime() ?? null,
    }),
  );
  const last = rows.length > limit ? texts.at(-1) : undefined;
  return { texts, before: last ? { at: last.at, sid: last.sid } : null, total: counted[0]?.total ?? 0 };
}

function reasonOf(
  campaignId: string,
  campaign: CampaignStatus | null,
  contact: ContactStatus | null,
): UnmatchedText["because"] {
  if (campaignId === "") return "unknown";
  return campaign === "ARCHIVED" && contact !== "needsMessage" ? "archived" : "never_texted";
}

/** Numbers are searched by their digits, however they are written. */
function searched(search: string | undefined, contactName: ReturnType<typeof name>) {
  if (search === undefined) return undefined;
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const digits = search.replaceAll(/\D/g, "");
  return or(
    ilike(unmatchedTexts.body, pattern),
    ilike(contactName, pattern),
    digits.length >= 3 && /^[\d\s()+.-]+$/.test(search) ? ilike(unmatchedTexts.cell, `%${digits}%`) : undefined,
  );
}

/** How many nobody has handled. */
export async function countOpenUnmatched(db: Database, orgId: string): Promise<number> {
  const [row] = await db
    .select({ open: sql<number>`count(*)::int` })
    .from(unmatchedTexts)
    .where(and(eq(unmatchedTexts.orgId, orgId), isNull(unmatchedTexts.handledAt)));
  return row?.open ?? 0;
}

/**
 * Everything between the organization and a number, the newest first: texts of campaigns in both directions, and
 * unmatched ones.
 *
 * @param contactIds the number's contacts, from the directory
 */
export async function textsOfNumber(
  db: Database,
  { orgId, cell, contactIds }: { orgId: string; cell: string; contactIds: string[] },
): Promise<NumberText[]> {
  const t = unmatchedTexts;
  const kept = await db
    .select({ sid: t.sid, body: t.body, at: t.at, contactId: t.contactId })
    .from(t)
    .where(and(eq(t.orgId, orgId), eq(t.cell, cell)))
    .orderBy(desc(t.at))
    .limit(TEXTS_OF_NUMBER);
  const ofCampaigns =
    contactIds.length === 0
      ? []
      : await db
          .select({
            id: messages.id,
            direction: messages.direction,
            body: messages.body,
            at: messages.at,
            campaignTitle: title,
          })
          .from(messages)
          .leftJoin(campaigns, eq(campaigns.id, messages.campaignId))
          .where(and(eq(messages.orgId, orgId), inArray(messages.contactId, contactIds)))
          .orderBy(desc(messages.at))
          .limit(TEXTS_OF_NUMBER);
  // A reply to an archived campaign is both a message of its contact and an unmatched text.
  const known = new Set(ofCampaigns.map(({ id }) => id));
  const all = [
    ...ofCampaigns.map(({ direction, body, at, campaignTitle }) => ({
      direction,
      body,
      at: at.getTime(),
      campaignTitle,
    })),
    ...kept
      .filter(({ sid }) => !known.has(sid))
      .map(({ body, at }) => ({ direction: "in" as const, body, at: at.getTime(), campaignTitle: "" })),
  ];
  return all.sort((a, b) => b.at - a.at).slice(0, TEXTS_OF_NUMBER);
}

/** Whether the list has a text of this number, or this very one: the directory of an invented number would be made by asking it. */
export async function isUnmatched(
  db: Database,
  { orgId, cell, sid }: { orgId: string; cell: string; sid?: string },
): Promise<boolean> {
  const t = unmatchedTexts;
  const rows = await db
    .select({ sid: t.sid })
    .from(t)
    .where(and(eq(t.orgId, orgId), eq(t.cell, cell), sid === undefined ? undefined : eq(t.sid, sid)))
    .limit(1);
  return rows.length > 0;
}
