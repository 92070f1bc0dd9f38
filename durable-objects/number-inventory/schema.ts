/** Tables of a `NumberInventory`. */
export const NUMBER_INVENTORY_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE numbers (
    -- E.164.
    number TEXT PRIMARY KEY,
    -- The carrier's id.
    sid TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    monthly_cost TEXT,
    state TEXT NOT NULL,
    -- While it is RESERVED.
    reservation_id TEXT,
    -- While it is ASSIGNED (domain/numbers/inventory.ts, useKey).
    use_key TEXT,
    -- Why it rests, or will rest once it is free; and until when, null: without an end.
    rest_why TEXT,
    rest_until INTEGER,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- The one that has been free for longest is given next.
  CREATE INDEX numbers_available ON numbers (changed_at, number) WHERE state = 'AVAILABLE';
  CREATE INDEX numbers_reserved ON numbers (reservation_id) WHERE reservation_id IS NOT NULL;
  CREATE INDEX numbers_used ON numbers (use_key) WHERE use_key IS NOT NULL;
  CREATE INDEX numbers_resting ON numbers (rest_until) WHERE state = 'RESTING' AND rest_until IS NOT NULL;

  CREATE TABLE reservations (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL UNIQUE,
    holder_key TEXT NOT NULL,
    count INTEGER NOT NULL,
    numbers TEXT NOT NULL,
    until INTEGER NOT NULL,
    -- open, assigned, released, expired
    state TEXT NOT NULL,
    -- How many of its numbers were free again when it ended.
    released INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reservations_open ON reservations (until) WHERE state = 'open';
  CREATE INDEX reservations_ended ON reservations (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE counts (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO counts (state, n) VALUES ('AVAILABLE', 0), ('RESERVED', 0), ('ASSIGNED', 0), ('RESTING', 0);

  CREATE TABLE history (
    number TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (number, version)
  ) STRICT, WITHOUT ROWID;

  -- The last version given to a change, and the one that the pool has confirmed.
  CREATE TABLE versions (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, pool INTEGER NOT NULL) STRICT;
  INSERT INTO versions (id, last, pool) VALUES (1, 0, 0);
  `,
  `
  -- The versions at which a number was last given to a user, and last taken from one: what caches of look-ups are checked by.
  ALTER TABLE versions ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE versions ADD COLUMN unassigned INTEGER NOT NULL DEFAULT 0;
  UPDATE versions SET assigned = last, unassigned = last;
  `,
];
