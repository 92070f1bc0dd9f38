/** People of the organization: list, add, change a role, rebuild a desk. */
import { passwordRefusal } from "../../../domain/people/password-rule.ts";
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { Hono } from "hono";
import { isUnderWay, noteChange } from "../../../db/authored-copies.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { memberships, people as peopleTable, teamMembers, teams } from "../../../db/schema/people.ts";
import { inboxKey } from "../../../domain/ids.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { addPersonSchema, changeRoleSchema } from "../../../domain/people/people.ts";
import { personTeamsSchema } from "../../../domain/people/teams.ts";
import { passwordLinkRefusal, ROLE_WORDS, rolesGivenBy } from "../../../domain/roles.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../../durable-objects/rpc/stubs.ts";
import { createAccount } from "../../auth/accounts.ts";
import { makePasswordLink } from "../../auth/passwords/password-links.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { CopyDelivery } from "../../authored/deliver.ts";
import { changeRole } from "./change-role.ts";

const NO_SUCH_PERSON = refuse("not_found", "This person was not found in your organization.");

const PERSON = {
  personId: peopleTable.id,
  email: peopleTable.email,
  firstName: peopleTable.firstName,
  lastName: peopleTable.lastName,
  role: memberships.role,
  teamIds: sql<string[]>`coalesce((select json_agg(m.team_id order by t.priority, m.team_id) from team_members m
    join teams t on t.id = m.team_id where m.person_id = ${peopleTable.id} and t.org_id = ${memberships.orgId}), '[]')`,
  roleUnderWay: isUnderWay({ subject: "role", key: sql`${memberships.orgId} || '.' || ${memberships.personId}` }),
};

const isMember = (orgId: string, personId: string) =>
  and(eq(memberships.orgId, orgId), eq(memberships.personId, personId));

export const organizationPeople = new Hono<Edge>()
  .get("/", async (c) => {
    const list = await databaseOf(c.env)
      .select(PERSON)
      .from(memberships)
      .innerJoin(peopleTable, eq(peopleTable.id, memberships.personId))
      .where(eq(memberships.orgId, c.var.member.orgId))
      .orderBy(asc(peopleTable.lastName), asc(peopleTable.firstName), asc(peopleTable.id));
    return c.json({ ok: true, people: list });
  })
  .post("/", jsonBody(addPersonSchema), async (c) => {
    const { email, password, firstName, lastName, role } = c.req.valid("json");
    if (!rolesGivenBy(c.var.member.role).includes(role)) {
      const message = `You cannot give a role above your own. Ask an owner for the role ${ROLE_WORDS[role]}.`;
      return refused(c, refuseFields("forbidden", { role: message }));
    }
    const weak = passwordRefusal(password, { email, firstName, lastName, organization: c.var.member.orgName });
    if (weak) return refused(c, weak);
    const account = await createAccount(c.env, databaseOf(c.env), {
      ...c.req.valid("json"),
      orgId: c.var.member.orgId,
    });
    if (!account)
      return refused(
        c,
        refuseFields("has_account", {
          email: `There is already an account here with ${email}. Enter another address.`,
        }),
      );
    c.var.log.info("person_added", { addedId: account.personId, role });
    return c.json(
      {
        ok: true,
        person: { personId: account.personId, email, firstName, lastName, role, teamIds: [], roleUnderWay: false },
      },
      201,
    );
  })
  .patch("/:personId", jsonBody(changeRoleSchema), async (c) => {
    const { role } = c.req.valid("json");
    const { orgId, personId: own } = c.var.member;
    const personId = c.req.param("personId");
    const db = databaseOf(c.env);
    const changed = await changeRole(db, { orgId, actorId: own, personId, to: role });
    if (!changed.ok) return refused(c, changed);
    const delivery = await deliverNow(c, "role", inboxKey(orgId, personId));
    c.var.log.info("role_changed", { changedId: personId, role, ...delivery });
    return answerPerson(c, personId, delivery);
  })
  .put("/:personId/teams", jsonBody(personTeamsSchema), async (c) => {
    const { teamIds } = c.req.valid("json");
    const { orgId } = c.var.member;
    const personId = c.req.param("personId");
    const db = databaseOf(c.env);
    const known = await db.select({ id: memberships.personId }).from(memberships).where(isMember(orgId, personId));
    if (known.length === 0) return refused(c, NO_SUCH_PERSON);
    const ofOrg = db.select({ id: teams.id }).from(teams).where(eq(teams.orgId, orgId));
    await db.batch([
      db.delete(teamMembers).where(and(eq(teamMembers.personId, personId), inArray(teamMembers.teamId, ofOrg))),
      // This drops teams of other organizations.
      db
        .insert(teamMembers)
        .select(
          db
            .select({ teamId: teams.id, personId: sql<string>`${personId}::text`.as("person_id") })
            .from(teams)
            .where(and(eq(teams.orgId, orgId), teamIds.length === 0 ? sql`false` : inArray(teams.id, teamIds))),
        )
        .onConflictDoNothing(),
      noteChange(db, { subject: "rules", key: orgId, orgId }),
    ]);
    return answerPerson(c, personId, await deliverNow(c, "rules", orgId));
  })
  .post("/:personId/password-link", async (c) => {
    const { orgId, personId: own } = c.var.member;
    const personId = c.req.param("personId");
    const db = databaseOf(c.env);
    const rolesOf = (id: string) => db.select({ role: memberships.role }).from(memberships).where(isMember(orgId, id));
    const [[actor], [target]] = await db.batch([rolesOf(own), rolesOf(personId)]);
    if (!target) return refused(c, NO_SUCH_PERSON);
    const by = { personId: own, role: actor?.role ?? "SUSPENDED" };
    const refusal = passwordLinkRefusal(by, { personId, role: target.role });
    if (refusal) return refused(c, refusal);
    const made = await makePasswordLink(c.env, db, { orgId, personId, madeBy: own });
    c.var.log.info("password_link_made", { ofId: personId });
    return c.json({ ok: true, ...made }, 201);
  })
  .post("/:personId/rebuild-inbox", async (c) => {
    const { orgId } = c.var.member;
    const personId = c.req.param("personId");
    const db = databaseOf(c.env);
    const [[member], rows] = await db.batch([
      db.select({ personId: memberships.personId }).from(memberships).where(isMember(orgId, personId)),
      // Drafts too: Postgres may not know of a start yet, and a campaign that the texter has not joined answers
      // nothing.
      db
        .select({ id: campaigns.id })
        .from(campaigns)
        .where(and(eq(campaigns.orgId, orgId), ne(campaigns.status, "ARCHIVED"))),
    ]);
    if (!member) return refused(c, NO_SUCH_PERSON);
    const rebuilt = await callObject(
      () => inboxOf(c.env, orgId, personId),
      (inbox) => inbox.rebuild({ campaignIds: rows.map(({ id }) => id) }),
    );
    c.var.log.info("inbox_rebuilt", { ofId: personId, ...rebuilt });
    return c.json({ ok: true, ...rebuilt });
  });

async function answerPerson(c: EdgeContext, personId: string, delivery: CopyDelivery) {
  const [person] = await databaseOf(c.env)
    .select(PERSON)
    .from(memberships)
    .innerJoin(peopleTable, eq(peopleTable.id, memberships.personId))
    .where(isMember(c.var.member.orgId, personId));
  return person ? c.json({ ok: true, person, ...delivery }) : refused(c, NO_SUCH_PERSON);
}
