/** `GET /api/labels`: the labels that texters may use. Without the database they text on without labels. */
import { Hono } from "hono";
import { labelsOfOrganization } from "../admin/scripts/labels.ts";
import { checkSession, requireSession } from "../auth/require-session.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";

export const texterLabels = new Hono<Edge>().get("/", requireSession, async (c) => {
  const checked = await checkSession(c.env, c.var.session, { counts: true });
  if (!checked.ok) return refused(c, checked);
  return c.json({ ok: true, labels: await labelsOfOrganization(databaseOf(c.env), checked.membership.orgId) });
});
