import type { BuyingJob, BuyingState, PoolSearch } from "../../../domain/numbers/buying.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { usePool } from "./pool.ts";

const STATE_WORDS: Record<BuyingState, string> = {
  running: "Buying",
  waiting: "Waiting for the carrier",
  stopping: "Stopping",
  done: "Done",
  stopped: "Ended",
};

/** Purchases, the newest first, with how far each is. */
export function PurchaseList({ jobs, onChange }: { jobs: BuyingJob[]; onChange: () => void }) {
  const { pool } = usePool();
  if (jobs.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="purchases">
      <h2 id="purchases">Purchases</h2>
      <ul class="campaigns">
        {jobs.map((job) => (
          <li key={job.jobId} class="person-row">
            <div class="grow stack tight">
              <strong>
                {STATE_WORDS[job.state]}: {job.bought} of {counted(job.wanted, "number")}, {searchWords(job.search)}
              </strong>
              {job.endedAt === null && (
                <progress
                  value={job.bought + job.underWay}
                  max={job.wanted}
                  aria-label={`${job.bought} of ${job.wanted} bought`}
                />
              )}
              {job.why && <span dir="auto">{job.why}</span>}
              <span class="soft small" dir="auto">
                By {job.by}, {new Date(job.startedAt).toLocaleString()}
              </span>
            </div>
            {job.endedAt === null && job.state !== "stopping" && (
              <button type="button" class="button" onClick={() => void stop(pool, job.jobId).then(onChange)}>
                Stop
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

async function stop(pool: string, jobId: string): Promise<void> {
  await call(api.operator.numbers[":pool"].jobs[":jobId"].stop.$post({ param: { pool, jobId } }));
}

function searchWords({ kind, areaCode, region, contains }: PoolSearch): string {
  const where = areaCode ? `area code ${areaCode}` : region ? `from ${region}` : "any area code";
  const digits = contains ? ` with ${contains}` : "";
  return `${kind === "toll_free" ? "toll-free, " : ""}${where}${digits}`;
}
