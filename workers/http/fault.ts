import { isDatabaseDown } from "../../db/query-errors.ts";
import { refuse } from "../../domain/outcome.ts";
import { isRetryable } from "../../durable-objects/kit/calls/retry.ts";
import type { EdgeContext } from "./context.ts";
import { refused } from "./refused.ts";

/** The one `onError`: turns a fault into a refusal that says whether trying again makes sense. */
export function answerFault(fault: unknown, c: EdgeContext): Response {
  const { log, requestId } = c.var;
  if (isDatabaseDown(fault)) {
    log.fault("database_down", fault);
    const message = "The database cannot be reached right now. Try again in a minute; texting continues.";
    return refused(c, refuse("database_down", message));
  }
  if (isRetryable(fault) || isOverloaded(fault)) {
    log.fault("object_unavailable", fault);
    return refused(c, refuse("unavailable", "The system is busy or restarting. Try again in a few seconds."));
  }
  log.fault("fault", fault);
  return refused(
    c,
    refuse(
      "fault",
      `Something went wrong on our side. If it happens again, tell your system administrator this code: ${requestId}.`,
    ),
  );
}

function isOverloaded(fault: unknown): boolean {
  return typeof fault === "object" && fault !== null && "overloaded" in fault && fault.overloaded === true;
}
