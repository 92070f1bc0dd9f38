import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { NumberRecord, NumberReservationState } from "../../domain/record/events.ts";
import type { RestStep } from "../../domain/numbers/number-health.ts";
import { time, version } from "./columns.ts";

/** Projected: the numbers of the inventory (docs/rules.md#numbers), also those that have left it. A reserved one is as it was before. */
export const numbers = pgTable(
  "numbers",
  {
    /** `shared`, or the organization whose own pool it is. */
    pool: text("pool").notNull(),
    number: text("number").notNull(),
    areaCode: text("area_code").notNull(),
    sid: text("sid").notNull(),
    state: text("state").$type<NumberRecord["state"]>().notNull(),
    usedBy: text("used_by"),
    restUntil: time("rest_until"),
    why: text("why"),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.pool, t.number] }), index("numbers_used_by").on(t.usedBy)],
);

/** Numbers that had to rest because of what became of their texts (docs/rules.md#numbers-health): the last time of each. */
export const numberAlerts = pgTable(
  "number_alerts",
  {
    orgId: text("org_id").notNull(),
    number: text("number").notNull(),
    why: text("why").notNull(),
    at: time("at").notNull(),
    /** null: until somebody wakes it. */
    restUntil: time("rest_until"),
    step: text("step").$type<RestStep>().notNull(),
    /** When somebody said that it may be used again; null: the alert is open. */
    clearedAt: time("cleared_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.number] })],
);

/** Which days of the carrier's lists of numbers that were given up are dealt with (docs/rules.md#opt-outs-given-up). */
export const givenUpDays = pgTable(
  "given_up_days",
  {
    /** The carrier's account. */
    account: text("account").notNull(),
    /** `YYYY-MM-DD` */
    day: text("day").notNull(),
    /** How many numbers of the list are dealt with: a list that was cut off goes on there. */
    taken: integer("taken").notNull(),
    /** How many of them contacts have. */
    marked: integer("marked").notNull(),
    doneAt: time("done_at"),
  },
  (t) => [primaryKey({ columns: [t.account, t.day] })],
);

/** Projected: reservations of numbers by campaigns and programs. */
export const numberReservations = pgTable(
  "number_reservations",
  {
    pool: text("pool").notNull(),
    id: text("id").notNull(),
    areaCode: text("area_code").notNull(),
    /** The organization of whoever has reserved them. */
    orgId: text("org_id").notNull(),
    holderKind: text("holder_kind").$type<NumberReservationState["holderKind"]>().notNull(),
    holder: text("holder").notNull(),
    count: integer("count").notNull(),
    until: time("until").notNull(),
    state: text("state").$type<NumberReservationState["state"]>().notNull(),
    released: integer("released").notNull(),
    at: time("at").notNull(),
    version: version("version"),
  },
  (t) => [primaryKey({ columns: [t.pool, t.id] })],
);
