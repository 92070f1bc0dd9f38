/** The installation's operator proves to be it by SETUP_TOKEN. */
import { timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";

/** Before the body is read: anybody may post here. */
export const requireOperator = createMiddleware<Edge>(async (c, next) => {
  const { SETUP_TOKEN } = c.env;
  if (!SETUP_TOKEN) return refused(c, refuse("not_found", "This installation has no SETUP_TOKEN: set it as a secret."));
  const given = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  if (!(await equalInConstantTime(given, SETUP_TOKEN))) {
    c.var.log.warn("setup_refused");
    return refused(c, refuse("not_signed_in", "Send the header authorization: Bearer <SETUP_TOKEN>."));
  }
  return next();
});

/** Compares digests, so that the time reveals neither the content nor the length of the secret. */
async function equalInConstantTime(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const [left, right] = await Promise.all([digest(given), digest(expected)]);
  return timingSafeEqual(new Uint8Array(left), new Uint8Array(right));
}
