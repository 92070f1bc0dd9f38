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
];
