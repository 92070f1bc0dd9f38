/** Tables of a `ContactDirectory`. */
export const DIRECTORY_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE numbers (
    cell TEXT PRIMARY KEY,
    opted_out INTEGER NOT NULL,
    version INTEGER NOT NULL,
    -- 1 while some contact with the number may not have been updated yet.
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
  `
  -- Every decision about a number is kept, also one that changed nothing. \`note\`: the reason as its author wrote it.
  ALTER TABLE history ADD COLUMN changed INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE history ADD COLUMN note TEXT NOT NULL DEFAULT '';

  -- Texts that a person decides about (docs/rules.md#opt-outs-review).
  CREATE TABLE reviews (
    sid TEXT PRIMARY KEY,
    cell TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    phrase TEXT NOT NULL,
    state TEXT NOT NULL,
    person_id TEXT,
    at INTEGER NOT NULL,
    decided_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reviews_open ON reviews (cell) WHERE state = 'open';

  -- Numbers that the carrier calls unreachable or no mobile; \`code\` is its own, 0 once the number answered.
  CREATE TABLE bad_numbers (cell TEXT PRIMARY KEY, code INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Sharing across organizations (sharing.ts). In an organization's directory: 1 once it takes part.
  ALTER TABLE state ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;
  -- In the installation's directory: which organizations take part, and their opt-outs; \`told\` is 0 until all others
  -- have them.
  CREATE TABLE sharers (org_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE shared (
    cell TEXT NOT NULL,
    org_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    told INTEGER NOT NULL,
    PRIMARY KEY (cell, org_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Whose text it is: a contact whom nobody had texted, or whose campaign is archived. A person handles what is open.
  ALTER TABLE unmatched ADD COLUMN contact_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE unmatched ADD COLUMN handled_at INTEGER;
  ALTER TABLE unmatched ADD COLUMN handled_by TEXT;
  CREATE INDEX unmatched_open ON unmatched (from_cell) WHERE handled_at IS NULL;
  `,
  `
  -- Texts of the carrier that a look-up or an admin is about to match with a message (sid-claims.ts).
  CREATE TABLE sid_claims (sid TEXT PRIMARY KEY, holder TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Texts that found their phone unreachable (bad-numbers.ts). \`text\`: contact and message id.
  CREATE TABLE unreachable (
    cell TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (cell, text)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- \`pending\`: 1 while some contact with the number may not have been updated yet. \`passed_on\`: 1 once all other
  -- organizations have the opt-out.
  ALTER TABLE numbers RENAME COLUMN untold TO pending;
  ALTER TABLE shared RENAME COLUMN told TO passed_on;
  -- \`code\` is null once the number answered.
  CREATE TABLE bad_numbers_by_code (cell TEXT PRIMARY KEY, code INTEGER, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO bad_numbers_by_code SELECT cell, NULLIF(code, 0), at FROM bad_numbers;
  DROP TABLE bad_numbers;
  ALTER TABLE bad_numbers_by_code RENAME TO bad_numbers;
  `,
  `
  -- When it was said; \`at\` is when it arrived here. A call may arrive after a later one.
  ALTER TABLE history ADD COLUMN said_at INTEGER NOT NULL DEFAULT 0;
  UPDATE history SET said_at = at;
  `,
];
