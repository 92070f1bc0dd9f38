/** `POST /api/setup/superadmin`: the operator makes somebody a superadmin, or takes it away. */
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { people } from "../../db/schema/people.ts";
import { superadminSchema } from "../../domain/people/people.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { oneAccount } from "./one-account.ts";
import { requireOperator } from "./require-operator.ts";

export const superadmins = new Hono<Edge>().post("/", requireOperator, jsonBody(superadminSchema), async (c) => {
  const { superadmin, ...named } = c.req.valid("json");
  const db = databaseOf(c.env);
  const account = await oneAccount(db, named);
  if (!account.ok) return refused(c, account);
  const { orgId, orgName, personId } = account.membership;
  await db.update(people).set({ superadmin }).where(eq(people.id, personId));
  c.var.log.info("superadmin_set", { orgId, ofId: personId, superadmin });
  return c.json({ ok: true, orgId, orgName, personId, superadmin });
});
