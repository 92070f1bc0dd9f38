/** Tables of an `SmsBatch`. */
export const BATCH_MIGRATIONS: readonly string[] = [
  `
  -- One row. program: whose texts they are, once all parts are there.
  CREATE TABLE batch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    total INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    program TEXT,
    created_at INTEGER NOT NULL,
    done_at INTEGER
  ) STRICT;
  -- Lines that are not sent yet, some hundred in a row; lines is null once they are.
  CREATE TABLE parts (seq INTEGER PRIMARY KEY, lines TEXT) STRICT;
  CREATE TABLE errors (
    line INTEGER PRIMARY KEY,
    idempotency_key TEXT,
    reason TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  `,
];
