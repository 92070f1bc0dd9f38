/**
 * API tokens as this isolate knows them: asked of the organization's object, never of Postgres, and kept for a few seconds. So a
 * revocation is in force everywhere at most five seconds after the object has it (docs/phone-service.md#tokens).
 */
import type { KnownToken, PhoneServiceSending, PhoneServiceSettings } from "../../domain/phone-service/api-tokens.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { isLikelyOrganization } from "../known-ids/known-ids.ts";

/** After this time one request asks again; the others go on by what is known. */
const KEPT_MS = 2_500;
const LONGEST_MS = 5_000;
const ASK_AGAIN_MS = 300;
const MOST_KEPT = 500;
/** Uses are noted to the minute. */
const NOTED_EVERY_MS = 60_000;

type Kept = {
  atMs: number;
  isAsking: boolean;
  tokens: ReadonlyMap<string, KnownToken>;
  settings: PhoneServiceSettings;
  sending: PhoneServiceSending;
};
const kept = new Map<string, Kept>();
const notedAtMs = new Map<string, number>();

/** @param tokenId one that is not among what is known may have been made a moment ago: then its object is asked */
export async function tokensOf(
  env: Env,
  orgId: string,
  tokenId: string,
): Promise<Pick<Kept, "tokens" | "settings" | "sending"> | null> {
  const known = kept.get(orgId);
  const ageMs = known ? Date.now() - known.atMs : Infinity;
  const isFresh = known && (ageMs < KEPT_MS || (known.isAsking && ageMs < LONGEST_MS));
  if (isFresh && known.tokens.has(tokenId)) return known;
  if (isFresh) return readAgain(env, orgId, known);
  if (!known && !(await isLikelyOrganization(env, orgId))) return null;
  if (known) known.isAsking = true;
  try {
    return await read(env, orgId);
  } finally {
    if (known) known.isAsking = false;
  }
}

/** Waits until the last reading is a moment ago, so that invented tokens do not become a flood of calls. */
async function readAgain(env: Env, orgId: string, known: Kept): Promise<Kept> {
  const waitMs = known.atMs + ASK_AGAIN_MS - Date.now();
  if (waitMs > 0) await scheduler.wait(waitMs);
  const now = kept.get(orgId);
  return now && now.atMs > known.atMs ? now : read(env, orgId);
}

async function read(env: Env, orgId: string): Promise<Kept> {
  // From before the question: what changes while it is on its way is not known.
  const atMs = Date.now();
  const { tokens, settings, sending } = await callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.phoneService(),
  );
  const byId = new Map(tokens.map((each) => [each.tokenId, each]));
  const found: Kept = { atMs, isAsking: false, tokens: byId, settings, sending };
  if (kept.size >= MOST_KEPT) kept.clear();
  // An invented organization is not worth a place.
  if (tokens.length > 0) kept.set(orgId, found);
  else kept.delete(orgId);
  return found;
}

/** What has to be done to note that a valid token was used; null: it was noted a moment ago. */
export function noteUse(env: Env, orgId: string, tokenId: string): Promise<void> | null {
  const atMs = Date.now();
  if (atMs - (notedAtMs.get(tokenId) ?? 0) < NOTED_EVERY_MS) return null;
  if (notedAtMs.size >= MOST_KEPT) notedAtMs.clear();
  notedAtMs.set(tokenId, atMs);
  return callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.tokenUsed({ tokenId, atMs }),
  );
}
