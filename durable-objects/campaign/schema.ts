/** Tables of a `Campaign`. */
export const CAMPAIGN_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE info (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;

  CREATE TABLE queues (
    n INTEGER PRIMARY KEY,
    -- Epoch of the configuration that the queue has taken.
    epoch INTEGER NOT NULL,
    numbers TEXT NOT NULL,
    numbers_version INTEGER NOT NULL,
    -- 1 once an import that replaces emptied it; it is not filled again, because ids are never used twice.
    cleared INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE texters (
    person_id TEXT PRIMARY KEY,
    joined_at INTEGER NOT NULL,
    -- Epoch of the configuration that the texter's desk has.
    epoch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    upload_key TEXT NOT NULL,
    mapping TEXT NOT NULL,
    allow_test_numbers INTEGER NOT NULL,
    replaces INTEGER NOT NULL,
    -- First and number of the queues that this import fills; 0 until the file was opened.
    first_queue INTEGER NOT NULL,
    queue_count INTEGER NOT NULL,
    chunks_done INTEGER NOT NULL,
    progress TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE refused (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What queues and directory said to the chunk under way, once all have answered: opening it can then be repeated.
  ALTER TABLE imports ADD COLUMN taken TEXT;
  `,
  `
  -- The archive (archive-record.ts): as a whole, and what was exported and emptied of each queue.
  CREATE TABLE archive (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE archive_queues (
    n INTEGER PRIMARY KEY,
    stage TEXT NOT NULL,
    after INTEGER NOT NULL,
    version INTEGER,
    contacts INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    parts INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- How far an import is (import-work.ts). Refused rows lie in blocks, each of which is a page of their download.
  ALTER TABLE imports ADD COLUMN work TEXT;
  DROP TABLE refused;
  CREATE TABLE refused_blocks (
    import_id TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    part INTEGER NOT NULL,
    rows TEXT NOT NULL,
    PRIMARY KEY (import_id, chunk, part)
  ) STRICT, WITHOUT ROWID;

  -- Uploads in parts that are not complete, and the marks that R2 gave their parts.
  CREATE TABLE uploads (id TEXT PRIMARY KEY, at INTEGER NOT NULL, multipart_id TEXT NOT NULL, request TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE upload_parts (
    upload_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    etag TEXT NOT NULL,
    PRIMARY KEY (upload_id, n)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What the directory refused of the chunk under way, in blocks, because it may be all of it.
  CREATE TABLE import_taken (
    import_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    refused TEXT NOT NULL,
    PRIMARY KEY (import_id, part)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Texters to whom an admin gave contacts here, and whose desk does not know it yet.
  CREATE TABLE receivers (person_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- What an admin's reassignments moved, by the id of their request (moves.ts).
  CREATE TABLE moves (
    request_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    counts TEXT NOT NULL,
    is_done INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The encoding of an import's file as the admin chose it; null: by evidence.
  ALTER TABLE imports ADD COLUMN encoding TEXT;
  `,
  `
  -- Why giving the queues a configuration was given up, for the epoch of that configuration.
  CREATE TABLE spread_failure (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, failure TEXT NOT NULL) STRICT;

  -- Files in R2 that could not be deleted when their import ended.
  CREATE TABLE left_files (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- Conversations that wait for each team, as its queue has reported them; and what each desk was told of them.
  ALTER TABLE queues ADD COLUMN teams TEXT NOT NULL DEFAULT '{}';
  CREATE TABLE team_news (person_id TEXT PRIMARY KEY, waiting INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- What the answers of each snapshot of the script did (lifecycle/former-actions.ts).
  CREATE TABLE script_actions (version INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  `,
  `
  -- Numbers that the draft reserves (numbers/reserved-numbers.ts): what was asked for, and each area code of it.
  CREATE TABLE number_wishes (
    id TEXT PRIMARY KEY,
    codes TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- running, held, refused
    state TEXT NOT NULL,
    refusal TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE number_parts (
    -- The request's id at the inventory.
    id TEXT PRIMARY KEY,
    wish_id TEXT NOT NULL,
    pool TEXT NOT NULL,
    area_code TEXT NOT NULL,
    count INTEGER NOT NULL,
    -- wanted, held, owed
    state TEXT NOT NULL,
    reservation_id TEXT,
    numbers TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The numbers of a started campaign and their Messaging Services (numbers/own-numbers.ts).
  CREATE TABLE own_services (
    queue_no INTEGER NOT NULL,
    part INTEGER NOT NULL,
    sid TEXT,
    -- new, ready, deleted
    state TEXT NOT NULL,
    PRIMARY KEY (queue_no, part)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE own_numbers (
    number TEXT PRIMARY KEY,
    queue_no INTEGER NOT NULL,
    part INTEGER NOT NULL,
    pool TEXT NOT NULL,
    area_code TEXT NOT NULL,
    reservation_id TEXT NOT NULL,
    -- The carrier's id; null until it is assigned.
    sid TEXT,
    -- planned, assigned, moved, left_out, returned
    state TEXT NOT NULL,
    why TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX own_numbers_service ON own_numbers (queue_no, part, state);
  CREATE TABLE number_setup (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  `,
  `
  -- Until then a call that makes the service may still arrive at the carrier (numbers/late-services.ts).
  ALTER TABLE own_services ADD COLUMN unclear_until INTEGER;
  `,
];
