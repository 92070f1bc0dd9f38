import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ApiScope } from "../../domain/phone-service/api-tokens.ts";
import { DEFAULT_CALLS_PER_SECOND } from "../../domain/phone-service/call-limits.ts";
import type { SendStatus } from "../../domain/statuses.ts";
import { jsonb, time, version } from "./columns.ts";
import { organizations } from "./organization.ts";

/** What programs call the phone service with. A revoked token stays, so that it is known who had made and revoked it. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: text("id").primaryKey(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    scopes: jsonb("scopes").$type<ApiScope[]>().notNull(),
    /** SHA-256 of the secret, base64url: nobody who reads this table can use a token. */
    secretHash: text("secret_hash").notNull(),
    callsPerSecond: integer("calls_per_second").notNull().default(DEFAULT_CALLS_PER_SECOND),
    createdAt: time("created_at").notNull().defaultNow(),
    createdBy: text("created_by").notNull(),
    revokedAt: time("revoked_at"),
    revokedBy: text("revoked_by"),
  },
  (t) => [index("api_tokens_org").on(t.orgId)],
);

/**
 * Projected: texts of the lines of users' numbers (docs/rules.md#phone-service-record). Their time never changes and is part of the key, so that
 * the table may be partitioned by it.
 */
export const lineTexts = pgTable(
  "line_texts",
  {
    orgId: text("org_id").notNull(),
    /** The user's number. */
    number: text("number").notNull(),
    /** Of an outgoing text the line's own, of an inbound one the carrier's. */
    id: text("id").notNull(),
    peer: text("peer").notNull(),
    direction: text("direction").$type<"out" | "in">().notNull(),
    body: text("body").notNull(),
    /** The user of the number then: a program's own id, or a person's; null: not known. */
    userId: text("user_id"),
    /** null for inbound texts. */
    sendStatus: text("send_status").$type<SendStatus>(),
    sid: text("sid"),
    errorCode: integer("error_code"),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.number, t.id, t.at] }),
    // The newest first, of a number and of a user. Only columns that never change, so that status updates stay heap-only.
    index("line_texts_number_time").on(t.orgId, t.number, t.at.desc()),
    index("line_texts_user_time").on(t.orgId, t.userId, t.at.desc()),
  ],
);

/** Projected: each time that a line stopped two numbers that texted each other as programs do. */
export const loopStops = pgTable(
  "loop_stops",
  {
    orgId: text("org_id").notNull(),
    number: text("number").notNull(),
    peer: text("peer").notNull(),
    at: time("at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.number, t.peer, t.at] }),
    index("loop_stops_time").on(t.orgId, t.at.desc()),
  ],
);
