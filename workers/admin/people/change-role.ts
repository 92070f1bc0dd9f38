/** Changes of roles: checked by domain/roles.ts, written only if the checked state still holds. */
import { and, count, eq, exists, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { noteChange } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { memberships } from "../../../db/schema/people.ts";
import { inboxKey } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { roleRefusal } from "../../../domain/roles.ts";
import type { Role } from "../../../domain/statuses.ts";

const NO_SUCH_PERSON = refuse("not_found", "This person was not found in your organization.");
const TRIES = 5;

export async function changeRole(
  db: Database,
  { orgId, actorId, personId, to }: { orgId: string; actorId: string; personId: string; to: Role },
): Promise<{ ok: true } | Refusal> {
  const isMember = (id: string) => and(eq(memberships.orgId, orgId), eq(memberships.personId, id));
  const ownersOf = db
    .select({ owners: count() })
    .from(memberships)
    .where(and(eq(memberships.orgId, orgId), eq(memberships.role, "OWNER")));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [[actor], [target], [counted]] = await db.batch([
      db.select({ role: memberships.role }).from(memberships).where(isMember(actorId)),
      db.select({ role: memberships.role }).from(memberships).where(isMember(personId)),
      ownersOf,
    ]);
    if (!target) return NO_SUCH_PERSON;
    const owners = counted?.owners ?? 0;
    const refusal = roleRefusal({
      actor: { personId: actorId, role: actor?.role ?? "SUSPENDED" },
      target: { personId, role: target.role },
      to,
      owners,
    });
    if (refusal) return refusal;
    const other = alias(memberships, "actor");
    const [, written] = await db.batch([
      // Role changes in one organization run one after the other, so that two owners cannot remove each other.
      db.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, orgId)).for("update"),
      db
        .update(memberships)
        .set({ role: to })
        .where(
          and(
            isMember(personId),
            eq(memberships.role, target.role),
            exists(
              db
                .select({ one: sql`1` })
                .from(other)
                .where(
                  and(eq(other.orgId, orgId), eq(other.personId, actorId), eq(other.role, actor?.role ?? "SUSPENDED")),
                ),
            ),
            sql`(${ownersOf}) = ${owners}`,
          ),
        )
        .returning({ personId: memberships.personId }),
      noteChange(db, { subject: "role", key: inboxKey(orgId, personId), orgId }),
    ]);
    if (written.length > 0) return { ok: true };
  }
  return refuse("conflict", "Somebody else is changing roles right now. Try again in a moment.");
}
