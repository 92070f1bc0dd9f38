import type { JobFailure } from "../../../domain/campaigns/job-failure.ts";
import { shortTime } from "../../ui/time/time.ts";

/** Where a job stopped for good, why, and what to do now. */
export function FailureFacts({ failure: { place, reason, next, at } }: { failure: JobFailure }) {
  return (
    <>
      <span>
        It stopped {place} ({shortTime(at, Date.now())}).
      </span>
      <span>{reason}</span>
      <strong>{next}</strong>
    </>
  );
}
