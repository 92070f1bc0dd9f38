/**
 * Postgres (docs/architecture.md). Two kinds of columns live here:
 *
 * - **authored**: written by the routes on behalf of people (organizations, people, drafts);
 * - **projected**: written only by `projections.ts` from the objects' events. They carry the version of the event that
 *   they came from, and take no foreign keys: events arrive in any order, and one that meets a missing row must not
 *   fail.
 *
 * Times are `timestamptz` with millisecond content; versions and epochs are numbers below 2^53.
 */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { AssignmentPolicy } from "../domain/assignment/assignment-policy.ts";
import type { MessageState, ReviewRecord } from "../domain/record/events.ts";
import type { MediaNote } from "../domain/messages/media.ts";
import type { HoursOverride, OrgHours } from "../domain/hours/org-hours.ts";
import type { Prices } from "../domain/campaigns/prices.ts";
import type { SendingLimits } from "../domain/sending/sending-limits.ts";
import type { SimulationSettings } from "../domain/sending/simulation.ts";
import type { AutomaticTexts } from "../domain/opt-outs/opt-outs.ts";
import type { RequestState, TrustSettings } from "../domain/assignment/requests.ts";
import type { Script, TextingWindow } from "../domain/scripts/script-schema.ts";
import type { TeamColor } from "../domain/people/teams.ts";
import type { CampaignStatus, ContactStatus, Role, SendStatus } from "../domain/statuses.ts";
import { storableJson } from "./projections/storable-json.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
/** As drizzle's, but it takes every string (storable-json.ts); reading, the driver has parsed it. */
const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: storableJson,
});
/** Version of the event that a projected row shows; 0 before the first. */
const version = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);

export type OrganizationSettings = {
  /** The Messaging Service that texts leave by; null until set. */
  messagingServiceSid?: string | null;
  /** Whose requests for texts are granted without an admin; absent: nobody's. */
  trust?: TrustSettings;
  /** Texts that go out by themselves (docs/rules.md#opt-outs-confirmation); absent or null: the defaults. */
  automaticTexts?: AutomaticTexts;
  /** Only looked at in a simulation; absent until somebody has set something. */
  simulation?: SimulationSettings;
  /** What the service's numbers carry; absent or null: no limit but the carrier's. */
  sending?: SendingLimits | null;
  /** Absent: the default of domain/hours/org-hours.ts. */
  textingHours?: OrgHours;
  /** Absent until somebody wrote others than the defaults of domain/campaigns/prices.ts. */
  prices?: Prices;
};

export const organizations = pgTable("organizations", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  settings: jsonb("settings").$type<OrganizationSettings>().notNull().default({}),
  createdAt: time("created_at").notNull().defaultNow(),
});

/** One row per human; what they may do stands in `memberships`. */
export const people = pgTable(
  "people",
  {
    id: text("id").primaryKey(),
    /** Lower case. */
    email: text("email").notNull().unique(),
    firstName: text("first_name").notNull(),
    lastName: text("last_name").notNull(),
    /** What contacts see instead of the name. */
    alias: text("alias"),
    passwordHash: text("password_hash").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [check("people_email_lower", sql`${t.email} = lower(${t.email})`)],
);

export const memberships = pgTable(
  "memberships",
  {
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    role: text("role").$type<Role>().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.personId] }), index("memberships_person").on(t.personId)],
);

/** What the sign-in throttle counts; rows older than its window may be deleted at any time. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Lower case, as typed: also of people who do not exist. */
    email: text("email").notNull(),
    /** Network address of the client. */
    address: text("address").notNull(),
    at: time("at").notNull(),
    succeeded: boolean("succeeded").notNull(),
  },
  (t) => [index("sign_in_attempts_email").on(t.email, t.at), index("sign_in_attempts_address").on(t.address, t.at)],
);

export const campaigns = pgTable(
  "campaigns",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id").notNull(),
    // Authored. The defaults are what a campaign event leaves that finds no draft (a restored backup).
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
    /** As authored; what is not there has its default (domain/assignment/assignment-policy.ts). */
    policy: jsonb("policy").$type<Partial<AssignmentPolicy>>().notNull().default({}),
    /** Who let its texting hours go beyond the organization's; null unless they override them. */
    hoursOverride: jsonb("hours_override").$type<HoursOverride>(),
    joinToken: text("join_token"),
    /** New campaigns are made from it; it is not started itself. */
    isTemplate: boolean("is_template").notNull().default(false),
    /** Grows with every change of the script; the other columns have `revision`. */
    scriptRevision: integer("script_revision").notNull().default(1),
    /** Who changed the script last, and when; null until somebody did in the editor. */
    scriptSavedBy: text("script_saved_by"),
    scriptSavedAt: time("script_saved_at"),
    /** Grows with every edit. */
    revision: integer("revision").notNull().default(1),
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

/**
 * Projected. Two registers in one row, each with its own version: what was imported, and what happened since. Either may
 * come first. A contact that was replaced before the start stays as a row without personal data (`dropped`), so that a late
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
    // What happened; the defaults are the state of a contact that nothing happened to.
    texterId: text("texter_id"),
    status: text("status").$type<ContactStatus>().notNull().default("needsMessage"),
    optedOut: boolean("opted_out").notNull().default(false),
    answers: jsonb("answers").$type<Record<string, string>>().notNull().default({}),
    /** Ids of `labels`. */
    labels: jsonb("labels").$type<string[]>().notNull().default([]),
    version: version("version"),
    /** null until something happened. */
    updatedAt: time("updated_at"),
  },
  (t) => [index("contacts_campaign").on(t.campaignId)],
);

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
    /** Step and variant of that script whose text it is; null for own words. */
    scriptStep: text("script_step"),
    scriptVariant: integer("script_variant"),
    /** Its files; null when there is none. */
    media: jsonb("media").$type<MediaNote[]>(),
    /** Where it went in a simulation instead of to its contact: a phone, or empty for nowhere. */
    divertedTo: text("diverted_to"),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.contactId, t.id] }),
    // Only columns that never change are indexed, so that status updates stay heap-only.
    index("messages_campaign_time").on(t.campaignId, t.at, t.id),
  ],
);

