import { createMiddleware } from "hono/factory";
import type * as z from "zod";
import type { Edge } from "./context.ts";
import { plainWords } from "./plain-words.ts";
import { badRequest, refused } from "./refused.ts";

/**
 * The next handler finds the query parameters under `c.req.valid("query")`. An empty parameter (`?search=`) counts as
 * none; of a repeated one, the first counts.
 */
export function queryParams<Schema extends z.ZodType<object>>(schema: Schema) {
  type Query = { in: { query: z.input<Schema> }; out: { query: z.output<Schema> } };
  return createMiddleware<Edge, string, Query>(async (c, next) => {
    const given = Object.entries(c.req.query()).filter(([, value]) => value !== "");
    const parsed = schema.safeParse(Object.fromEntries(given), { error: plainWords });
    if (!parsed.success) return refused(c, badRequest(parsed.error));
    c.req.addValidatedData("query", parsed.data);
    return next();
  });
}
