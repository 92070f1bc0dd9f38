/** People of the organization: list, add, change a role, rebuild a desk. */
import { and, asc, eq, ne } from "drizzle-orm";
import { Hono } from "hono";
import { campaigns, memberships, people as peopleTable } from "../../db/schema.ts";
import { refuse } from "../../domain/protocol/outcome.ts";
import { addPersonSchema, changeRoleSchema } from "../../domain/protocol/people.ts";
import { callObject } from "../../durable-objects/kit/retry.ts";
import { inboxOf } from "../../durable-objects/stubs.ts";
import { createAccount } from "../auth/accounts.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { readBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";

const NO_SUCH_PERSON = refuse("not_found", "Your organization has no such person.");

const PERSON = {
  personId: peopleTable.id,
  email: peopleTable.email,
  firstName: peopleTable.firstName,
  lastName: peopleTable.lastName,
  role: memberships.role,
};

const isMember = (orgId: string, personId: string) =>
  and(eq(memberships.orgId, orgId), eq(memberships.personId, personId));

export const people = new Hono<Edge>()
  .get("/", async (c) => {
    const list = await databaseOf(c.env)
      .select(PERSON)
      .from(memberships)
      .innerJoin(peopleTable, eq(peopleTable.id, memberships.personId))
      .where(eq(memberships.orgId, c.var.member.orgId))
      .orderBy(asc(peopleTable.lastName), asc(peopleTable.firstName), asc(peopleTable.id));
    return c.json({ ok: true, people: list });
  })
  .post("/", async (c) => {
    const read = await readBody(c, addPersonSchema);
    if (!read.ok) return refused(c, read);
    const { email, firstName, lastName, role } = read.body;
    const account = await createAccount(databaseOf(c.env), { ...read.body, orgId: c.var.member.orgId });
    if (!account)
      return refused(c, refuse("has_account", `Somebody has the e-mail ${email} already; take another one.`));
    c.var.log.info("person_added", { addedId: account.personId, role });
    return c.json({ ok: true, person: { personId: account.personId, email, firstName, lastName, role } }, 201);
  })
  .patch("/:personId", async (c) => {
    const read = await readBody(c, changeRoleSchema);
    if (!read.ok) return refused(c, read);
    const { role } = read.body;
    const { orgId, personId: own } = c.var.member;
    const personId = c.req.param("personId");
    if (personId === own) {
      return refused(c, refuse("own_role", "Nobody changes their own role; another admin can do it for you."));
    }
    const db = databaseOf(c.env);
    const [changed] = await db
      .update(memberships)
      .set({ role })
      .where(isMember(orgId, personId))
      .returning({ personId: memberships.personId });
    if (!changed) return refused(c, NO_SUCH_PERSON);
    // Postgres first: a sign-in that happens now reads the new role (auth/open-session.ts).
    await callObject(
      () => inboxOf(c.env, orgId, personId),
      (inbox) => inbox.setRole({ role }),
    );
    c.var.log.info("role_changed", { changedId: personId, role });
    const [person] = await db
      .select(PERSON)
      .from(memberships)
      .innerJoin(peopleTable, eq(peopleTable.id, memberships.personId))
      .where(isMember(orgId, personId));
    return person ? c.json({ ok: true, person }) : refused(c, NO_SUCH_PERSON);
  })
  .post("/:personId/rebuild-inbox", async (c) => {
    const { orgId } = c.var.member;
    const personId = c.req.param("personId");
    const db = databaseOf(c.env);
    const [[member], rows] = await db.batch([
      db.select({ personId: memberships.personId }).from(memberships).where(isMember(orgId, personId)),
      // Drafts too: Postgres may not have heard of a start yet, and a campaign the texter is not in answers nothing.
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
