/** Passwords that change, and the links by which somebody who forgot theirs chooses a new one (docs/decisions/0030). */
import { and, eq, exists, gt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { inboxKey } from "../domain/ids.ts";
import type { Role } from "../domain/statuses.ts";
import { noteChange } from "./authored-copies.ts";
import type { Database } from "./client.ts";
import { memberships, passwordLinks, people } from "./schema/people.ts";
import { organizations } from "./schema/organization.ts";

export type NewPasswordLink = {
  orgId: string;
  personId: string;
  /** The person who made it; null: the installation's operator. */
  madeBy: string | null;
  /** SHA-256 of the link's secret, base64url. */
  secretHash: string;
  /** From now. */
  lifeSeconds: number;
};

/** A person has one link: a new one takes the place of the one before. Returns when it ends. */
export async function storePasswordLink(
  db: Database,
  { lifeSeconds, ...link }: NewPasswordLink,
): Promise<{ endsAt: Date }> {
  const values = { ...link, endsAt: sql`now() + make_interval(secs => ${lifeSeconds})` };
  const [stored] = await db
    .insert(passwordLinks)
    .values(values)
    .onConflictDoUpdate({ target: passwordLinks.personId, set: values })
    .returning({ endsAt: passwordLinks.endsAt });
  if (!stored) throw new Error("a password link was not stored");
  return stored;
}

export type StoredPasswordLink = {
  secretHash: string;
  endsAt: Date;
  orgId: string;
  orgName: string;
  personId: string;
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  passwordHash: string;
  madeBy: string | null;
  /** The present role of who made it; null: the operator, or somebody who has gone. */
  makerRole: Role | null;
};

/** The link of a person that has not ended yet, with what has to hold when it is used. */
export async function livePasswordLink(db: Database, personId: string): Promise<StoredPasswordLink | null> {
  const maker = alias(memberships, "maker");
  const [link] = await db
    .select({
      secretHash: passwordLinks.secretHash,
      endsAt: passwordLinks.endsAt,
      orgId: organizations.id,
      orgName: organizations.name,
      personId: people.id,
      email: people.email,
      firstName: people.firstName,
      lastName: people.lastName,
      role: memberships.role,
      passwordHash: people.passwordHash,
      madeBy: passwordLinks.madeBy,
      makerRole: maker.role,
    })
    .from(passwordLinks)
    .innerJoin(people, eq(people.id, passwordLinks.personId))
    .innerJoin(organizations, eq(organizations.id, passwordLinks.orgId))
    .innerJoin(memberships, and(eq(memberships.orgId, organizations.id), eq(memberships.personId, people.id)))
    .leftJoin(maker, and(eq(maker.orgId, organizations.id), eq(maker.personId, passwordLinks.madeBy)))
    .where(and(eq(passwordLinks.personId, personId), gt(passwordLinks.endsAt, sql`now()`)));
  return link ?? null;
}

type Changed = { orgId: string; personId: string; passwordHash: string };

/**
 * Sets the password if the link is still there, and ends the link: all of it or nothing. False: the link was used or
 * replaced meanwhile.
 */
export async function setPasswordByLink(db: Database, secretHash: string, change: Changed): Promise<boolean> {
  const { orgId, personId, passwordHash } = change;
  const isLink = and(eq(passwordLinks.personId, personId), eq(passwordLinks.secretHash, secretHash));
  const isThere = exists(
    db
      .select({ one: sql`1` })
      .from(passwordLinks)
      .where(and(isLink, gt(passwordLinks.endsAt, sql`now()`))),
  );
  const [, changed] = await db.batch([
    // Two uses at once run one after the other.
    db.select({ id: people.id }).from(people).where(eq(people.id, personId)).for("update"),
    db
      .update(people)
      .set({ passwordHash })
      .where(and(eq(people.id, personId), isThere))
      .returning({ id: people.id }),
    noteChange(db, { subject: "password", key: inboxKey(orgId, personId), orgId }, isThere),
    db.delete(passwordLinks).where(isLink),
  ]);
  return changed.length > 0;
}

/** Sets the password if it is still the one that was checked, and ends a link. False: it changed meanwhile. */
export async function setOwnPassword(db: Database, former: string, change: Changed): Promise<boolean> {
  const { orgId, personId, passwordHash } = change;
  const isFormer = exists(
    db
      .select({ one: sql`1` })
      .from(people)
      .where(and(eq(people.id, personId), eq(people.passwordHash, former))),
  );
  const [, , changed] = await db.batch([
    db.select({ id: people.id }).from(people).where(eq(people.id, personId)).for("update"),
    noteChange(db, { subject: "password", key: inboxKey(orgId, personId), orgId }, isFormer),
    db
      .update(people)
      .set({ passwordHash })
      .where(and(eq(people.id, personId), eq(people.passwordHash, former)))
      .returning({ id: people.id }),
    db.delete(passwordLinks).where(eq(passwordLinks.personId, personId)),
  ]);
  return changed.length > 0;
}
