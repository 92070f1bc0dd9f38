import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { CopySubject } from "../../domain/organization/authored-copies.ts";
import { time } from "./columns.ts";
import { organizations } from "./organization.ts";

/**
 * What objects have to be given of what people authored here (docs/decisions/0024): one row per subject and object,
 * written in the transaction of the change. While `confirmed < version` the object may have an older copy, and it is
 * sent again. Rows stay, because versions only grow.
 */
export const authoredCopies = pgTable(
  "authored_copies",
  {
    subject: text("subject").$type<CopySubject>().notNull(),
    /** Key of the object's subject: an inbox, an organization, a campaign. */
    key: text("key").notNull(),
    orgId: text("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** Of the last change: microseconds of Postgres' clock, and always more than before. */
    version: bigint("version", { mode: "number" }).notNull(),
    /** The newest version that the object has said it has. */
    confirmed: bigint("confirmed", { mode: "number" }).notNull().default(0),
    /** Tries since the last change, and when the next one is due. */
    tries: integer("tries").notNull().default(0),
    dueAt: time("due_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.key] }),
    index("authored_copies_due")
      .on(t.dueAt)
      .where(sql`${t.confirmed} < ${t.version}`),
  ],
);
