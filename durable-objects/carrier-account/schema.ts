/** Tables of a `CarrierAccount`. */
import { SIMULATED_NUMBERS_MIGRATION } from "./numbers/simulated-numbers.ts";

export const CARRIER_ACCOUNT_MIGRATIONS: readonly string[] = [
  `
  -- One row: what was found out and set (shares.ts, StoredPace).
  CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  `,
  "ALTER TABLE kept RENAME TO pace;",
  SIMULATED_NUMBERS_MIGRATION,
];
