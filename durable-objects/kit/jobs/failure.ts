/** What people read of a job that was given up. */
import { whyGivenUp } from "../../../domain/campaigns/job-failure.ts";
import type { JobFailure } from "../../../domain/campaigns/job-failure.ts";
import type { GivenUp } from "./tries.ts";

/** @param place part of a sentence @param next what to do, by why it was given up */
export function failureOf(
  { why, tries, sinceMs, error }: GivenUp,
  { place, next, nowMs }: { place: string; next: Record<GivenUp["why"], string>; nowMs: number },
): JobFailure {
  // The message of a fault may quote the data that it failed on; the log has it, without that (kit/log/fault-fields.ts).
  const fault = error instanceof Error && error.name !== "Error" ? error.name : null;
  return {
    place,
    reason: whyGivenUp(why, { tries, forMs: nowMs - sinceMs, fault }),
    next: next[why],
    why,
    tries,
    at: nowMs,
  };
}
