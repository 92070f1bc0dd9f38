/**
 * Opt-outs from Postgres: the list, one number's history, texts in review, bad numbers, the health of sending numbers.
 */
import { and, desc, eq, ilike, isNotNull, ne, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../../../db/client.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { contacts } from "../../../db/schema/contacts.ts";
import { messages } from "../../../db/schema/messages.ts";
import { badNumbers, optOutReviews, optOuts, optOutHistory } from "../../../db/schema/opt-outs.ts";
import { people } from "../../../db/schema/people.ts";
import { senderProblems } from "../../../db/schema/sending.ts";
import type {
  BadNumberRow,
  OptOutRow,
  OptOutHistoryRow,
  Review,
  SenderHealth,
} from "../../../domain/opt-outs/opt-outs.ts";
import type { CarrierCodeRow } from "../../../domain/sending/carrier-account.ts";
import { carrierError, errorPage } from "../../../twilio/errors.ts";

/** Where a page ended. */
export type ListPlace = { at: number; id: string };
export type ListQuery = {
  orgId: string;
  /** Opted out, opted in again, or both. */
  state: "out" | "in" | "all";
  /** Searches the number and the reason. */
  search?: string | undefined;
  before?: ListPlace | undefined;
  limit: number;
};

const name = (first: PgColumn, last: PgColumn) =>
  sql<string>`trim(coalesce(${first}, '') || ' ' || coalesce(${last}, ''))`;
const byName = name(people.firstName, people.lastName);
/** A contact's id begins with its campaign's. */
const campaignOf = (contactId: PgColumn) => eq(campaigns.id, sql`left(${contactId}, 16)`);
const title = sql<string>`coalesce(${campaigns.title}, '')`;
const toMs = <Row extends { at: Date }>(row: Row) => Object.assign(row, { at: row.at.getTime() });
const earlier = (at: PgColumn, id: PgColumn, before: ListPlace) =>
  sql`(${at}, ${id}) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id})`;

function pageOf<Row extends { at: number }>(rows: Row[], limit: number, idOf: (row: Row) => string) {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { page, before: last ? { at: last.at, id: idOf(last) } : null };
}

export async function optOutList(
  db: Database,
  query: ListQuery,
): Promise<{ rows: OptOutRow[]; before: ListPlace | null; total: number }> {
  const { orgId, state, search, before, limit } = query;
  const wanted = and(
    eq(optOuts.orgId, orgId),
    state === "all" ? undefined : eq(optOuts.optedOut, state === "out"),
    searched(search),
  );
  const [rows, counted] = await db.batch([
    db
      .select({
        cell: optOuts.cell,
        optedOut: optOuts.optedOut,
        reason: optOuts.reason,
        note: optOuts.note,
        by: byName,
        campaignTitle: title,
        at: optOuts.at,
      })
      .from(optOuts)
      .leftJoin(people, eq(people.id, optOuts.byPersonId))
      .leftJoin(campaigns, campaignOf(optOuts.sourceContactId))
      .where(and(wanted, before && earlier(optOuts.at, optOuts.cell, before)))
      .orderBy(desc(optOuts.at), desc(optOuts.cell))
      .limit(limit + 1),
    db
      .select({ total: sql<number>`count(*)::int` })
      .from(optOuts)
      .where(wanted),
  ]);
  const { page, before: next } = pageOf(rows.map(toMs), limit, (row) => row.cell);
  return { rows: page, before: next, total: counted[0]?.total ?? 0 };
}

/** Numbers are searched by their digits, however they are written. */
function searched(search: string | undefined) {
  if (search === undefined) return undefined;
  const digits = search.replaceAll(/\D/g, "");
  const words = ilike(optOuts.note, `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  return digits.length >= 2 ? or(ilike(optOuts.cell, `%${digits}%`), words) : words;
}

/** The history of a number, the newest first, each entry with its source text. */
export async function optOutHistoryOf(db: Database, orgId: string, cell: string): Promise<OptOutHistoryRow[]> {
  const rows = await db
    .select({
      cell: optOutHistory.cell,
      optedOut: optOutHistory.optedOut,
      changed: optOutHistory.changed,
      reason: optOutHistory.reason,
      note: optOutHistory.note,
      by: byName,
      campaignTitle: title,
      body: sql<string>`coalesce(${messages.body}, '')`,
      at: optOutHistory.at,
    })
    .from(optOutHistory)
    .leftJoin(people, eq(people.id, optOutHistory.byPersonId))
    .leftJoin(campaigns, campaignOf(optOutHistory.sourceContactId))
    .leftJoin(
      messages,
      and(eq(messages.contactId, optOutHistory.sourceContactId), eq(messages.id, optOutHistory.sourceMessageId)),
    )
    .where(and(eq(optOutHistory.orgId, orgId), eq(optOutHistory.cell, cell)))
    .orderBy(desc(optOutHistory.version))
    .limit(200);
  return rows.map(toMs);
}

/** `which`: open ones, the oldest first; or decided ones, the latest first. */
export async function reviewList(
  db: Database,
  { orgId, which, limit }: { orgId: string; which: "open" | "decided"; limit: number },
): Promise<Review[]> {
  const rows = await db
    .select({
      sid: optOutReviews.sid,
      cell: optOutReviews.cell,
      contactName: name(contacts.firstName, contacts.lastName),
      campaignId: optOutReviews.campaignId,
      campaignTitle: title,
      body: optOutReviews.body,
      reason: optOutReviews.reason,
      phrase: optOutReviews.phrase,
      state: optOutReviews.state,
      decidedBy: byName,
      at: optOutReviews.at,
      decidedAt: optOutReviews.decidedAt,
    })
    .from(optOutReviews)
    .leftJoin(contacts, eq(contacts.id, optOutReviews.contactId))
    .leftJoin(campaigns, eq(campaigns.id, optOutReviews.campaignId))
    .leftJoin(people, eq(people.id, optOutReviews.byPersonId))
    .where(
      and(
        eq(optOutReviews.orgId, orgId),
        which === "open" ? eq(optOutReviews.state, "open") : ne(optOutReviews.state, "open"),
      ),
    )
    .orderBy(which === "open" ? optOutReviews.at : desc(optOutReviews.decidedAt))
    .limit(limit);
  return rows.map((row) => Object.assign(toMs(row), { decidedAt: row.decidedAt?.getTime() ?? null }));
}

export async function countOpenReviews(db: Database, orgId: string): Promise<number> {
  const [row] = await db
    .select({ open: sql<number>`count(*)::int` })
    .from(optOutReviews)
    .where(and(eq(optOutReviews.orgId, orgId), eq(optOutReviews.state, "open")));
  return row?.open ?? 0;
}

export async function badNumberList(db: Database, orgId: string, limit: number): Promise<BadNumberRow[]> {
  const rows = await db
    .select({ cell: badNumbers.cell, code: badNumbers.code, at: badNumbers.at })
    .from(badNumbers)
    .where(and(eq(badNumbers.orgId, orgId), isNotNull(badNumbers.code)))
    .orderBy(desc(badNumbers.at))
    .limit(limit);
  return rows.flatMap(({ code, ...row }) =>
    code === null ? [] : [{ ...toMs(row), code, meaning: carrierError(code).meaning }],
  );
}

/** Sending numbers that the carrier has filtered, or refused for good, the worst first. */
export async function senderHealth(db: Database, orgId: string): Promise<SenderHealth[]> {
  const bySender = new Map<string, SenderHealth>();
  for (const { sender, code, count, at } of await problemsOf(db, orgId)) {
    const { effect } = carrierError(code);
    if (effect !== "filtered" && effect !== "stop_number") continue;
    const health = bySender.get(sender) ?? { sender, filtered: 0, stopped: 0, at: 0 };
    health[effect === "stop_number" ? "stopped" : "filtered"] += count;
    health.at = Math.max(health.at, at);
    bySender.set(sender, health);
  }
  return [...bySender.values()].sort((a, b) => b.stopped - a.stopped || b.filtered - a.filtered);
}

/** What else the carrier has said that somebody should see, the latest first; codes that nobody knows among them. */
export async function carrierCodes(db: Database, orgId: string): Promise<CarrierCodeRow[]> {
  const byCode = new Map<number, CarrierCodeRow>();
  for (const { code, count, at } of await problemsOf(db, orgId)) {
    const { effect, meaning, remedy } = carrierError(code);
    if (effect === "filtered" || effect === "stop_number") continue;
    const row = byCode.get(code) ?? { code, meaning, remedy, count: 0, at: 0, page: errorPage(code) };
    row.count += count;
    row.at = Math.max(row.at, at);
    byCode.set(code, row);
  }
  return [...byCode.values()].sort((a, b) => b.at - a.at);
}

/** By sending number and code, over all campaigns. */
function problemsOf(db: Database, orgId: string) {
  return db
    .select({
      sender: senderProblems.sender,
      code: senderProblems.code,
      count: sql<number>`sum(${senderProblems.count})::int`,
      at: sql<number>`(extract(epoch from max(${senderProblems.at})) * 1000)::float8`,
    })
    .from(senderProblems)
    .where(eq(senderProblems.orgId, orgId))
    .groupBy(senderProblems.sender, senderProblems.code);
}

/** Whether this text is in the list: the directory of an invented number would be made by asking it. */
export async function isReview(
  db: Database,
  { orgId, sid, cell }: { orgId: string; sid: string; cell: string },
): Promise<boolean> {
  const t = optOutReviews;
  const rows = await db
    .select({ sid: t.sid })
    .from(t)
    .where(and(eq(t.orgId, orgId), eq(t.sid, sid), eq(t.cell, cell)));
  return rows.length > 0;
}
