/** Organizations' own carrier accounts: sealing and opening them with the installation's key. */
import type { AccountSecrets, SealedAccount } from "../../domain/sending/own-account.ts";
import type { TwilioAccount } from "../../twilio/carrier.ts";
import type { SigningSecrets } from "../../twilio/signed-webhook.ts";
import { open, seal, sealingKey } from "../kit/sealing/sealing.ts";
import type { SealingKey, SealingKeys } from "../kit/sealing/sealing.ts";
import type { Env } from "./env.ts";

type KeyEnv = Pick<Env, "CARRIER_ACCOUNTS_KEY" | "CARRIER_ACCOUNTS_KEY_FORMER">;

export const NO_KEY =
  "Accounts of organizations cannot be stored: the installation's operator has to set the secret CARRIER_ACCOUNTS_KEY (openssl rand -base64 32 | npx wrangler secret put CARRIER_ACCOUNTS_KEY).";

const imported = new Map<string, Promise<SealingKey | null>>();

function keyOf(secret: string | undefined): Promise<SealingKey | null> {
  if (!secret) return Promise.resolve(null);
  const known = imported.get(secret) ?? sealingKey(secret);
  imported.set(secret, known);
  return known;
}

/** null: the installation has no key, so organizations have no accounts of their own. */
export async function sealingKeys(env: KeyEnv): Promise<SealingKeys | null> {
  const [present, former] = await Promise.all([
    keyOf(env.CARRIER_ACCOUNTS_KEY),
    keyOf(env.CARRIER_ACCOUNTS_KEY_FORMER),
  ]);
  return present && { present, former };
}

/** A sealed account is bound to its organization, so that nobody can give it to another one by changing a row. */
const about = (orgId: string, accountSid: string) => `carrier account ${accountSid} of ${orgId}`;

export function sealSecrets(
  keys: SealingKeys,
  { orgId, accountSid }: { orgId: string; accountSid: string },
  secrets: AccountSecrets,
): Promise<string> {
  return seal(keys, JSON.stringify(secrets), about(orgId, accountSid));
}

export type OpenedSecrets =
  | { ok: true; secrets: AccountSecrets; /** Sealed by the former key. */ isOld: boolean }
  | { ok: false; why: string };

export async function openSecrets(
  env: KeyEnv,
  orgId: string,
  { accountSid, sealed }: SealedAccount,
): Promise<OpenedSecrets> {
  const keys = await sealingKeys(env);
  if (!keys) return { ok: false, why: NO_KEY };
  const opened = await open(keys, sealed, about(orgId, accountSid));
  // Sealed above.
  if (opened.ok) return { ok: true, secrets: JSON.parse(opened.text) as AccountSecrets, isOld: opened.isOld };
  const why =
    opened.reason === "unknown_key"
      ? `The carrier account ${accountSid} was sealed with another key: set that one as CARRIER_ACCOUNTS_KEY_FORMER, or enter the account again.`
      : `The carrier account ${accountSid} cannot be opened: enter it again under Settings.`;
  return { ok: false, why };
}

export function callingAccount(
  env: Pick<Env, "CARRIER_API_BASE">,
  accountSid: string,
  { authToken, apiKey }: AccountSecrets,
): TwilioAccount {
  return { accountSid, authToken: authToken ?? "", apiKey: apiKey ?? undefined, apiBase: env.CARRIER_API_BASE };
}

/** What its webhooks may be signed with. */
export function signingSecretsOf({ authToken, formerAuthToken, webhookKey }: AccountSecrets): SigningSecrets {
  const present = (...secrets: (string | null)[]) => secrets.filter((secret) => secret !== null);
  return { authTokens: present(authToken, formerAuthToken), sharedKeys: present(webhookKey) };
}
