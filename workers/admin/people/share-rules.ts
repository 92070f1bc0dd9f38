/**
 * Copies what admins authored about teams and trust from Postgres to the organization's object, which joining and
 * asking read.
 */
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { teamMembers, teams } from "../../../db/schema/people.ts";
import { NO_TRUST } from "../../../domain/assignment/requests.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";

/** To be called after every change of teams, their members, or trust. */
export async function shareRules(env: Env, db: Database, orgId: string): Promise<void> {
  const [[organization], rows] = await db.batch([
    db
      // The statement's own clock: a copy that was read later contains everything that this one contains.
      .select({
        settings: organizations.settings,
        version: sql<string>`floor(extract(epoch from statement_timestamp()) * 1000000)`,
      })
      .from(organizations)
      .where(eq(organizations.id, orgId)),
    db
      .select({ teamId: teams.id, priority: teams.priority, personId: teamMembers.personId })
      .from(teams)
      .leftJoin(teamMembers, eq(teamMembers.teamId, teams.id))
      .where(eq(teams.orgId, orgId)),
  ]);
  if (!organization) return;
  const byId = new Map<string, { teamId: string; priority: number; personIds: string[] }>();
  for (const { teamId, priority, personId } of rows) {
    const team = byId.get(teamId) ?? { teamId, priority, personIds: [] };
    if (personId !== null) team.personIds.push(personId);
    byId.set(teamId, team);
  }
  const rules = {
    version: Number(organization.version),
    trust: { ...NO_TRUST, ...organization.settings.trust },
    teams: [...byId.values()],
  };
  await callObject(
    () => organizationAt(env, orgId),
    (object) => object.setRules(rules),
  );
}
