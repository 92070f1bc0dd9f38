/** Which account a carrier is called with, and the carrier of an installation that is not configured. */
import type { Carrier, SendOutcome } from "../../../domain/sending/carrier.ts";
import type { OwnAccounts, SealedAccount } from "../../../domain/sending/own-account.ts";
import type { Env } from "../../bindings/env.ts";
import { callingAccount, openSecrets } from "../../bindings/own-accounts.ts";
import type { LoadedAccount } from "./own-carrier.ts";

const HELD_MS = 10_000;

/** @param ask of the organization's object */
export async function loadAccount(
  env: Env,
  orgId: string,
  accountSid: string,
  ask: () => Promise<OwnAccounts>,
): Promise<LoadedAccount> {
  const { accounts, former = [] } = await ask();
  const isIt = (each: SealedAccount) => each.accountSid === accountSid;
  const own = accounts.find(isIt);
  const sealed = own ?? former.find(isIt);
  if (!sealed) return { ok: false, why: `The carrier account ${accountSid} is not the organization's anymore.` };
  const opened = await openSecrets(env, orgId, sealed);
  if (!opened.ok) return opened;
  return { ok: true, account: callingAccount(env, accountSid, opened.secrets), isFormer: own === undefined };
}

/** Sends nothing while the configuration is wrong; texts wait. */
export function holdingCarrier(why: string): Carrier {
  const held: SendOutcome = { kind: "throttled", retryAfterMs: HELD_MS, why };
  return {
    ready: () => Promise.resolve(held),
    carry: () => Promise.resolve(held),
    find: () => Promise.resolve({ kind: "unreachable", detail: why }),
    list: () => Promise.resolve({ ok: false, detail: why }),
    fetchMedia: () => Promise.resolve({ kind: "failed", problem: why }),
    share: () => Promise.reject(new Error(why)),
    lookUpAfterMs: HELD_MS,
    absenceIsProofAfterMs: null,
  };
}
