import { createMiddleware } from "hono/factory";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { Edge } from "./context.ts";
import { isSocketRequest } from "./socket.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";

/** Calls slower than this are logged. */
const SLOW_MS = 2000;

/**
 * Names the request in logs and in the sentence of a fault. Cloudflare's own id when it has one; never one that the client
 * made up.
 */
export const requestIds = requestId({
  headerName: "",
  generator: (c) => c.req.header("cf-ray") ?? crypto.randomUUID(),
});

const secure = secureHeaders({
  strictTransportSecurity: "max-age=31536000",
  xFrameOptions: "DENY",
  // For old browsers only, or the default of today's.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
});

/**
 * For every answer but a socket's: browsers come back by HTTPS only, take an answer for what its type says, show it in no
 * other site's frame and tell no other site where they come from. The app's files have the same from `web/public/_headers`.
 */
export const safeHeaders = createMiddleware<Edge>((c, next) => (isSocketRequest(c) ? next() : secure(c, next)));

/**
 * Gives each request its logger. The path in log lines is the route's pattern, because real paths contain link tokens.
 * A fast success leaves no line: the platform counts requests, and a line per text would cost as much as the text.
 */
export const requestContext = createMiddleware<Edge>(async (c, next) => {
  const startedAtMs = Date.now();
  c.set("log", createLogger({ requestId: c.var.requestId, method: c.req.method }));
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
  await next();
});
