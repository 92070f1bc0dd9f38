/** Tables of a `ContactDirectory`. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE numbers (
    cell TEXT PRIMARY KEY,
    opted_out INTEGER NOT NULL,
    version INTEGER NOT NULL,
    -- 1 while some contact with the number may not have been told yet.
    untold INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX numbers_untold ON numbers (cell) WHERE untold = 1;

  CREATE TABLE contacts (
    cell TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    PRIMARY KEY (cell, contact_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    cell TEXT NOT NULL,
    opted_out INTEGER NOT NULL,
    reason TEXT NOT NULL,
    contact_id TEXT,
    message_id TEXT,
    person_id TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX history_of_cell ON history (cell);

  CREATE TABLE unmatched (
    sid TEXT PRIMARY KEY,
    from_cell TEXT NOT NULL,
    to_number TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), org_id TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
  `,
];
