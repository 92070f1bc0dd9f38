import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Script } from "../../domain/scripts/script-schema.ts";
import { jsonb, time } from "./columns.ts";
import { organizations } from "./organization.ts";

/** Projected: every numbered snapshot of a script that texters had; `messages.script_version` names them. */
export const scriptSnapshots = pgTable(
  "script_snapshots",
  {
    campaignId: text("campaign_id").notNull(),
    version: integer("version").notNull(),
    orgId: text("org_id").notNull(),
    script: jsonb("script").$type<Script>().notNull(),
    /** null: the first snapshot, made by the start. */
    byPersonId: text("by_person_id"),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.version] })],
);

/** Labels that were deleted: texters may still have one in sight, or have tapped it offline. */
export const deletedLabels = pgTable(
  "deleted_labels",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    deletedAt: time("deleted_at").notNull().defaultNow(),
  },
  (t) => [index("deleted_labels_org").on(t.orgId, t.deletedAt)],
);

/** Authored: an organization's labels for conversations. */
export const labels = pgTable(
  "labels",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("labels_name").on(t.orgId, sql`lower(${t.name})`)],
);
