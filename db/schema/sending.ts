import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
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

/** Projected: what became of a sending number's texts in an hour, by queue. Kept for some days. */
export const senderHours = pgTable(
  "sender_hours",
  {
    orgId: text("org_id").notNull(),
    queueKey: text("queue_key").notNull(),
    sender: text("sender").notNull(),
    /** Hours since the epoch. */
    hour: integer("hour").notNull(),
    /** The Messaging Service. */
    service: text("service"),
    texts: integer("texts").notNull(),
    delivered: integer("delivered").notNull(),
    failed: integer("failed").notNull(),
    filtered: integer("filtered").notNull(),
    refused: integer("refused").notNull(),
    optOuts: integer("opt_outs").notNull(),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.queueKey, t.sender, t.hour] }), index("sender_hours_hour").on(t.hour)],
);
