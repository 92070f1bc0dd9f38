/** Tables of an `Organization`: copies of what Postgres and the campaigns own. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE rules (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  CREATE TABLE campaigns (id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE texts (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE simulation (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `,
];
