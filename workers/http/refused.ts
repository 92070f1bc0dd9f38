import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError } from "zod";
import { httpStatusOf, refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";

/** Statuses of refusals that only the edge makes. */
const EDGE_STATUS: Record<string, number> = { conflict: 409, not_json: 415, fault: 500 };

/** Answers with a refusal as it is (extra fields included), under the status that its reason calls for. */
export function refused<Told extends Refusal>(
  c: Context,
  refusal: Told,
  status = EDGE_STATUS[refusal.reason] ?? httpStatusOf(refusal.reason),
): Response {
  // Every status used here is a 4xx or 5xx that may carry a body.
  return c.json(refusal, status as ContentfulStatusCode);
}

const SHOWN_ISSUES = 5;

/** What zod found, as one refusal that names each field and what to write there. */
export function badRequest(error: ZodError): Refusal<"bad_request"> {
  const shown = error.issues.slice(0, SHOWN_ISSUES).map(({ path, message, code, ...issue }) => {
    const field = path.map(String).join(".");
    const absent = code === "invalid_type" && "input" in issue && issue.input === undefined;
    const what = absent || message.endsWith("received undefined") ? "is missing" : message;
    return field === "" ? what : `${field}: ${what}`;
  });
  const more = error.issues.length - shown.length;
  return refuse("bad_request", shown.join("; ") + (more > 0 ? `; and ${more} more` : "") + ".");
}
