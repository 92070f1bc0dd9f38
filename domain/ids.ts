/**
 * Ids are addresses (docs/architecture.md#objects): a contact's id contains its campaign and queue, so any part that
 * has it reaches the owner without a look-up. `c8k2m4p6q8r0.3.17` is contact 17 of queue 3 of campaign `c8k2m4p6q8r0`.
 */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u

export type IdPrefix = "o" | "p" | "c" | "i" | "s" | "t" | "l" | "d" | "k" | "b";

/** A fresh id: one prefix letter (organization, person, campaign, import, session, team, label, device, API token, batch of texts) and 15 random base-32 digits (75 bits). */
export function newId(prefix: IdPrefix): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  let id: string = prefix;
  for (const byte of bytes) id += ALPHABET.charAt(byte & 31);
  return id;
}

/** Unguessable token for links (join links, invites): 30 base-32 digits, 150 bits. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(30));
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join("");
}

const ID = /^[opcistldkb][0-9a-hjkmnp-tv-z]{15}$/;
/** Ids that clients make: a message's, a request's. UUIDs and ULIDs fit. */
const CLIENT_ID = /^[0-9A-Za-z_-]{16,40}$/;
/** The carrier's ids (`SM…`, `MM…`): inbound texts are kept under them, so a client's text must not take one first. */
const CARRIER_ID = /^[A-Z]{2}[0-9a-f]{32}$/i;

export function isId(value: string, prefix: IdPrefix): boolean {
  return value.startsWith(prefix) && ID.test(value);
}

export function isClientId(value: string): boolean {
  return CLIENT_ID.test(value) && !CARRIER_ID.test(value);
}

/** Whether it is shaped like the carrier's id of a text, or of one with files. */
export function isCarrierMessage(value: string): boolean {
  return CARRIER_ID.test(value) && (value.startsWith("SM") || value.startsWith("MM"));
}

export type ContactAddress = { campaignId: string; queueNo: number; n: number };

const CONTACT = /^(c[0-9a-hjkmnp-tv-z]{15})\.(0|[1-9]\d{0,5})\.([1-9]\d{0,8})$/;

/** Reads `campaign.queue.n`; null if it is not a contact id. */
export function parseContactId(value: string): ContactAddress | null {
  const match = CONTACT.exec(value);
  if (!match) return null;
  const [, campaignId, queueNo, n] = match;
  if (campaignId === undefined) return null;
  return { campaignId, queueNo: Number(queueNo), n: Number(n) };
}

export function contactId(ownerKey: string, n: number): string {
  return `${ownerKey}.${n}`;
}

/** Key of a `CampaignQueue`: `campaign.queue`. */
export function queueKey(campaignId: string, queueNo: number): string {
  return `${campaignId}.${queueNo}`;
}

/** Key of the queue that owns a contact; null when the id is malformed. */
export function queueKeyOf(id: string): string | null {
  const address = parseContactId(id);
  return address && queueKey(address.campaignId, address.queueNo);
}

/** Key of a `TexterInbox`: organization and person. */
export function inboxKey(orgId: string, personId: string): string {
  return `${orgId}.${personId}`;
}

/** Number of `ContactDirectory` objects an organization has (docs/architecture.md#objects). */
export const DIRECTORY_SHARDS = 64;

/** Key of a `ContactDirectory`: organization and shard. */
export function directoryKey(orgId: string, shard: number): string {
  return `${orgId}.${shard}`;
}

/** The pool of numbers that all organizations share; an organization's own pool has the organization's id. */
export const SHARED_POOL = "shared";

/** Key of a `NumberInventory`: pool and area code. */
export function inventoryKey(pool: string, areaCode: string): string {
  return `${pool}:${areaCode}`;
}

export function parseInventoryKey(key: string): { pool: string; areaCode: string } {
  const colon = key.lastIndexOf(":");
  return { pool: key.slice(0, colon), areaCode: key.slice(colon + 1) };
}
