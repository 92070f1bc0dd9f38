/** What the simulated carrier has taken and still owes. */
export const SIMULATED_TEXTS_MIGRATION = `
  -- One row: texts of this queue were simulated (leave-simulation.ts).
  CREATE TABLE simulated (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;

  -- Texts that the simulated carrier has taken and not yet dealt with.
  CREATE TABLE simulated_texts (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    -- The override phone that it went to, E.164; null: it went to its contact, or nowhere.
    phone TEXT,
    -- What is reported of it: DELIVERED, or SENT for one that goes nowhere; null: the carrier behind reports.
    report TEXT,
    -- The contact's answer, and how long after it; null: there is none.
    reply TEXT,
    reply_after_ms INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (n, message_id)
  ) STRICT, WITHOUT ROWID;
`;
