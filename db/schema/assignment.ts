import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { RequestState } from "../../domain/assignment/requests.ts";
import { time, version } from "./columns.ts";

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
