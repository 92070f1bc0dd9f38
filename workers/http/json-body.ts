import { createMiddleware } from "hono/factory";
import type * as z from "zod";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import { bodyWithin } from "./body.ts";
import type { Edge } from "./context.ts";
import { plainWords } from "./plain-words.ts";
import { badRequest, refused } from "./refused.ts";

/** Room for a script of 500 steps with its variants. */
const DEFAULT_LIMIT_BYTES = 2_000_000;

type NoJson = Refusal<"not_json"> | Refusal<"too_large"> | Refusal<"bad_json">;
const utf8 = new TextDecoder();

/** A request's JSON, not yet validated. Refuses another content type, more than `limitBytes`, and invalid JSON. */
export async function readJson(
  request: Request,
  limitBytes = DEFAULT_LIMIT_BYTES,
): Promise<{ ok: true; json: unknown } | NoJson> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuse("not_json", `Send JSON with the header content-type: application/json (got ${type || "none"}).`);
  }
  const bytes = await bodyWithin(request, limitBytes);
  if (!bytes) return refuse("too_large", `The request is larger than ${limitBytes.toLocaleString("en-US")} bytes.`);
  try {
    return { ok: true, json: JSON.parse(utf8.decode(bytes)) };
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
  return createMiddleware<Edge, string, Body>(async (c, next) => {
    const read = await readJson(c.req.raw, limitBytes);
    if (!read.ok) return refused(c, read);
    const parsed = schema.safeParse(read.json, { error: plainWords });
    if (!parsed.success) return refused(c, badRequest(parsed.error));
    c.req.addValidatedData("json", parsed.data as object);
    return next();
  });
}
