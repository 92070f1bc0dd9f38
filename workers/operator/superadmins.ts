/** `POST /api/setup/superadmin`: the operator makes somebody a superadmin, or takes it away. */
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { people } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import { chooseOrganization, superadminSchema } from "../../domain/people/people.ts";
import { accountsOf } from "../auth/accounts.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { requireOperator } from "./require-operator.ts";

export const superadmins = new Hono<Edge>().post("/", requireOperator, jsonBody(superadminSchema), async (c) => {
  const { email, orgId: asked, superadmin } = c.req.valid("json");
  const db = databaseOf(c.env);
  const all = (await accountsOf(db, email)).map(({ membership }) => membership);
  const found = asked === undefined ? all : all.filter(({ orgId }) => orgId === asked);
  const [first, second] = found;
  if (!first) return refused(c, refuse("not_found", `Nobody has an account with the e-mail ${email} there.`));
  if (second) {
    const message = `${email} has accounts at several organizations: send the orgId of one of them.`;
    return refused(c, { ...chooseOrganization(found), message });
  }
  const { orgId, orgName, personId } = first;
  await db.update(people).set({ superadmin }).where(eq(people.id, personId));
  c.var.log.info("superadmin_set", { orgId, ofId: personId, superadmin });
  return c.json({ ok: true, orgId, orgName, personId, superadmin });
});
