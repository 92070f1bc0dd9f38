/** Shared by sign-in, sign-up and `me`: a membership from Postgres, a session in the inbox, a cookie. */
import { and, asc, eq, ne } from "drizzle-orm";
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

export type SignInAccount = { passwordHash: string; membership: Membership };

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
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(eq(people.email, email))
    .orderBy(asc(memberships.createdAt), asc(organizations.id));
  const row = rows.find(({ role }) => role !== "SUSPENDED") ?? rows[0];
  if (!row) return null;
  const { passwordHash, ...membership } = row;
  return { passwordHash, membership };
}

/** Opens a session in the person's inbox and sets the cookie. */
export async function openSession(c: EdgeContext, db: Database, membership: Membership): Promise<void> {
  const { orgId, personId } = membership;
  const sessionId = newId("s");
  const inbox = () => inboxOf(c.env, orgId, personId);
  const expiresAtMs = Date.now() + SESSION_IDLE_MS;
  await callObject(inbox, (stub) => stub.admit({ membership, sessionId, expiresAtMs }));
  // An admin may have changed the role since it was read; `admit` has then overwritten it, so it is set again.
  const [changed] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .where(
      and(eq(memberships.orgId, orgId), eq(memberships.personId, personId), ne(memberships.role, membership.role)),
    );
  if (changed) await callObject(inbox, (stub) => stub.setRole({ role: changed.role }));
  await setSessionCookie(c, { personId, orgId, sessionId });
}

export function meOf({ personId, orgId, orgName, role, email, firstName, lastName }: Membership, env: Env): Me {
  const simulation = isSimulation(env) ? { simulation: { to: fixedRecipient(env) } } : {};
  return { personId, orgId, orgName, role, email, firstName, lastName, ...simulation };
}
