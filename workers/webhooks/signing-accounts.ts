/**
 * Which secrets may have signed a webhook: those of the account that it names. It is the installation's, or one of the
 * organization in the address; the token of one organization's account proves nothing to another organization.
 */
import { signingSecrets } from "../../durable-objects/bindings/carrier.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { SharedResource } from "../../domain/sending/carrier-resources.ts";
import { openSecrets, signingSecretsOf } from "../../durable-objects/bindings/own-accounts.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { isOrganization } from "../known-ids/known-ids.ts";
import type { SigningSecrets } from "../../twilio/signed-webhook.ts";

/** For so long another isolate may not know of a change; a webhook that does not fit asks again. */
const KEPT_MS = 60_000;
const ASK_AGAIN_MS = 1_000;
const MOST_KEPT = 1_000;

type Kept = {
  atMs: number;
  /** Also those that it held before: they prove replies to what went by them. */
  accounts: ReadonlyMap<string, SigningSecrets>;
  /** Those whose secrets cannot be opened, and why. */
  lost: ReadonlyMap<string, string>;
  shared: readonly SharedResource[];
};
const kept = new Map<string, Kept>();

/** Whether a webhook that names this account, or none, is the installation's own to prove. */
export function isInstallations(env: Env, accountSid: string | null): boolean {
  return accountSid === null || accountSid === env.TWILIO_ACCOUNT_SID;
}

/** @param accountSid as the webhook names it, unproven; null: it names none */
export async function secretsFor(
  env: Env,
  orgId: string,
  accountSid: string | null,
  { again = false } = {},
): Promise<SigningSecrets | null> {
  if (accountSid === null || isInstallations(env, accountSid)) return signingSecrets(env);
  // Nobody has proven the webhook yet.
  if (!(await isOrganization(env, orgId))) return null;
  const { accounts } = again ? await readAgain(env, orgId) : await keptOf(env, orgId);
  return accounts.get(accountSid) ?? null;
}

/**
 * Why the secrets of an organization's account cannot be opened, as it was last read; null: they can, or there is no such
 * account.
 */
export function whyLost(orgId: string, accountSid: string | null): string | null {
  return (accountSid !== null && kept.get(orgId)?.lost.get(accountSid)) || null;
}

/** Whether an organization that exists has or had this account, or it is the installation's. */
export async function hasAccount(env: Env, orgId: string, accountSid: string): Promise<boolean> {
  if (isInstallations(env, accountSid)) return true;
  const { accounts, lost } = await keptOf(env, orgId);
  return accounts.has(accountSid) || lost.has(accountSid);
}

/**
 * Services and accounts of an organization that exists which others hold or have held, too.
 *
 * @param again asks its object: for webhooks that are proven, of which there are only as many as people text
 */
export async function sharedResources(
  env: Env,
  orgId: string,
  { again = false } = {},
): Promise<readonly SharedResource[]> {
  const { shared } = again ? await readOrKeep(env, orgId) : await keptOf(env, orgId);
  return shared;
}

async function keptOf(env: Env, orgId: string): Promise<Kept> {
  return fresh(orgId, KEPT_MS) ?? (await readOrKeep(env, orgId));
}

function fresh(orgId: string, forMs: number): Kept | null {
  const known = kept.get(orgId);
  return known !== undefined && Date.now() - known.atMs < forMs ? known : null;
}

/** Waits until the last reading is a moment ago, so that webhooks that nobody signed do not become a flood of calls. */
async function readAgain(env: Env, orgId: string): Promise<Kept> {
  const before = fresh(orgId, ASK_AGAIN_MS);
  if (before) await scheduler.wait(before.atMs + ASK_AGAIN_MS - Date.now());
  const now = fresh(orgId, ASK_AGAIN_MS);
  return now && now !== before ? now : readOrKeep(env, orgId);
}

/** What was read before counts until the organization's object answers again: its outage loses no webhook. */
async function readOrKeep(env: Env, orgId: string): Promise<Kept> {
  try {
    return await read(env, orgId);
  } catch (fault) {
    const before = kept.get(orgId);
    if (before) return before;
    throw fault;
  }
}

async function read(env: Env, orgId: string): Promise<Kept> {
  const {
    accounts: own,
    former = [],
    shared = [],
  } = await callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.carrierAccounts(),
  );
  const accounts = new Map<string, SigningSecrets>();
  const lost = new Map<string, string>();
  for (const each of [...former, ...own]) {
    const opened = await openSecrets(env, orgId, each);
    if (opened.ok) accounts.set(each.accountSid, signingSecretsOf(opened.secrets));
    else lost.set(each.accountSid, opened.why);
  }
  const found: Kept = { atMs: Date.now(), accounts, lost, shared };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(orgId, found);
  return found;
}
