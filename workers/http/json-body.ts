import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { z } from "zod";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { Edge } from "./context.ts";
import { badRequest, refused } from "./refused.ts";

/** Room for a script of 500 steps with its variants. */
const DEFAULT_LIMIT_BYTES = 2_000_000;

/** Refuses a body of more bytes: by its announced length, else as soon as more has been read. */
export function bodyWithin(limitBytes: number): MiddlewareHandler {
  const message = `The request is larger than ${limitBytes.toLocaleString("en-US")} bytes.`;
  return bodyLimit({ maxSize: limitBytes, onError: (c) => refused(c, refuse("too_large", message)) });
}

/** A request's JSON, not yet validated. Refuses another content type, and invalid JSON. Goes behind `bodyWithin`. */
export async function readJson(
  c: Context,
): Promise<{ ok: true; json: unknown } | Refusal<"bad_json"> | Refusal<"not_json">> {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuse("not_json", `Send JSON with the header content-type: application/json (got ${type || "none"}).`);
  }
  try {
    return { ok: true, json: JSON.parse(await c.req.text()) };
  } catch {
    return refuse("bad_json", "The request's body is not valid JSON.");
  }
}

/**
 * The next handler finds the parsed body under `c.req.valid("json")`; clients of the route (hono/client) must send what
 * the schema takes. The body is bounded while it is read, which hono's own validator does not do.
 */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, limitBytes = DEFAULT_LIMIT_BYTES) {
  type Body = { in: { json: z.input<Schema> }; out: { json: z.output<Schema> } };
  const within = bodyWithin(limitBytes);
  return createMiddleware<Edge, string, Body>(async (c, next) => {
    const tooLarge = await within(c, goOn);
    if (tooLarge) return tooLarge;
    const read = await readJson(c);
    if (!read.ok) return refused(c, read);
    const parsed = schema.safeParse(read.json);
    if (!parsed.success) return refused(c, badRequest(parsed.error));
    c.req.addValidatedData("json", parsed.data as object);
    return next();
  });
}

async function goOn(): Promise<void> {}
