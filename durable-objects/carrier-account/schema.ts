/** Tables of a `CarrierAccount`. */
export const CARRIER_ACCOUNT_MIGRATIONS: readonly string[] = [
  `
  -- One row: what was found out and set (shares.ts, StoredPace).
  CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  `,
  "ALTER TABLE kept RENAME TO pace;",
];
