/**
 * Protects from requests forged by other sites: every change, and every socket, has to come from the app's own pages.
 */
import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * null if the request may go on. Browsers name the origin with every unsafe request and every socket, so a named origin
 * has to be this installation's. A request without one is not a browser's; it passes if it carries no cookie, or the
 * app's own header, which another site's page cannot set.
 */
export function originRefusal(request: Request, publicOrigin: string): Refusal<"bad_origin"> | null {
  const isSocket = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (SAFE_METHODS.has(request.method) && !isSocket) return null;
  const { headers } = request;
  const origin = headers.get("origin");
  if (origin !== null) {
    if (origin === publicOrigin) return null;
    return refuse("bad_origin", `This installation answers pages of ${publicOrigin} only, not of ${origin}.`);
  }
  const site = headers.get("sec-fetch-site");
  const fromElsewhere = site !== null && site !== "same-origin" && site !== "none";
  const bare = headers.has("cookie") && !headers.has("x-whistlestop-app");
  if (!fromElsewhere && !bare) return null;
  return refuse(
    "bad_origin",
    `Send the header origin: ${publicOrigin}, or x-whistlestop-app: 1 if this is not a browser.`,
  );
}

export const requireSameOrigin = createMiddleware<Edge>(async (c, next) => {
  const refusal = originRefusal(c.req.raw, c.env.PUBLIC_ORIGIN);
  if (!refusal) return next();
  c.var.log.warn("bad_origin", { origin: c.req.header("origin")?.slice(0, 200) });
  return refused(c, refusal);
});
