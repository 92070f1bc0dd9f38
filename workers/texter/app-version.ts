import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";

/** Oldest app (`APP_PROTOCOL`) that this server understands. A request that names none comes from another program. */
const OLDEST_APP = 1;

/** Tells an app that is too old to reload, before it misreads an answer. */
export const requireRecentApp = createMiddleware<Edge>(async (c, next) => {
  const version = c.req.header("x-whistlestop-app");
  if (version === undefined || Number(version) >= OLDEST_APP) return next();
  return refused(c, refuse("too_old", "This version of the app is too old. Reload the page to get the new one."));
});
