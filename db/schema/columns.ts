/**
 * Columns that many tables share. The tables of this folder have two kinds of columns:
 *
 * - **authored**: written by the routes on behalf of people (organizations, people, drafts);
 * - **projected**: written only by `db/projections` from the objects' events. They carry the version of the event that
 *   they came from, and take no foreign keys: events arrive in any order, and one that meets a missing row must not
 *   fail.
 *
 * Times are `timestamptz` with millisecond content; versions and epochs are numbers below 2^53.
 */
import { bigint, customType, timestamp } from "drizzle-orm/pg-core";
import { storableJson } from "../storable-json.ts";

export const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Like drizzle's, but takes every string (storable-json.ts). On reading, the driver has parsed it already. */
export const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: storableJson,
});

/** Version of the event that a projected row shows; 0 before the first. */
export const version = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);
