/** Teams of the organization: list, make, change, delete, choose members. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { Hono } from "hono";
import { noteChange } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { memberships, teamMembers, teams as teamsTable } from "../../../db/schema/people.ts";
import { newId } from "../../../domain/ids.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { teamChangeSchema, teamMembersSchema, teamSchema } from "../../../domain/people/teams.ts";
import type { Team } from "../../../domain/people/teams.ts";
import { sqlState } from "../../../db/query-errors.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { deliverNow } from "../../authored/deliver.ts";

const NO_SUCH_TEAM = refuse("not_found", "This team was not found in your organization.");
const TITLE_TAKEN = refuseFields("title_taken", {
  title: "Another team already has this name. Choose a different one.",
});
const UNIQUE_VIOLATION = "23505";

const isTeam = (orgId: string, teamId: string) => and(eq(teamsTable.orgId, orgId), eq(teamsTable.id, teamId));

export const organizationTeams = new Hono<Edge>()
  .get("/", async (c) => c.json({ ok: true, teams: await teamsOf(databaseOf(c.env), c.var.member.orgId) }))
  .post("/", jsonBody(teamSchema), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const teamId = newId("t");
    const team = { id: teamId, orgId, ...c.req.valid("json") };
    const made = await titleIsFree(() => db.batch([db.insert(teamsTable).values(team), rulesChanged(db, orgId)]));
    if (!made) return refused(c, TITLE_TAKEN);
    c.var.log.info("team_made", { teamId });
    const shown: Team = { teamId, ...c.req.valid("json"), personIds: [] };
    return c.json({ ok: true, team: shown, ...(await deliverNow(c, "rules", orgId)) }, 201);
  })
  .patch("/:teamId", jsonBody(teamChangeSchema), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const teamId = c.req.param("teamId");
    // Given fields only; the title is always set, because an empty change is not valid SQL.
    const change = Object.fromEntries(Object.entries(c.req.valid("json")).filter(([, value]) => value !== undefined));
    const set = { title: sql`${teamsTable.title}`, ...change };
    const changed = await titleIsFree(() =>
      db.batch([db.update(teamsTable).set(set).where(isTeam(orgId, teamId)), rulesChanged(db, orgId)]),
    );
    if (!changed) return refused(c, TITLE_TAKEN);
    return answerTeam(c, db, teamId);
  })
  .put("/:teamId/members", jsonBody(teamMembersSchema), async (c) => {
    const { personIds } = c.req.valid("json");
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const teamId = c.req.param("teamId");
    if (!(await hasTeam(db, orgId, teamId))) return refused(c, NO_SUCH_TEAM);
    const ofOrg = and(eq(memberships.orgId, orgId), inArray(memberships.personId, personIds));
    await db.batch([
      db.delete(teamMembers).where(eq(teamMembers.teamId, teamId)),
      // This drops people of other organizations.
      db
        .insert(teamMembers)
        .select(
          db
            .select({ teamId: sql<string>`${teamId}::text`.as("team_id"), personId: memberships.personId })
            .from(memberships)
            .where(personIds.length === 0 ? sql`false` : ofOrg),
        )
        .onConflictDoNothing(),
      rulesChanged(db, orgId),
    ]);
    return answerTeam(c, db, teamId);
  })
  .delete("/:teamId", async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const [gone] = await db.batch([
      db
        .delete(teamsTable)
        .where(isTeam(orgId, c.req.param("teamId")))
        .returning({ id: teamsTable.id }),
      rulesChanged(db, orgId),
    ]);
    if (gone.length === 0) return refused(c, NO_SUCH_TEAM);
    return c.json({ ok: true, ...(await deliverNow(c, "rules", orgId)) });
  });

/** Belongs into the batch of every change of teams and their members. */
function rulesChanged(db: Database, orgId: string) {
  return noteChange(db, { subject: "rules", key: orgId, orgId });
}

/** All teams with their members, the highest priority first. */
async function teamsOf(db: Database, orgId: string, teamId?: string): Promise<Team[]> {
  const rows = await db
    .select({
      teamId: teamsTable.id,
      title: teamsTable.title,
      color: teamsTable.color,
      priority: teamsTable.priority,
      personIds: sql<string[]>`coalesce((select json_agg(m.person_id order by m.person_id)
        from team_members m where m.team_id = ${teamsTable.id}), '[]')`,
    })
    .from(teamsTable)
    .where(teamId === undefined ? eq(teamsTable.orgId, orgId) : isTeam(orgId, teamId))
    .orderBy(asc(teamsTable.priority), asc(teamsTable.title), asc(teamsTable.id));
  return rows;
}

async function hasTeam(db: Database, orgId: string, teamId: string): Promise<boolean> {
  const rows = await db.select({ id: teamsTable.id }).from(teamsTable).where(isTeam(orgId, teamId));
  return rows.length > 0;
}

async function answerTeam(c: EdgeContext, db: Database, teamId: string) {
  const { orgId } = c.var.member;
  const delivery = await deliverNow(c, "rules", orgId);
  const [team] = await teamsOf(db, orgId, teamId);
  return team ? c.json({ ok: true, team, ...delivery }) : refused(c, NO_SUCH_TEAM);
}

/** False when the organization has another team with that title. */
async function titleIsFree(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) return false;
    throw error;
  }
}
