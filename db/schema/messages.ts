import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { MediaNote } from "../../domain/messages/media.ts";
import type { ReactionNote } from "../../domain/messages/reactions.ts";
import type { MessageState } from "../../domain/record/events.ts";
import type { SendStatus } from "../../domain/statuses.ts";
import { jsonb, time, version } from "./columns.ts";

/**
 * Projected. A message's id is made by a client and unique within its queue only; together with the contact's id, which
 * names the queue, it is unique everywhere, and no organization can touch another's row by reusing an id.
 */
export const messages = pgTable(
  "messages",
  {
    contactId: text("contact_id").notNull(),
    id: text("id").notNull(),
    campaignId: text("campaign_id").notNull(),
    orgId: text("org_id").notNull(),
    direction: text("direction").$type<MessageState["direction"]>().notNull(),
    body: text("body").notNull(),
    texterId: text("texter_id"),
    /** null for inbound texts. */
    sendStatus: text("send_status").$type<SendStatus>(),
    /** The carrier's id. */
    sid: text("sid"),
    errorCode: integer("error_code"),
    scriptVersion: integer("script_version"),
    /** Step and variant of that script; null for a text that the texter wrote. */
    scriptStep: text("script_step"),
    scriptVariant: integer("script_variant"),
    /** Its files; null when there is none. */
    media: jsonb("media").$type<MediaNote[]>(),
    /** The contact's reactions to it; null when there is none. */
    reactions: jsonb("reactions").$type<ReactionNote[]>(),
    /** In a simulation, where it went instead of to its contact: a phone, or empty for nowhere. */
    divertedTo: text("diverted_to"),
    /** By what clock it went: every zone in which its contact may live, what these were taken from, the local time in each. */
    zone: text("zone"),
    zoneSource: text("zone_source"),
    localTime: text("local_time"),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.contactId, t.id] }),
    // Only columns that never change are indexed, so that status updates stay heap-only.
    index("messages_campaign_time").on(t.campaignId, t.at, t.id),
  ],
);

/** Projected: inbound texts that no conversation took (docs/rules.md#inbound-unmatched). */
export const unmatchedTexts = pgTable(
  "unmatched_texts",
  {
    orgId: text("org_id").notNull(),
    /** The carrier's id of the text. */
    sid: text("sid").notNull(),
    cell: text("cell").notNull(),
    /** The number that was texted. */
    toNumber: text("to_number").notNull(),
    body: text("body").notNull(),
    /** Its contact: one never texted, or of an archived campaign; empty when there is none. */
    contactId: text("contact_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    at: time("at").notNull(),
    /** null while it is open. */
    handledAt: time("handled_at"),
    /** null when the text settled itself. */
    handledBy: text("handled_by"),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.sid] }),
    index("unmatched_texts_time").on(t.orgId, t.at, t.sid),
    index("unmatched_texts_open")
      .on(t.orgId, t.at, t.sid)
      .where(sql`${t.handledAt} is null`),
    index("unmatched_texts_cell").on(t.orgId, t.cell),
  ],
);
