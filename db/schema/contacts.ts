import { boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import type { ContactStatus } from "../../domain/statuses.ts";
import { jsonb, time, version } from "./columns.ts";

/**
 * Projected. Two registers in one row, each with its own version: the import, and the state since. Either may arrive
 * first. A contact that was replaced before the start stays as a row without personal data (`dropped`), so that a late
 * `contacts_added` cannot bring it back; a newer one may, as another contact under the same id.
 */
export const contacts = pgTable(
  "contacts",
  {
    /** `campaign.queue.n` (domain/ids.ts). */
    id: text("id").primaryKey(),
    orgId: text("org_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    // Imported; null until `contacts_added` arrived.
    cell: text("cell"),
    firstName: text("first_name"),
    lastName: text("last_name"),
    externalId: text("external_id"),
    custom: jsonb("custom").$type<Record<string, string>>(),
    dropped: boolean("dropped").notNull().default(false),
    importedVersion: version("imported_version"),
    // The state; the defaults are a contact to whom nothing has happened.
    texterId: text("texter_id"),
    status: text("status").$type<ContactStatus>().notNull().default("needsMessage"),
    optedOut: boolean("opted_out").notNull().default(false),
    answers: jsonb("answers").$type<Record<string, string>>().notNull().default({}),
    /** Ids of `labels`. */
    labels: jsonb("labels").$type<string[]>().notNull().default([]),
    version: version("version"),
    /** null until something happens. */
    updatedAt: time("updated_at"),
  },
  (t) => [index("contacts_campaign").on(t.campaignId)],
);
