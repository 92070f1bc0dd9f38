/**
 * API tokens of the phone service: what other programs call with (docs/phone-service.md#tokens). A token names its organization,
 * so that its object can be asked, and has a secret of 150 bits, of which only the hash is stored.
 */
import { DEFAULT_ORG_HOURS } from "../hours/org-hours.ts";
import type { OrgHours } from "../hours/org-hours.ts";
import { isId, SHARED_POOL } from "../ids.ts";

export const API_SCOPES = ["phonebook:read", "phonebook:write", "sms:send"] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** A scope as people read it. */
export const SCOPE_WORDS: Record<ApiScope, string> = {
  "phonebook:read": "Look numbers up",
  "phonebook:write": "Reserve and assign numbers",
  "sms:send": "Send and receive texts",
};

/** As the screen shows it. Times are epoch ms. */
export type ApiToken = {
  tokenId: string;
  name: string;
  scopes: ApiScope[];
  callsPerSecond: number;
  createdAt: number;
  /** The owner who made it; null: somebody who has gone. */
  createdBy: string | null;
  /** To the minute; null: never used. */
  lastUsedAt: number | null;
};

/** Two numbers that texted each other as two programs do, and were stopped for a moment. `at`: epoch ms. */
export type LoopStop = { number: string; peer: string; at: number };

export type PhoneServiceSettings = {
  /** Texts go within the organization's texting hours only. */
  keepsHours: boolean;
  /** Where texts to a number without a person are delivered; null: they wait for `GET /sms/inbound`. */
  inboundUrl: string | null;
};

/** What its texts need besides. */
export type PhoneServiceSending = {
  /** Where its users' numbers are (domain/numbers). */
  pool: string;
  /** The carrier account that those numbers are of: the organization's own, or null: the installation's. */
  accountSid: string | null;
  hours: OrgHours;
};

export const NO_PHONE_SERVICE: PhoneServiceSettings = { keepsHours: true, inboundUrl: null };

/** A token as the organization's object knows it. */
export type KnownToken = {
  tokenId: string;
  hash: string;
  scopes: ApiScope[];
  /** Absent in copies from before there were limits. */
  callsPerSecond?: number;
};

/** What the organization's object knows of its phone service: a copy of what owners authored. */
export type PhoneServiceKnown = {
  tokens: KnownToken[];
  settings: PhoneServiceSettings;
  sending: PhoneServiceSending;
};
export type PhoneServiceCopy = PhoneServiceKnown & { version: number };

export const NOTHING_KNOWN: PhoneServiceKnown = {
  tokens: [],
  settings: NO_PHONE_SERVICE,
  sending: { pool: SHARED_POOL, accountSid: null, hours: DEFAULT_ORG_HOURS },
};

type TokenParts = { orgId: string; tokenId: string; secret: string };

const PREFIX = "whistlestop";
const SECRET = /^[0-9a-hjkmnp-tv-z]{30}$/;

/** The token as its program sends it. Secret scanners know it by its beginning. */
export function tokenText({ orgId, tokenId, secret }: TokenParts): string {
  return [PREFIX, orgId, tokenId, secret].join("_");
}

/** Reads the header `authorization: Bearer …`; null: there is no token in it. */
export function readBearer(header: string | undefined): TokenParts | null {
  if (header === undefined || header.length > 200) return null;
  const [kind = "", text = ""] = header.trim().split(" ").filter(Boolean);
  if (kind.toLowerCase() !== "bearer") return null;
  const [prefix, orgId = "", tokenId = "", secret = "", ...rest] = text.split("_");
  if (prefix !== PREFIX || rest.length > 0) return null;
  return isId(orgId, "o") && isId(tokenId, "k") && SECRET.test(secret) ? { orgId, tokenId, secret } : null;
}
