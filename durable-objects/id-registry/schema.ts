/** Tables of an `IdRegistry`. */
export const ID_REGISTRY_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE ids (id TEXT PRIMARY KEY, org_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
  -- One row once everything from before the registry was added.
  CREATE TABLE complete (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;
  `,
];
