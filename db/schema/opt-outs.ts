import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ReviewRecord } from "../../domain/record/events.ts";
import { time, version } from "./columns.ts";

/** Projected: the present state of each number of an organization (docs/rules.md#opt-outs-effect). */
export const optOuts = pgTable(
  "opt_outs",
  {
    orgId: text("org_id").notNull(),
    cell: text("cell").notNull(),
    optedOut: boolean("opted_out").notNull(),
    reason: text("reason").notNull(),
    sourceContactId: text("source_contact_id"),
    sourceMessageId: text("source_message_id"),
    byPersonId: text("by_person_id"),
    /** The reason as its author wrote it. */
    note: text("note").notNull().default(""),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.cell] }), index("opt_outs_time").on(t.orgId, t.at, t.cell)],
);

/** Projected: every opt-out and opt-in of a number, also those that changed nothing. */
export const optOutHistory = pgTable(
  "opt_out_history",
  {
    orgId: text("org_id").notNull(),
    cell: text("cell").notNull(),
    version: bigint("version", { mode: "number" }).notNull(),
    optedOut: boolean("opted_out").notNull(),
    changed: boolean("changed").notNull(),
    reason: text("reason").notNull(),
    note: text("note").notNull(),
    sourceContactId: text("source_contact_id"),
    sourceMessageId: text("source_message_id"),
    byPersonId: text("by_person_id"),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.cell, t.version] })],
);

/** Projected: texts in review. */
export const optOutReviews = pgTable(
  "opt_out_reviews",
  {
    orgId: text("org_id").notNull(),
    /** The carrier's id of the text. */
    sid: text("sid").notNull(),
    cell: text("cell").notNull(),
    /** Empty if the organization had not texted the number. */
    contactId: text("contact_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    body: text("body").notNull(),
    reason: text("reason").$type<ReviewRecord["reason"]>().notNull(),
    phrase: text("phrase").notNull(),
    state: text("state").$type<ReviewRecord["state"]>().notNull(),
    byPersonId: text("by_person_id"),
    at: time("at").notNull(),
    decidedAt: time("decided_at"),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.sid] }),
    index("opt_out_reviews_open")
      .on(t.orgId, t.at)
      .where(sql`${t.state} = 'open'`),
    index("opt_out_reviews_decided").on(t.orgId, t.decidedAt),
  ],
);

/** Projected: numbers that the carrier reports as unreachable or not mobile; `code` null: they answered after all. */
export const badNumbers = pgTable(
  "bad_numbers",
  {
    orgId: text("org_id").notNull(),
    cell: text("cell").notNull(),
    code: integer("code"),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.cell] })],
);
