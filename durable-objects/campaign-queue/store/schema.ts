/** Tables of a `CampaignQueue`: numbered, append-only migrations. */
import { SIMULATED_TEXTS_MIGRATION } from "../sending/simulation/simulated-tables.ts";
import { SENDER_HOURS_MIGRATION } from "../sending/sender-hours-table.ts";

/** The condition of the index `messages_open`, word for word: SQLite uses a partial index only for the same condition. */
export const OPEN_TEXT = "send_status IN ('SENDING', 'UNKNOWN')";

export const QUEUE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE config (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, json TEXT NOT NULL) STRICT;

  -- One row: the version that every change takes the next of, the counters, and whether desks may have missed a change.
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    desks_behind INTEGER NOT NULL,
    counters TEXT NOT NULL
  ) STRICT;

  CREATE TABLE contacts (
    n INTEGER PRIMARY KEY,
    cell TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    external_id TEXT NOT NULL,
    custom TEXT NOT NULL,
    -- 0 until the directory knows the contact: not leased, not counted.
    ready INTEGER NOT NULL,
    import_id TEXT NOT NULL,
    import_batch INTEGER NOT NULL,
    texter TEXT,
    status TEXT NOT NULL,
    opted_out INTEGER NOT NULL,
    opt_out_version INTEGER NOT NULL,
    answers TEXT NOT NULL,
    last_inbound TEXT,
    last_at INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX contacts_left ON contacts (n)
    WHERE ready = 1 AND texter IS NULL AND status = 'needsMessage' AND opted_out = 0;
  CREATE INDEX contacts_desk ON contacts (texter) WHERE texter IS NOT NULL;
  CREATE INDEX contacts_closed_to_leases ON contacts (import_id, import_batch) WHERE ready = 0;

  -- A contact's thread is stored together. Inbound texts have the carrier's ids, so a repeated webhook finds its row.
  CREATE TABLE messages (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    direction TEXT NOT NULL,
    body TEXT NOT NULL,
    texter TEXT,
    send_status TEXT,
    sid TEXT,
    error_code INTEGER,
    at INTEGER NOT NULL,
    script_version INTEGER,
    -- 0 for replies, 1 for first texts: replies go first.
    rank INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    -- When the carrier call of the last attempt began.
    sending_at INTEGER,
    -- When an UNKNOWN text is looked up at the carrier; null once only a person can decide.
    look_up_at INTEGER,
    PRIMARY KEY (n, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX messages_queued ON messages (rank, at) WHERE send_status = 'QUEUED';
  CREATE INDEX messages_open ON messages (send_status, look_up_at) WHERE send_status IN ('SENDING', 'UNKNOWN');

  -- What rendering needs of each texter, as of their last lease.
  CREATE TABLE texters (person_id TEXT PRIMARY KEY, profile TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE import_batches (
    import_id TEXT NOT NULL,
    batch INTEGER NOT NULL,
    answer TEXT NOT NULL,
    opened INTEGER,
    PRIMARY KEY (import_id, batch)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE leases (
    request_id TEXT PRIMARY KEY,
    texter TEXT NOT NULL,
    contacts TEXT NOT NULL,
    at INTEGER NOT NULL,
    confirmed INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX leases_unconfirmed ON leases (at) WHERE confirmed = 0;
  `,
  `
  -- Opt-outs and opt-ins that the directory has not acknowledged yet, in the order in which they were said.
  CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    opted_out INTEGER NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (n, message_id)
  ) STRICT;
  `,
  `
  -- What of the script a text is: its step and variant. And labels of a conversation, as a JSON list of ids; null when none.
  ALTER TABLE messages ADD COLUMN script_step TEXT;
  ALTER TABLE messages ADD COLUMN script_variant INTEGER;
  ALTER TABLE contacts ADD COLUMN labels TEXT;
  `,
  `
  -- Inbound texts of which a person has to decide whether they are opt-outs: owed to the directory until it has them.
  CREATE TABLE owed_reviews (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    phrase TEXT NOT NULL,
    PRIMARY KEY (n, message_id)
  ) STRICT, WITHOUT ROWID;

  -- Inbound texts that are answered without a texter. \`decided\` is 1 once the directory has said that this text is the one by
  -- which its number opted out.
  CREATE TABLE owed_answers (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    decided INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (n, message_id)
  ) STRICT, WITHOUT ROWID;

  -- The carrier's code against a contact's number, null if there is none; and what the directory has yet to be sent of
  -- it.
  ALTER TABLE contacts ADD COLUMN bad_number INTEGER;
  CREATE TABLE owed_bad_numbers (n INTEGER PRIMARY KEY, code INTEGER NOT NULL) STRICT;

  -- How often the carrier filtered or refused texts because of one of our sending numbers.
  CREATE TABLE sender_problems (
    sender TEXT NOT NULL,
    code INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (sender, code)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where the contact may live: codes of domain/hours/zones, two letters each.
  ALTER TABLE contacts ADD COLUMN zones TEXT NOT NULL DEFAULT '';

  -- Opt-outs that came before their contact.
  CREATE TABLE flags_ahead (n INTEGER PRIMARY KEY, opted_out INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;

  -- Highest number of a contact that the outbox was given.
  CREATE TABLE published (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT;
  INSERT INTO published (id, n) SELECT 1, MAX(n) FROM contacts HAVING MAX(n) IS NOT NULL;
  `,
  `
  -- When a texter last took or sent something here, epoch ms.
  ALTER TABLE texters ADD COLUMN active_at INTEGER NOT NULL DEFAULT 0;
  UPDATE texters SET active_at = unixepoch() * 1000;
  -- Replies that wait: for their texter, or, past the deadline, for anybody.
  CREATE INDEX contacts_waiting ON contacts (last_at)
    WHERE ready = 1 AND texter IS NOT NULL AND status = 'needsResponse' AND opted_out = 0;
  CREATE INDEX contacts_offered ON contacts (last_at)
    WHERE ready = 1 AND texter IS NULL AND status = 'needsResponse' AND opted_out = 0;
  `,
  `
  -- Unsent contacts whose number cannot be reached count neither as left nor as to be sent.
  UPDATE state SET version = version + 1, counters = json_set(counters,
    '$.left', counters ->> 'left' - (SELECT count(*) FROM contacts
      WHERE ready = 1 AND opted_out = 0 AND bad_number IS NOT NULL AND status = 'needsMessage' AND texter IS NULL),
    '$.assigned', counters ->> 'assigned' - (SELECT count(*) FROM contacts
      WHERE ready = 1 AND opted_out = 0 AND bad_number IS NOT NULL AND status = 'needsMessage' AND texter IS NOT NULL))
  WHERE EXISTS (SELECT 1 FROM contacts WHERE bad_number IS NOT NULL AND status = 'needsMessage');
  `,
  `
  -- Files of a text, as a JSON list (domain/messages/media.ts); null when there is none. And what is still to be fetched of them.
  ALTER TABLE messages ADD COLUMN media TEXT;
  CREATE TABLE owed_media (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    i INTEGER NOT NULL,
    -- At the carrier.
    path TEXT NOT NULL,
    -- When the text came, and when to try next: epoch ms.
    since INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (n, message_id, i)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Calls to the carrier whose outcome is unknown, kept until it is known: to prove an absence, and for the admin who
  -- decides.
  CREATE TABLE unknown_calls (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    -- The call began and ended at these times or between them, epoch ms.
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    why TEXT NOT NULL,
    -- The last look-up since, and what it answered.
    looked_up_at INTEGER,
    looked_up TEXT,
    PRIMARY KEY (n, message_id, attempt)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Queued texts whose hours ended before their turn: when they may go, epoch ms; 0 means that the text is in the line.
  ALTER TABLE messages ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
  DROP INDEX messages_queued;
  CREATE INDEX messages_queued ON messages (not_before, rank, at) WHERE send_status = 'QUEUED';
  -- By zones, because leases prefer contacts who may be texted now.
  DROP INDEX contacts_left;
  CREATE INDEX contacts_left ON contacts (zones, n)
    WHERE ready = 1 AND texter IS NULL AND status = 'needsMessage' AND opted_out = 0 AND bad_number IS NULL;
  `,
  `
  -- Our number: that a text left by, and that the contact wrote to last (senders.ts).
  ALTER TABLE messages ADD COLUMN sender TEXT;
  ALTER TABLE contacts ADD COLUMN sender TEXT;
  `,
  `
  -- Where a text of a simulation went instead of to its contact: a phone, "" for nowhere. And answers that contacts will give.
  ALTER TABLE messages ADD COLUMN diverted_to TEXT;
  CREATE TABLE simulated_replies (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (n, message_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What an outgoing text is: confirmation, reply or first; null for an inbound one. \`cancelled\` is 1 for a text that may be on
  -- its way and must not go again. Ranks and a number of attempts that no text has said both before.
  ALTER TABLE messages ADD COLUMN kind TEXT;
  ALTER TABLE messages ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;
  UPDATE messages SET kind = CASE rank WHEN -1 THEN 'confirmation' WHEN 1 THEN 'first' ELSE 'reply' END
    WHERE direction = 'out';
  UPDATE messages SET cancelled = 1 WHERE kind = 'confirmation' AND attempts >= 8;
  DROP INDEX messages_queued;
  ALTER TABLE messages DROP COLUMN rank;
  CREATE INDEX messages_queued ON messages (not_before, kind, at) WHERE send_status = 'QUEUED';
  `,
  SIMULATED_TEXTS_MIGRATION,
  `
  -- What a contact's zones were taken from; and by which source and zones a text goes.
  ALTER TABLE contacts ADD COLUMN zone_source TEXT NOT NULL DEFAULT '';
  ALTER TABLE messages ADD COLUMN clock TEXT;
  `,
  `
  -- Of a contact: 1 once the carrier could not reach its phone, until it does (bad-numbers.ts); 1 once it could take no picture;
  -- 1 once its network was found to count texts per day (failures.ts).
  ALTER TABLE contacts ADD COLUMN unreachable INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE contacts ADD COLUMN no_mms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE contacts ADD COLUMN day_capped INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX contacts_unreachable ON contacts (n) WHERE unreachable = 1;
  -- 1: the picture goes as a link.
  ALTER TABLE messages ADD COLUMN as_link INTEGER NOT NULL DEFAULT 0;

  -- The carrier's ids of tries that it gave up, after which the text went again (former-sids.ts).
  CREATE TABLE former_sids (
    n INTEGER NOT NULL,
    sid TEXT NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (n, sid)
  ) STRICT, WITHOUT ROWID;

  -- Texts that found their phone unreachable, until the directory has counted them.
  CREATE TABLE owed_strikes (
    n INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (n, message_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Operations of texters that were carried out (performed.ts), in their order.
  CREATE TABLE performed (id INTEGER PRIMARY KEY, op_id TEXT NOT NULL UNIQUE) STRICT;
  `,
  `
  -- The contact's reactions to a text, as a JSON list (domain/messages/reactions.ts); null when there is none.
  ALTER TABLE messages ADD COLUMN reactions TEXT;
  `,
  `
  -- What the directory has not acknowledged yet (opt-outs/); \`code\` is null when the number answered.
  ALTER TABLE words RENAME TO owed_opt_outs;
  ALTER TABLE flags_ahead RENAME TO early_opt_outs;
  CREATE TABLE owed_bad_number_codes (n INTEGER PRIMARY KEY, code INTEGER) STRICT;
  INSERT INTO owed_bad_number_codes SELECT n, NULLIF(code, 0) FROM owed_bad_numbers;
  DROP TABLE owed_bad_numbers;
  ALTER TABLE owed_bad_number_codes RENAME TO owed_bad_numbers;
  `,
  `
  -- The language of the words that are answered (domain/opt-outs/reading/grammar.ts).
  ALTER TABLE owed_answers ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
  `,
  `
  -- The team that a conversation was given to (answer-actions.ts); null for none. And the texter who opted a contact out by an
  -- answer, whose \`message_id\` is the id of the tap.
  ALTER TABLE contacts ADD COLUMN team TEXT;
  ALTER TABLE owed_opt_outs ADD COLUMN person_id TEXT;
  `,
  `
  -- When the texter was last given contacts here, by whomever; active_at is what they did themselves.
  ALTER TABLE texters ADD COLUMN given_at INTEGER NOT NULL DEFAULT 0;
  UPDATE texters SET given_at = active_at;
  `,
  `
  -- Queued texts whose hours ended before their turn: when they may go, epoch ms; null for all others. It was 0 for those.
  ALTER TABLE messages ADD COLUMN held_until INTEGER;
  UPDATE messages SET held_until = not_before WHERE send_status = 'QUEUED' AND not_before > 0;
  DROP INDEX messages_queued;
  ALTER TABLE messages DROP COLUMN not_before;
  CREATE INDEX messages_queued ON messages (held_until, kind, at) WHERE send_status = 'QUEUED';
  `,
  `
  -- Conversations that were given to teams are counted for their members (textable.ts).
  CREATE INDEX contacts_team ON contacts (team) WHERE team IS NOT NULL;
  `,
  `
  -- What was tapped (performed.ts); null for taps from before.
  ALTER TABLE performed ADD COLUMN tap TEXT;
  `,
  `
  -- Contacts who were texted are counted, and those of them who have opted out.
  UPDATE state SET version = version + 1, counters = json_set(counters,
    '$.texted', (SELECT count(*) FROM contacts WHERE ready = 1 AND status <> 'needsMessage'),
    '$.textedOptOuts', (SELECT count(*) FROM contacts WHERE ready = 1 AND status <> 'needsMessage' AND opted_out = 1));
  `,
  `
  -- Texts to the queue's own numbers by contacts who had not been texted then: the directory has them as unmatched.
  CREATE TABLE texts_before_first (sid TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  SENDER_HOURS_MIGRATION,
  `
  -- When it was said or found out, epoch ms: the directory may get it after a later word. Null: not known.
  ALTER TABLE owed_opt_outs ADD COLUMN said_at INTEGER;
  ALTER TABLE owed_bad_numbers ADD COLUMN at INTEGER;
  -- Since when \`bad_number\` is so: an older report does not replace it.
  ALTER TABLE contacts ADD COLUMN bad_number_at INTEGER NOT NULL DEFAULT 0;
  `,
];
