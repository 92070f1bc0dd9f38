/**
 * The installation's superadmin: a person of one of its organizations with a flag in Postgres, which only the operator's
 * token sets (docs/rules.md#people-superadmin). Asked at each call, so that taking the flag away takes effect at once.
 */
import { eq } from "drizzle-orm";
import { createMiddleware } from "hono/factory";
import { people } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import { checkSession } from "../auth/require-session.ts";
import { NOT_SIGNED_IN, renewSessionCookie, sessionOfPage } from "../auth/session-cookie.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";

export const requireSuperadmin = createMiddleware<Edge>(async (c, next) => {
  const session = await sessionOfPage(c);
  if (!session) return refused(c, NOT_SIGNED_IN);
  const checked = await checkSession(c.env, session);
  if (!checked.ok) return refused(c, checked);
  const [person] = await databaseOf(c.env)
    .select({ superadmin: people.superadmin })
    .from(people)
    .where(eq(people.id, session.personId));
  if (!person?.superadmin) {
    c.var.log.warn("forbidden", { personId: session.personId, role: checked.membership.role });
    // For everybody else it is not there.
    return refused(c, refuse("not_found", "Only the installation's superadmin sees this."));
  }
  await renewSessionCookie(c, session);
  c.set("session", session);
  c.set("member", checked.membership);
  c.set("log", c.var.log.with({ personId: session.personId }));
  return next();
});
