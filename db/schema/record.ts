import { sql } from "drizzle-orm";
import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { jsonb, time } from "./columns.ts";

/** Queue messages that no consumer could process; kept until replayed. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    /** Id of the queue message: storing it twice is once. */
    id: text("id").primaryKey(),
    queue: text("queue").notNull(),
    /** null when the body does not name one; then only the installation's operator sees it. */
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
