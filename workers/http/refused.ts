import type { Context, TypedResponse } from "hono";
import type { ZodError } from "zod";
import { httpStatusOf, refuse } from "../../domain/outcome.ts";
import type { Refusal, RefusalStatus } from "../../domain/outcome.ts";

type EdgeStatus = 409 | 415 | 500;

/** Statuses of refusals that only the edge makes. */
const EDGE_STATUS = new Map<string, EdgeStatus>([
  ["conflict", 409],
  ["key_taken", 409],
  ["too_few_numbers", 409],
  ["reservation_expired", 409],
  ["number_taken", 409],
  ["too_many_numbers", 409],
  ["not_json", 415],
  ["fault", 500],
]);

/** A refusal whose type the route's clients know. */
type RefusedAnswer<Told> = Response & TypedResponse<Told, RefusalStatus | EdgeStatus, "json">;

/** Answers with a refusal as it is (extra fields included), under the status that its reason calls for. */
export function refused<Told extends Refusal>(c: Context, refusal: Told): RefusedAnswer<Told> {
  const status = EDGE_STATUS.get(refusal.reason) ?? httpStatusOf(refusal.reason);
  if (status === 429 && "mayGoAtMs" in refusal && typeof refusal.mayGoAtMs === "number") {
    c.header("retry-after", String(Math.max(1, Math.ceil((refusal.mayGoAtMs - Date.now()) / 1000))));
  }
  // A refusal is plain JSON, so the client reads exactly what was given.
  return c.json<Refusal>(refusal, status) as RefusedAnswer<Told>;
}

const SHOWN_ISSUES = 5;

/** What zod found, as one refusal that names each field and what to write there: for programs in one line, for forms by field. */
export function badRequest(error: ZodError): Refusal<"bad_request"> {
  const found = error.issues.map(({ path, message, code, ...issue }) => {
    const absent = code === "invalid_type" && "input" in issue && issue.input === undefined;
    const what = absent || message.endsWith("received undefined") ? "is missing" : message;
    return { field: path.map(String).join("."), what };
  });
  const shown = found.slice(0, SHOWN_ISSUES).map(({ field, what }) => (field === "" ? what : `${field}: ${what}`));
  const more = found.length - shown.length;
  const message = shown.join("; ") + (more > 0 ? `; and ${more} more` : "") + ".";
  const fields: Record<string, string> = {};
  for (const { field, what } of found) if (field !== "") fields[field] ??= sentence(what);
  return { ...refuse("bad_request", message), ...(Object.keys(fields).length === 0 ? {} : { fields }) };
}

/** "enter a number" as people read it under a field. */
function sentence(words: string): string {
  if (words === "is missing") return "Fill this in.";
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}
