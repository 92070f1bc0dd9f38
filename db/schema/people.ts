import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { TeamColor } from "../../domain/people/teams.ts";
import type { Role } from "../../domain/statuses.ts";
import { time } from "./columns.ts";
import { organizations } from "./organization.ts";

/**
 * One row per account. An account belongs to one organization, so that nobody learns from an e-mail address who is in
 * another one (docs/decisions/0029); `memberships` has its role.
 */
export const people = pgTable(
  "people",
  {
    id: text("id").primaryKey(),
    /** Null only for somebody whose organization is gone. */
    orgId: text("org_id").references(() => organizations.id, { onDelete: "set null" }),
    /** Lower case. */
    email: text("email").notNull(),
    firstName: text("first_name").notNull(),
    lastName: text("last_name").notNull(),
    /** What contacts see instead of the name. */
    alias: text("alias"),
    passwordHash: text("password_hash").notNull(),
    /** Runs the installation: numbers, organizations, carrier accounts. Only the operator's token sets it. */
    superadmin: boolean("superadmin").notNull().default(false),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [
    check("people_email_lower", sql`${t.email} = lower(${t.email})`),
    // The e-mail first: sign-in looks for it in all organizations.
    uniqueIndex("people_email_org").on(t.email, t.orgId),
  ],
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

/** By which somebody who forgot their password chooses a new one; a row goes when its link is used. */
export const passwordLinks = pgTable("password_links", {
  /** A person has at most one. */
  personId: text("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  orgId: text("org_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" }),
  /** SHA-256 of the link's secret, base64url: who reads this table can use no link. */
  secretHash: text("secret_hash").notNull(),
  /** The admin; null: the installation's operator. */
  madeBy: text("made_by"),
  endsAt: time("ends_at").notNull(),
});

/** What the sign-in throttle counts; rows older than its window may be deleted at any time. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Lower case, as typed: also of people who do not exist. */
    email: text("email").notNull(),
    /** Network address of the client. */
    address: text("address").notNull(),
    /** The known device from which it came (workers/auth/device-cookie.ts); null for any other. */
    device: text("device"),
    /** The account that was signed in to; of a failure, the account whose known device it came from, if any. */
    personId: text("person_id"),
    at: time("at").notNull(),
    succeeded: boolean("succeeded").notNull(),
  },
  (t) => [index("sign_in_attempts_email").on(t.email, t.at), index("sign_in_attempts_address").on(t.address, t.at)],
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
