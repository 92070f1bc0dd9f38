import { and, eq, inArray } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { teams } from "../../../db/schema/people.ts";
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";

const NO_SUCH_TEAM = refuse("no_such_team", "One of these teams no longer exists. Reload the page and choose again.");

/**
 * Why a campaign cannot be limited to these teams; null when it can. A team that has been deleted since may stay in a
 * campaign that has it, so that an old choice does not hold up another change.
 */
export async function teamsRefusal(
  db: Database,
  orgId: string,
  teamIds: readonly string[] | undefined,
  campaignId: string | null,
): Promise<Refusal<"no_such_team"> | null> {
  const asked = new Set(teamIds);
  if (asked.size === 0) return null;
  const own = await db
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.orgId, orgId), inArray(teams.id, [...asked])));
  for (const { id } of own) asked.delete(id);
  if (asked.size === 0) return null;
  const [present] =
    campaignId === null
      ? []
      : await db
          .select({ policy: campaigns.policy })
          .from(campaigns)
          .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  for (const id of present ? policyOf(present).teamIds : []) asked.delete(id);
  return asked.size === 0 ? null : NO_SUCH_TEAM;
}
