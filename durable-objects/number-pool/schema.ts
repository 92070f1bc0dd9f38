/** Tables of a `NumberPool`. */
import { GIVING_BACK_MIGRATIONS } from "./buying/giving-back.ts";
import { ASKED_AT_MIGRATION, BUYING_MIGRATIONS } from "./buying/purchases.ts";
import { RECONCILIATION_MIGRATIONS } from "./reconciliation/reconciliation.ts";

export const NUMBER_POOL_MIGRATIONS: readonly string[] = [
  `
  -- Counts of an area code, as its inventory has given them last.
  CREATE TABLE area_codes (
    area_code TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    available INTEGER NOT NULL,
    reserved INTEGER NOT NULL,
    assigned INTEGER NOT NULL,
    resting INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  ...BUYING_MIGRATIONS,
  ...GIVING_BACK_MIGRATIONS,
  ...RECONCILIATION_MIGRATIONS,
  ASKED_AT_MIGRATION,
];
