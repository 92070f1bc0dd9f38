/**
 * What people author in Postgres and objects hold a copy of. Each is copied as a whole, with a version that grows with
 * every change, so that an object takes a copy only if it is newer than its own (docs/decisions/0024).
 */
const COPY_SUBJECTS = [
  /** A person's role, which is their suspension too: to their inbox. */
  "role",
  /** That a person has another password: to their inbox, which ends the sessions from before. */
  "password",
  /** Teams, their members, trust: to the organization. */
  "rules",
  /** Labels for conversations: to the organization. */
  "labels",
  /** The confirmation of an opt-out and the help text: to the organization. */
  "automatic_texts",
  /** Where a simulation's texts go: to the organization. */
  "simulation",
  /** What the sending numbers carry: to the carrier account. */
  "sending_limits",
  /** Carrier accounts of its own, sealed, and what changed hands: to the organization. */
  "carrier_accounts",
  /** API tokens and settings of the phone service: to the organization. */
  "phone_service",
  /** Due date, assignment policy, and which services and accounts were given away: to the campaign. */
  "campaign_settings",
  /** A draft that is to be deleted: to the campaign, then from Postgres. */
  "deleted_draft",
] as const;
export type CopySubject = (typeof COPY_SUBJECTS)[number];

/** Which copy: `key` names the object's subject (an inbox's key, an organization, a campaign). */
export type CopyName = { subject: CopySubject; key: string; orgId: string };

/** What an object answers to a copy: the version that it has from then on, its own if that is newer. */
export type CopyTaken = { version: number };
