/** Shared by sign-in, sign-up and `me`: a membership from Postgres, a session in the inbox, a cookie. */
import { asc, eq, sql } from "drizzle-orm";
import { versionOf } from "../../db/authored-copies.ts";
import type { Database } from "../../db/client.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships, people } from "../../db/schema/people.ts";
import { newId } from "../../domain/ids.ts";
import type { Me } from "../../domain/people/people.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { EdgeContext } from "../http/context.ts";
import { fixedRecipient, isSimulation } from "../../durable-objects/bindings/simulation.ts";
import { setSessionCookie } from "./session-cookie.ts";
import { SESSION_IDLE_MS } from "./session-token.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

export type SignInAccount = { passwordHash: string; membership: Membership; roleVersion: number };

/** The person with this e-mail, and the membership they sign in to: the oldest one that is not suspended. */
export async function accountOf(db: Database, email: string): Promise<SignInAccount | null> {
  const rows = await db
    .select({
      passwordHash: people.passwordHash,
      orgId: organizations.id,
      orgName: organizations.name,
      personId: people.id,
      role: memberships.role,
      email: people.email,
      firstName: people.firstName,
      lastName: people.lastName,
      alias: people.alias,
      roleVersion: versionOf({ subject: "role", key: sql`${memberships.orgId} || '.' || ${memberships.personId}` }),
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(eq(people.email, email))
    .orderBy(asc(memberships.createdAt), asc(organizations.id));
  const row = rows.find(({ role }) => role !== "SUSPENDED") ?? rows[0];
  if (!row) return null;
  const { passwordHash, roleVersion, ...membership } = row;
  return { passwordHash, membership, roleVersion };
}

/**
 * Opens a session in the person's inbox and sets the cookie. A role that changed since it was read here stays in the
 * inbox, because its version is higher.
 */
export async function openSession(c: EdgeContext, membership: Membership, roleVersion: number): Promise<void> {
  const { orgId, personId } = membership;
  const sessionId = newId("s");
  const expiresAtMs = Date.now() + SESSION_IDLE_MS;
  await callObject(
    () => inboxOf(c.env, orgId, personId),
    (inbox) => inbox.admit({ membership, sessionId, expiresAtMs, roleVersion }),
  );
  await setSessionCookie(c, { personId, orgId, sessionId });
}

export function meOf({ personId, orgId, orgName, role, email, firstName, lastName }: Membership, env: Env): Me {
  const simulation = isSimulation(env) ? { simulation: { to: fixedRecipient(env) } } : {};
  return { personId, orgId, orgName, role, email, firstName, lastName, ...simulation };
}
