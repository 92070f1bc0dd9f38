/**
 * `POST /api/setup/password-link`: the operator makes a link for a new password, for the last owner of an organization who
 * forgot theirs.
 */
import { Hono } from "hono";
import { refuse } from "../../domain/outcome.ts";
import { chooseOrganization, operatorLinkSchema } from "../../domain/people/people.ts";
import { accountsOf } from "../auth/accounts.ts";
import { makePasswordLink } from "../auth/passwords/password-links.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { requireOperator } from "./require-operator.ts";

export const operatorPasswordLinks = new Hono<Edge>().post(
  "/",
  requireOperator,
  jsonBody(operatorLinkSchema),
  async (c) => {
    const { email, orgId: asked } = c.req.valid("json");
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
    const made = await makePasswordLink(c.env, db, { orgId, personId, madeBy: null });
    c.var.log.info("password_link_made", { orgId, ofId: personId, by: "operator" });
    return c.json({ ok: true, orgId, orgName, personId, ...made }, 201);
  },
);
