/**
 * `GET /api/labels`: the labels that texters may use, and the teams that answers give conversations to, by name. Without
 * the database they text on without.
 */
import { Hono } from "hono";
import { teamNames } from "../admin/scripts/answer-actions.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
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
  const [known, teams] = await Promise.all([
    callObject(
      () => organizationAt(c.env, orgId),
      (organization) => organization.labels(),
    ),
    teamNames(db, orgId),
  ]);
  // Those that its object knows, so that nobody taps a label that a queue would not know yet.
  return c.json({ ok: true, labels: known?.labels ?? (await labelsOfOrganization(db, orgId)), teams });
});