/** Projected: every numbered snapshot of a script that texters had; `messages.script_version` names them. */
export const scriptSnapshots = pgTable(
  "script_snapshots",
  {
    campaignId: text("campaign_id").notNull(),
    version: integer("version").notNull(),
    orgId: text("org_id").notNull(),
    script: jsonb("script").$type<Script>().notNull(),
    /** null: the one that the campaign started with. */
    byPersonId: text("by_person_id"),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.campaignId, t.version] })],
);

/** Authored: what an organization sorts its conversations by. */
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

/** Projected: the present word on each number of an organization (docs/rules.md#opt-outs-effect). */
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
    /** Why, in the words of who said it. */
    note: text("note").notNull().default(""),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.cell] }), index("opt_outs_time").on(t.orgId, t.at, t.cell)],
);

/** Projected: every word on a number, also those that said what was known. */
export const optOutWords = pgTable(
  "opt_out_words",
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

/** Projected: texts of which a person decides whether they are opt-outs. */
export const optOutReviews = pgTable(
  "opt_out_reviews",
  {
    orgId: text("org_id").notNull(),
    /** The carrier's id of the text. */
    sid: text("sid").notNull(),
    cell: text("cell").notNull(),
    /** Empty when nobody had texted the number. */
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

/** Projected: numbers that the carrier calls unreachable or no mobile; `code` 0: they answered after all. */
export const badNumbers = pgTable(
  "bad_numbers",
  {
    orgId: text("org_id").notNull(),
    cell: text("cell").notNull(),
    code: integer("code").notNull(),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.cell] })],
);

/** Projected: inbound texts that no conversation took (docs/rules.md#inbound-unmatched). */
export const unmatchedTexts = pgTable(
  "unmatched_texts",
  {
    orgId: text("org_id").notNull(),
    /** The carrier's id of the text. */
    sid: text("sid").notNull(),
    cell: text("cell").notNull(),
    /** Our number that was texted. */
    toNumber: text("to_number").notNull(),
    body: text("body").notNull(),
    /** Whose it is: of a contact never texted, or of an archived campaign; empty when nobody's. */
    contactId: text("contact_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    at: time("at").notNull(),
    /** null while it is open. */
    handledAt: time("handled_at"),
    /** null when it was handled by itself. */
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

/** Projected: how often the carrier refused or filtered texts of our sending numbers, by queue. */
export const senderProblems = pgTable(
  "sender_problems",
  {
    orgId: text("org_id").notNull(),
    queueKey: text("queue_key").notNull(),
    sender: text("sender").notNull(),
    code: integer("code").notNull(),
    count: integer("count").notNull(),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.queueKey, t.sender, t.code] })],
);

/** Queue messages that no consumer could take; kept until replayed. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    /** Id of the queue message: storing it twice is once. */
    id: text("id").primaryKey(),
    queue: text("queue").notNull(),
    /** null when the body does not tell; then only the installation's operator sees it. */
    orgId: text("org_id"),
    body: jsonb("body").$type<unknown>().notNull(),
    reason: text("reason").notNull(),
    attempts: integer("attempts").notNull(),
    at: time("at").notNull(),
    replayedAt: time("replayed_at"),
  },
  (t) => [
    index("dead_letters_open")
      .on(t.orgId, t.at)
      .where(sql`${t.replayedAt} is null`),
  ],
);

/** Groups of texters: a campaign may be limited to some, and requests for texts are served in the order of `priority`. */
export const teams = pgTable(
  "teams",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    /** Name of a colour that the screens know (domain/people/teams.ts). */
    color: text("color").$type<TeamColor>().notNull(),
    /** 1 is served first. */
    priority: integer("priority").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [uniqueIndex("teams_title").on(t.orgId, sql`lower(${t.title})`)],
);

export const teamMembers = pgTable(
  "team_members",
  {
    teamId: text("team_id")
      .notNull()
      .references(() => teams.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.personId] }), index("team_members_person").on(t.personId)],
);

/** Projected from the texters' inboxes, which own their requests. Ids are made by clients: unique per person. */
export const textRequests = pgTable(
  "text_requests",
  {
    orgId: text("org_id").notNull(),
    personId: text("person_id").notNull(),
    id: text("id").notNull(),
    /** null: any campaign. */
    campaignId: text("campaign_id"),
    asked: integer("asked").notNull(),
    state: text("state").$type<RequestState>().notNull(),
    /** Contacts that an approval brought; null until they were handed out. */
    taken: integer("taken"),
    /** Campaign that the contacts came from. */
    takenFrom: text("taken_from"),
    /** For people: why it was rejected, or why an approval brought nothing. */
    note: text("note"),
    /** null: pending, or approved by trust. */
    decidedBy: text("decided_by"),
    askedAt: time("asked_at").notNull(),
    decidedAt: time("decided_at"),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.personId, t.id] }),
    index("text_requests_state").on(t.orgId, t.state, t.askedAt),
  ],
);
