/** Whether trying again may help: by this a job decides how often it tries (tries.ts). */
import { causes, isDatabaseDown } from "../../../db/query-errors.ts";

/** `passing`: something else is away or overloaded just now; `lasting`: the same step will fail the same way. */
export type JobFaultKind = "passing" | "lasting";

/** As workerd and R2 word what is no fault of the call. R2's codes: internal error, not available, slowed down. */
const AWAY = [
  /network connection lost|connection (was )?(reset|closed|refused)/i,
  /internal error|service unavailable|temporarily unavailable|too many requests/i,
  /durable object (was )?reset|exceeded its .{0,20}limit and was reset|overloaded/i,
  /took longer than|timed? ?out/i,
  /\((0|10001|10043|10058)\)/,
];

/** Faults of the code or of the data, whatever their message says. */
const LASTING = new Set(["TypeError", "RangeError", "SyntaxError", "ReferenceError", "ZodError", "DataCloneError"]);

/** Several faults of one step are passing when one of them is: the step gets further next time. */
export function faultKind(error: unknown): JobFaultKind {
  if (error instanceof AggregateError) {
    return error.errors.every((each) => faultKind(each) === "lasting") && error.errors.length > 0
      ? "lasting"
      : "passing";
  }
  for (const each of causes(error)) {
    if ("retryable" in each && each.retryable === true) return "passing";
    if ("overloaded" in each && each.overloaded === true) return "passing";
  }
  if (isDatabaseDown(error)) return "passing";
  for (const each of causes(error)) {
    if (!(each instanceof Error)) continue;
    if (LASTING.has(each.name) || each.message.includes("SQLITE_")) return "lasting";
    if (AWAY.some((pattern) => pattern.test(each.message))) return "passing";
  }
  return "lasting";
}
