/** Tables of an `Organization`: copies of what Postgres and the campaigns own. */
export const ORGANIZATION_MIGRATIONS: readonly string[] = [
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
  `
  -- What the override phone of a simulation got (out) and said (in), in the order in which it did.
  CREATE TABLE phone_texts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    phone TEXT NOT NULL,
    direction TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- The contact; null when none is known.
    contact_id TEXT,
    cell TEXT,
    name TEXT NOT NULL,
    found TEXT,
    picture TEXT
  ) STRICT;
  CREATE INDEX phone_texts_cell ON phone_texts (phone, cell, seq);
  `,
  `
  CREATE TABLE carrier_accounts (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `,
  `
  -- Inbound webhooks that nobody can prove yet (held-webhooks.ts), as they came.
  CREATE TABLE held_webhooks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    org_id TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    content_type TEXT NOT NULL,
    signature TEXT NOT NULL,
    signature_settings TEXT,
    -- The address that posted it.
    client TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX held_webhooks_client ON held_webhooks (client);
  CREATE INDEX held_webhooks_account ON held_webhooks (account_sid, org_id, seq);
  CREATE TABLE held_webhook_counts (id INTEGER PRIMARY KEY CHECK (id = 1), dropped INTEGER NOT NULL) STRICT;
  INSERT INTO held_webhook_counts (id, dropped) VALUES (1, 0);
  `,
  `
  CREATE TABLE labels (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `,
  `
  -- What campaigns have to learn (campaign-news.ts). seq grows when it changes again.
  CREATE TABLE campaign_news (
    campaign_id TEXT NOT NULL,
    changed TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, changed)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE phone_service (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  -- When API tokens were used last, to the minute.
  CREATE TABLE token_uses (token_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
];
