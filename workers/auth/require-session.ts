import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import { may } from "../../domain/roles.ts";
import type { Act } from "../../domain/roles.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { CheckRequest } from "../../durable-objects/rpc/texter-inbox.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { NOT_SIGNED_IN, renewSessionCookie, sessionOfPage } from "./session-cookie.ts";
import type { TokenSession } from "./session-token.ts";

/** A readable session cookie. No call to anyone: the route's own call to the inbox checks whether the session is live. */
export const requireSession = createMiddleware<Edge>(async (c, next) => {
  const session = await sessionOfPage(c);
  if (!session) return refused(c, NOT_SIGNED_IN);
  c.set("session", session);
  return next();
});

/**
 * Asks the person's inbox whether the session is live and who it is; extends it.
 *
 * @param how for what the texter's app asks: `counts`, among the calls that one person may make in a time
 */
export function checkSession(
  env: Env,
  { orgId, personId, sessionId }: TokenSession,
  how: Omit<CheckRequest, "sessionId"> = {},
) {
  return callObject(
    () => inboxOf(env, orgId, personId),
    (inbox) => inbox.check({ sessionId, ...how }),
  );
}

/**
 * Requires a live session with this permission, from the inbox's live membership: a suspension takes effect at the next
 * call.
 */
export const requireMay = (act: Act) =>
  createMiddleware<Edge>(async (c, next) => {
    const session = await sessionOfPage(c);
    if (!session) return refused(c, NOT_SIGNED_IN);
    const checked = await checkSession(c.env, session);
    if (!checked.ok) return refused(c, checked);
    const { membership } = checked;
    if (!may(membership.role, act)) {
      c.var.log.warn("forbidden", { personId: session.personId, role: membership.role });
      return refused(c, refuse("forbidden", "Only admins can do this."));
    }
    await renewSessionCookie(c, session);
    c.set("session", session);
    c.set("member", membership);
    c.set("log", c.var.log.with({ orgId: membership.orgId, personId: membership.personId }));
    return next();
  });

export const requireAdmin = requireMay("administer");
