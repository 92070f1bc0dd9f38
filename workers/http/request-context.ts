import { createMiddleware } from "hono/factory";
import type { Edge } from "./context.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";

/** Calls slower than this are logged. */
const SLOW_MS = 2000;

/**
 * Gives each request its logger. The path in log lines is the route's pattern, because real paths contain link tokens.
 * A fast success leaves no line: the platform counts requests, and a line per text would cost as much as the text.
 */
export const requestContext = createMiddleware<Edge>(async (c, next) => {
  const startedAtMs = Date.now();
  const requestId = c.req.header("cf-ray") ?? crypto.randomUUID();
  c.set("requestId", requestId);
  c.set("log", createLogger({ requestId, method: c.req.method }));
  await next();
  const tookMs = Date.now() - startedAtMs;
  const { status } = c.res;
  if (status < 400 && tookMs < SLOW_MS) return;
  const fields = { route: c.req.routePath, status, tookMs };
  if (status >= 500) c.var.log.error("request_failed", fields);
  else if (status >= 400) c.var.log.info("request_refused", fields);
  else c.var.log.warn("request_slow", fields);
});

/** Answers of the API are for one person and one moment, so they are never cached. */
export const apiHeaders = createMiddleware<Edge>(async (c, next) => {
  c.header("cache-control", "no-store");
  c.header("x-content-type-options", "nosniff");
  await next();
});
