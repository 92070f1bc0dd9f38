import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { memberships, people } from "../../db/schema/people.ts";
import { inboxKey, newId } from "../../domain/ids.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { hashPassword } from "./passwords.ts";

export type NewAccount = {
  orgId: string;
  role: Role;
  /** Lower case. */
  email: string;
  password: string;
  firstName: string;
  lastName: string;
};

/** Makes a person and their membership, both or neither; null when the e-mail is taken. */
export async function createAccount(env: Env, db: Database, account: NewAccount): Promise<{ personId: string } | null> {
  const { orgId, role, email, firstName, lastName } = account;
  const personId = newId("p");
  const passwordHash = await hashPassword(account.password);
  const [made] = await db.batch([
    db
      .insert(people)
      .values({ id: personId, email, firstName, lastName, passwordHash })
      .onConflictDoNothing({ target: people.email })
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
