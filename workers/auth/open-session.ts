/** Shared by sign-in, sign-up and `me`: a session in the person's inbox, a cookie. */
import { noteChange } from "../../db/authored-copies.ts";
import { inboxKey, newId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { Me } from "../../domain/people/people.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { EdgeContext } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { fixedRecipient, isSimulation } from "../../durable-objects/bindings/simulation.ts";
import { accountsOf } from "./accounts.ts";
import type { SignInAccount } from "./accounts.ts";
import { readSession, setSessionCookie } from "./session-cookie.ts";
import { SESSION_IDLE_MS } from "./session-token.ts";
import type { TokenSession } from "./session-token.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

/**
 * Opens a session in the person's inbox and sets the cookie. A role that changed since it was read here stays in the
 * inbox, because its version is higher; false, and no session, when the password did. A browser is signed in to one
 * account at a time: the session of another account ends, and so its open tabs say that they are signed out.
 */
export async function openSession(c: EdgeContext, account: SignInAccount): Promise<boolean> {
  const { orgId, personId } = account.membership;
  const former = await readSession(c);
  const sessionId = newId("s");
  const isOpen = (await admitSession(c.env, account, sessionId)) || (await admitAgain(c, account, sessionId));
  if (!isOpen) return false;
  await setSessionCookie(c, { personId, orgId, sessionId });
  if (!former || (former.personId === personId && former.orgId === orgId)) return true;
  // Without its cookie it is of no use to anybody here, so the sign-in does not fail with it.
  const ended = endSession(c.env, former).catch((error: unknown) => c.var.log.fault("session_not_ended", error));
  c.executionCtx.waitUntil(ended);
  return true;
}

/**
 * Makes the session live in the inbox; one that is live already goes on with the account as it is now. False: the inbox
 * knows of a newer password.
 */
export async function admitSession(env: Env, account: SignInAccount, sessionId: string): Promise<boolean> {
  const { membership, roleVersion, passwordVersion } = account;
  const expiresAtMs = Date.now() + SESSION_IDLE_MS;
  const admitted = await callObject(
    () => inboxOf(env, membership.orgId, membership.personId),
    (inbox) => inbox.admit({ membership, sessionId, expiresAtMs, roleVersion, passwordVersion }),
  );
  return admitted?.ok ?? true;
}

/**
 * The inbox knows of a newer password than the one that was checked. When Postgres still has the checked one, it is behind,
 * because a backup was restored: its version then goes over the inbox's, or nobody could sign in there again.
 */
async function admitAgain(c: EdgeContext, account: SignInAccount, sessionId: string): Promise<boolean> {
  const db = databaseOf(c.env);
  const { orgId, personId, email } = account.membership;
  const isSame = ({ membership, passwordHash }: SignInAccount) =>
    membership.orgId === orgId && membership.personId === personId && passwordHash === account.passwordHash;
  if (!(await accountsOf(db, email)).some(isSame)) return false;
  await noteChange(db, { subject: "password", key: inboxKey(orgId, personId), orgId });
  const now = (await accountsOf(db, email)).find(isSame);
  return now !== undefined && admitSession(c.env, now, sessionId);
}

export async function endSession(env: Env, { orgId, personId, sessionId }: TokenSession): Promise<void> {
  await callObject(
    () => inboxOf(env, orgId, personId),
    (inbox) => inbox.signOut({ sessionId }),
  );
}

export function suspendedAt(orgName: string): Refusal<"suspended"> {
  return refuse("suspended", `Your account at ${orgName} is suspended. Ask an admin there.`);
}

export function meOf(membership: Membership, env: Env): Me {
  const { personId, orgId, orgName, role, email, firstName, lastName, superadmin } = membership;
  const simulation = isSimulation(env) ? { simulation: { to: fixedRecipient(env) } } : {};
  const runs = superadmin ? { superadmin: true as const } : {};
  return { personId, orgId, orgName, role, email, firstName, lastName, ...runs, ...simulation };
}
