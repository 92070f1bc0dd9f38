import { boolean, date, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { AssignmentPolicy } from "../../domain/assignment/assignment-policy.ts";
import type { HoursOverride } from "../../domain/hours/org-hours.ts";
import type { Script, TextingWindow } from "../../domain/scripts/script-schema.ts";
import type { CampaignStatus } from "../../domain/statuses.ts";
import { jsonb, time, version } from "./columns.ts";

export const campaigns = pgTable(
  "campaigns",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id").notNull(),
    // Authored. The defaults are for a campaign event that finds no draft (a restored backup).
    title: text("title").notNull().default(""),
    description: text("description").notNull().default(""),
    /** null until chosen. */
    dueDate: date("due_date", { mode: "string" }),
    /** null until written. */
    script: jsonb("script").$type<Script>(),
    window: jsonb("window")
      .$type<TextingWindow>()
      .notNull()
      .default({ zone: "America/New_York", startHour: 9, endHour: 21 }),
    batchSize: integer("batch_size").notNull().default(300),
    allowTestNumbers: boolean("allow_test_numbers").notNull().default(false),
    firstTextEditable: boolean("first_text_editable").notNull().default(false),
    /** As authored; absent fields have their default (domain/assignment/assignment-policy.ts). */
    policy: jsonb("policy").$type<Partial<AssignmentPolicy>>().notNull().default({}),
    /** The person who let the hours override the organization's; null unless they do. */
    hoursOverride: jsonb("hours_override").$type<HoursOverride>(),
    joinToken: text("join_token"),
    /** A template: new campaigns are made from it; it is not started itself. */
    isTemplate: boolean("is_template").notNull().default(false),
    /** Grows with every change of the script; the other columns have `revision`. */
    scriptRevision: integer("script_revision").notNull().default(1),
    /** The person who last saved the script in the editor, and the time; null until somebody did. */
    scriptSavedBy: text("script_saved_by"),
    scriptSavedAt: time("script_saved_at"),
    /** Grows with every edit; by whom and when the last one was, null when it is not known. */
    revision: integer("revision").notNull().default(1),
    savedBy: text("saved_by"),
    savedAt: time("saved_at"),
    createdBy: text("created_by"),
    createdAt: time("created_at").notNull().defaultNow(),
    // Projected.
    status: text("status").$type<CampaignStatus>().notNull().default("DRAFT"),
    paused: boolean("paused").notNull().default(false),
    stateVersion: version("state_version"),
    /** Of the first event beyond DRAFT. */
    startedAt: time("started_at"),
  },
  (t) => [uniqueIndex("campaigns_join_token").on(t.joinToken), index("campaigns_org").on(t.orgId, t.createdAt, t.id)],
);
