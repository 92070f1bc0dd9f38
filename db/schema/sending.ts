import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { time, version } from "./columns.ts";

/** Projected: how often the carrier refused or filtered texts of a sending number, by queue. */
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
