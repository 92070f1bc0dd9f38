/**
 * A carrier account of an organization's own (docs/decisions/0025): what an admin enters, what of it is shown again, and how its
 * copy reaches the organization's object. Without one, texts go by the installation's account.
 */
import * as z from "zod";
import type { SharedResource } from "./carrier-resources.ts";

const secret = z.string().trim().min(8, "is too short").max(200);
const accountSid = z
  .string()
  .trim()
  .regex(/^AC[0-9a-f]{32}$/, "an account SID is AC followed by 32 letters and digits");
const keySid = z
  .string()
  .trim()
  .regex(/^SK[0-9a-f]{32}$/, "an API key's SID is SK followed by 32 letters and digits");

/** `PUT /api/admin/carrier/account`. What is absent stays as it is while the account is the same. */
export const ownAccountSchema = z.strictObject({
  accountSid,
  /** Logs in, and the carrier signs its webhooks with it. */
  authToken: secret.optional(),
  /** Logs in instead of the token. */
  apiKey: z.strictObject({ sid: keySid, secret }).nullable().optional(),
  /** Secret of the shared key that signs webhooks, where the account has one. */
  webhookKey: secret.nullable().optional(),
});
export type OwnAccountEntry = z.infer<typeof ownAccountSchema>;

/** What is sealed, and shown to nobody. */
export type AccountSecrets = {
  authToken: string | null;
  /** The token before: the carrier signs with either while they change. */
  formerAuthToken: string | null;
  apiKey: { sid: string; secret: string } | null;
  webhookKey: string | null;
};

/** Answer of `GET /api/admin/carrier/account`. */
export type OwnAccountShown = {
  accountSid: string;
  /** null: it logs in by the token. */
  apiKeySid: string | null;
  hasWebhookKey: boolean;
  /** Epoch milliseconds. */
  setAt: number;
};

export type SealedAccount = { accountSid: string; sealed: string };

/** The organization's accounts as its object has them: campaigns keep the one that they were started with. */
export type OwnAccounts = {
  /** The one that campaigns start with; null: the installation's. */
  current: string | null;
  accounts: SealedAccount[];
  /** Accounts that the operator has given to other organizations: they prove and find what went by them, and send nothing. */
  former?: SealedAccount[];
  /** Accounts and Messaging Services that changed hands. */
  shared?: SharedResource[];
};
export type OwnAccountsCopy = OwnAccounts & { version: number };

export const NO_OWN_ACCOUNTS: OwnAccounts = { current: null, accounts: [] };

/**
 * The secrets of an account after an entry; what is missing for it, in one sentence.
 * @param before null: the account is new here
 */
export function secretsAfter(
  before: AccountSecrets | null,
  { authToken, apiKey, webhookKey }: OwnAccountEntry,
): { ok: true; secrets: AccountSecrets } | { ok: false; message: string } {
  const known = before ?? { authToken: null, formerAuthToken: null, apiKey: null, webhookKey: null };
  const token = authToken ?? known.authToken;
  const isNewToken = token !== known.authToken;
  const secrets: AccountSecrets = {
    authToken: token,
    formerAuthToken: isNewToken ? known.authToken : known.formerAuthToken,
    apiKey: apiKey === undefined ? known.apiKey : apiKey,
    webhookKey: webhookKey === undefined ? known.webhookKey : webhookKey,
  };
  if (secrets.authToken === null && secrets.apiKey === null) {
    return { ok: false, message: "Enter the account's auth token, or an API key." };
  }
  if (secrets.authToken === null && secrets.webhookKey === null) {
    return {
      ok: false,
      message: "Enter the auth token as well. The carrier signs its messages to us with it; an API key only logs in.",
    };
  }
  return { ok: true, secrets };
}

/** `POST /api/setup/carrier/move`: gives a Messaging Service or an account to another organization. */
export const moveSchema = z.strictObject({
  sid: z.string().regex(/^(?:MG|AC)[0-9a-f]{32}$/, "a Messaging Service SID (MG…) or an account SID (AC…)"),
  orgId: z.string(),
  /** Campaigns that text by it stop; without this it is not moved while there are any. */
  stopCampaigns: z.boolean().optional(),
});

/** Why a Messaging Service is refused. */
export function serviceTaken(sid: string): string {
  return `The Messaging Service ${sid} belongs to another organization of this installation: enter one of your own, or ask the installation's operator to move it to you.`;
}
