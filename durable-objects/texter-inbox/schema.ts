import { LEARN_FROM_ITEMS } from "./desk/client-ids.ts";

/** Tables of a `TexterInbox`. All of it but membership and sessions is a projection, written behind. */
export const INBOX_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE membership (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE sessions (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- One row. Sequence numbers are reserved in blocks, so that a restart never gives one out again; clean = 0 while
  -- memory knows more than the tables.
  CREATE TABLE desk (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq_ceiling INTEGER NOT NULL,
    clean INTEGER NOT NULL
  ) STRICT;

  -- json is NULL for a contact that left: a tombstone for apps that were away.
  CREATE TABLE items (
    contact_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    handed_out INTEGER NOT NULL,
    json TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE campaigns (campaign_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE leases (request_id TEXT PRIMARY KEY, taken INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Requests for texts, owned here; standing counts the texts that trust goes by.
  CREATE TABLE requests (
    request_id TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE standing (id INTEGER PRIMARY KEY CHECK (id = 1), texts INTEGER NOT NULL) STRICT;
  `,
  `
  -- A campaign may limit how many contacts one texter ever gets. Leases from before count for none.
  ALTER TABLE leases ADD COLUMN campaign_id TEXT NOT NULL DEFAULT '';
  `,
  `
  -- done = 1: every queue knows that the desk has the contacts; the row may go after a while. What the leases of a campaign
  -- brought stays as a sum.
  ALTER TABLE leases ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE leased (campaign_id TEXT PRIMARY KEY, taken INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO leased (campaign_id, taken) SELECT campaign_id, SUM(taken) FROM leases GROUP BY campaign_id;
  `,
  `
  -- The newest role that was delivered here, also of a person who has not signed in yet.
  CREATE TABLE role (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, role TEXT NOT NULL) STRICT;
  `,
  `
  -- Campaigns on which this person has opened an admin's socket: they check it again when the role changes.
  CREATE TABLE watched (campaign_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- When the texter last did something, in any campaign (people/activity.ts).
  CREATE TABLE activity (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
  `,
  `
  -- The newest password that is known here, by its version only. Sessions of an older one have ended.
  CREATE TABLE password (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
  ALTER TABLE sessions ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Conversations that wait for the texter's teams, as each campaign has said it last (desk/team-waiting.ts).
  CREATE TABLE team_waiting (campaign_id TEXT PRIMARY KEY, waiting INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- What the app's ids are used for (desk/client-ids.ts), in their order.
  CREATE TABLE client_ids (id INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, used_for TEXT NOT NULL) STRICT;
  ${LEARN_FROM_ITEMS}
  `,
  `
  -- Campaigns that were on this desk and are archived (desk/archived-campaigns.ts). Those from before are known by their contacts
  -- that left: a campaign itself leaves a desk only so.
  CREATE TABLE archived_campaigns (campaign_id TEXT PRIMARY KEY, title TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO archived_campaigns (campaign_id, title, at)
    SELECT DISTINCT substr(contact_id, 1, instr(contact_id, '.') - 1), '', 0 FROM items
    WHERE json IS NULL AND substr(contact_id, 1, instr(contact_id, '.') - 1) NOT IN (SELECT campaign_id FROM campaigns);
  `,
  `
  -- Of a contact who left (json IS NULL): copies up to this version are from before.
  ALTER TABLE items ADD COLUMN gone_version INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- The person's own numbers, as their lines have said it last, and the conversations by them (direct/direct-desk.ts).
  CREATE TABLE own_numbers (
    number TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    theirs INTEGER NOT NULL,
    epoch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE direct_threads (
    number TEXT NOT NULL,
    peer TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (number, peer)
  ) STRICT, WITHOUT ROWID;
  -- Numbers that are being given to the person or taken back (direct/number-grants.ts).
  CREATE TABLE number_grants (
    request_id TEXT PRIMARY KEY,
    pool TEXT NOT NULL,
    area_code TEXT NOT NULL,
    number TEXT,
    state TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
