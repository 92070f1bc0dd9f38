/** Accounts: the people who can sign in, each in one organization. */
import { asc, eq, sql } from "drizzle-orm";
import { versionOf } from "../../db/authored-copies.ts";
import type { Database } from "../../db/client.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships, people } from "../../db/schema/people.ts";
import { inboxKey, newId } from "../../domain/ids.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";
import { tryPassword } from "./passwords/passwords.ts";

export type SignInAccount = {
  passwordHash: string;
  membership: Membership;
  roleVersion: number;
  /** Of the password's copy; 0 for the first one. */
  passwordVersion: number;
};

export type NewAccount = {
  orgId: string;
  role: Role;
  /** Lower case. */
  email: string;
  firstName: string;
  lastName: string;
};

const INBOX_KEY = sql`${memberships.orgId} || '.' || ${memberships.personId}`;

/** All accounts of an e-mail, at most one per organization; the oldest first. */
export async function accountsOf(db: Database, email: string): Promise<SignInAccount[]> {
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
      superadmin: people.superadmin,
      roleVersion: versionOf({ subject: "role", key: INBOX_KEY }),
      passwordVersion: versionOf({ subject: "password", key: INBOX_KEY }),
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(organizations, eq(organizations.id, memberships.orgId))
    .where(eq(people.email, email))
    .orderBy(asc(memberships.createdAt), asc(organizations.id));
  return rows.map(({ passwordHash, roleVersion, passwordVersion, superadmin, ...membership }) => ({
    passwordHash,
    membership: superadmin ? { ...membership, superadmin: true } : membership,
    roleVersion,
    passwordVersion,
  }));
}

/**
 * Makes a person and their membership, both or neither; null when somebody of the organization has the e-mail. Whether
 * somebody of another one has it makes no difference, not in the work either.
 */
export async function createAccount(
  env: Env,
  db: Database,
  { password, ...account }: NewAccount & { password: string },
): Promise<{ personId: string } | null> {
  const { email } = account;
  const hashes = await hashesOf(db, email);
  const { hash } = await tryPassword(password, { email, hashes, secret: env.SESSION_SECRET });
  return storeAccount(env, db, { ...account, passwordHash: hash });
}

/** `createAccount` with a hash that the caller has. */
export async function storeAccount(
  env: Env,
  db: Database,
  { orgId, role, email, firstName, lastName, passwordHash }: NewAccount & { passwordHash: string },
): Promise<{ personId: string } | null> {
  const personId = newId("p");
  const [made] = await db.batch([
    db
      .insert(people)
      .values({ id: personId, orgId, email, firstName, lastName, passwordHash })
      .onConflictDoNothing({ target: [people.email, people.orgId] })
      .returning({ id: people.id }),
    // Only if the line before made the person.
    db
      .insert(memberships)
      .select(
        sql`select ${orgId}::text, ${people.id}, ${role}::text, now() from ${people} where ${people.id} = ${personId}`,
      ),
  ]);
  if (!made[0]) return null;
  await registerIds(env, [{ id: inboxKey(orgId, personId), orgId }]);
  return { personId };
}

/** Of all accounts of an e-mail: they have one salt (passwords.ts). */
export async function hashesOf(db: Database, email: string): Promise<string[]> {
  const rows = await db
    .select({ hash: people.passwordHash })
    .from(people)
    .where(eq(people.email, email))
    .orderBy(asc(people.createdAt), asc(people.id));
  return rows.map(({ hash }) => hash);
}
