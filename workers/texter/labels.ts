/**
 * `GET /api/labels`: the labels that texters may use, and the teams that answers give conversations to, by name. Without
 * the database they text on without.
 */
import { Hono } from "hono";
import { teamNames } from "../admin/scripts/answer-actions.ts";
import { labelsOfOrganization } from "../admin/scripts/labels.ts";
import { checkSession, requireSession } from "../auth/require-session.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";

export const texterLabels = new Hono<Edge>().get("/", requireSession, async (c) => {
  const checked = await checkSession(c.env, c.var.session, { counts: true });
  if (!checked.ok) return refused(c, checked);
  const { orgId } = checked.membership;
  const db = databaseOf(c.env);
  const [labels, teams] = await Promise.all([labelsOfOrganization(db, orgId), teamNames(db, orgId)]);
  return c.json({ ok: true, labels, teams });
});
