/**
 * `POST /api/setup/password-link`: the operator makes a link for a new password, for the last owner of an organization who
 * forgot theirs.
 */
import { Hono } from "hono";
import { operatorLinkSchema } from "../../domain/people/people.ts";
import { makePasswordLink } from "../auth/passwords/password-links.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { oneAccount } from "./one-account.ts";
import { requireOperator } from "./require-operator.ts";

export const operatorPasswordLinks = new Hono<Edge>().post(
  "/",
  requireOperator,
  jsonBody(operatorLinkSchema),
  async (c) => {
    const db = databaseOf(c.env);
    const account = await oneAccount(db, c.req.valid("json"));
    if (!account.ok) return refused(c, account);
    const { orgId, orgName, personId } = account.membership;
    const made = await makePasswordLink(c.env, db, { orgId, personId, madeBy: null });
    c.var.log.info("password_link_made", { orgId, ofId: personId, by: "operator" });
    return c.json({ ok: true, orgId, orgName, personId, ...made }, 201);
  },
);
