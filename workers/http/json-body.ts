import type { Context } from "hono";
import type { z } from "zod";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import { badRequest } from "./refused.ts";

/** Room for a script of 500 steps with its variants. */
const DEFAULT_LIMIT_BYTES = 2_000_000;

type BodyRefusal = Refusal<"bad_request" | "bad_json" | "too_large" | "not_json">;

/** A request's JSON, not yet validated. Refuses another content type, more than `limitBytes`, and invalid JSON. */
export async function readJson(
  c: Context,
  limitBytes = DEFAULT_LIMIT_BYTES,
): Promise<{ ok: true; json: unknown } | BodyRefusal> {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refuse("not_json", `Send JSON with the header content-type: application/json (got ${type || "none"}).`);
  }
  const tooLarge = refuse("too_large", `The request is larger than ${limitBytes.toLocaleString("en-US")} bytes.`);
  if (Number(c.req.header("content-length") ?? 0) > limitBytes) return tooLarge;
  const text = await c.req.text();
  // A chunked request names no length beforehand. UTF-16 units never outnumber the bytes they came from.
  if (text.length > limitBytes) return tooLarge;
  try {
    return { ok: true, json: JSON.parse(text) };
  } catch {
    return refuse("bad_json", "The request's body is not valid JSON.");
  }
}

/** A request's JSON as `schema` describes it. */
export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  limitBytes = DEFAULT_LIMIT_BYTES,
): Promise<{ ok: true; body: z.output<Schema> } | BodyRefusal> {
  const read = await readJson(c, limitBytes);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.json);
  return parsed.success ? { ok: true, body: parsed.data } : badRequest(parsed.error);
}
