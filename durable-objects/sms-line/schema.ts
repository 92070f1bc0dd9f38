/** Tables of an `SmsLine`. */
export const LINE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE messages (
    -- In the order in which they came.
    seq INTEGER PRIMARY KEY,
    -- Of one that came in: the carrier's id.
    id TEXT NOT NULL UNIQUE,
    -- The caller's name for it; null: it came in, or it did not reach the carrier, which frees the key.
    key TEXT,
    peer TEXT NOT NULL,
    direction TEXT NOT NULL,
    body TEXT NOT NULL,
    -- null: it came in.
    status TEXT,
    sid TEXT,
    code INTEGER,
    -- Why it did not reach the carrier: the reason and its sentence.
    refusal TEXT,
    at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- When the first and the last call of the carrier began.
    called_at INTEGER,
    sending_at INTEGER,
    -- When an unknown outcome is looked up next; null: no more.
    look_up_at INTEGER,
    account_sid TEXT,
    -- Texting hours; null: at any time.
    hours TEXT
  ) STRICT;
  CREATE UNIQUE INDEX messages_key ON messages (key) WHERE key IS NOT NULL;
  CREATE INDEX messages_peer ON messages (peer, seq);
  CREATE INDEX messages_open ON messages (status, seq) WHERE status IN ('QUEUED', 'SENDING', 'UNKNOWN');
  -- What the directory has to learn of a number: reported until it has.
  CREATE TABLE owed_news (id INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  `,
  `
  -- Texts that came in and are not delivered to the organization's program yet.
  CREATE TABLE owed_deliveries (seq INTEGER PRIMARY KEY) STRICT;
  -- One row while the carrier may not send texts to the number here yet; its pool of numbers.
  CREATE TABLE owed_address (id INTEGER PRIMARY KEY CHECK (id = 1), pool TEXT NOT NULL) STRICT;
  `,
  `
  -- Grows with every change of the text, for the record.
  ALTER TABLE messages ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
  -- Who had the number when it came.
  ALTER TABLE messages ADD COLUMN user_id TEXT;
  -- One row while somebody has the number.
  CREATE TABLE owner (id INTEGER PRIMARY KEY CHECK (id = 1), user_id TEXT NOT NULL) STRICT;
  -- Until when the last texts to a number were stopped as a loop.
  CREATE TABLE loops (peer TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- person = 1: the user is a person of the organization, whose desk has the texts. since: the line's last text before.
  ALTER TABLE owner ADD COLUMN person INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE owner ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE owner ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
  -- The user was a person when it came: no program gets it.
  ALTER TABLE messages ADD COLUMN for_person INTEGER NOT NULL DEFAULT 0;
  -- One row: the newest version that a conversation or the owner has got.
  CREATE TABLE desk_clock (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
  -- Conversations of the present person.
  CREATE TABLE threads (
    peer TEXT PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- What a person's desk has to learn, until it has: a conversation's change; peer '': that the number is theirs, or is not.
  CREATE TABLE owed_desk (
    person_id TEXT NOT NULL,
    peer TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (person_id, peer)
  ) STRICT, WITHOUT ROWID;
  `,
];
