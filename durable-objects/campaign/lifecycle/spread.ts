/**
 * Gives the campaign's present configuration to its queues: start, pause, close and a new script are in force where a
 * queue has taken them. The epoch that each has taken is stored, so that work goes on after a stop, and a queue that
 * cannot be reached is tried again without holding up the others.
 */
import type { Logger } from "../../kit/log/log.ts";
import type { Spread } from "../../../domain/campaigns/campaign.ts";
import type { JobFailure } from "../../../domain/campaigns/job-failure.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import { failureOf } from "../../kit/jobs/failure.ts";
import type { GivenUp } from "../../kit/jobs/tries.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import { withDeadline } from "../../kit/time/timer.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

/** An admin waits for the answer; a slower queue counts as not reached for now. */
const DEADLINE_MS = 5_000;
const PUBLISH_EVERY = 10;

export type SpreadDeps = {
  state: CampaignState;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  /** Called with the progress, every few queues and at the end. */
  publish: (spread: Spread) => void;
  onFault: Logger["fault"];
  deadlineMs?: number;
};

/** How many queues have taken the present configuration. */
export function spreadOf(state: CampaignState): Spread {
  const epoch = state.info?.epoch ?? 0;
  const queues = state.queues().filter((row) => row.cleared === 0);
  const reached = queues.filter((row) => row.epoch >= epoch).length;
  const failure = reached < queues.length ? spreadFailure(state.sql, epoch) : null;
  return { epoch, queues: queues.length, reached, ...(failure ? { failure } : {}) };
}

function spreadFailure(sql: Sql, epoch: number): JobFailure | null {
  const json = sql.scalar<string>("SELECT failure FROM spread_failure WHERE epoch = ?", epoch);
  // Written below.
  return json === null ? null : (JSON.parse(json) as JobFailure);
}

/** The queues that are behind are not tried again by themselves; null: they are. */
export function saveSpreadFailure({ sql, info }: CampaignState, failure: JobFailure | null): void {
  sql.run("DELETE FROM spread_failure");
  if (failure === null) return;
  const [epoch, json] = [info?.epoch ?? 0, JSON.stringify(failure)];
  sql.run("INSERT INTO spread_failure (id, epoch, failure) VALUES (1, ?, ?)", epoch, json);
}

/** What people read of it. */
export function spreadFailed({ queues, reached }: Spread, givenUp: GivenUp, nowMs: number): JobFailure {
  const place = `with ${queues - reached} of ${queues} parts of the campaign, which work by the former state and script`;
  const mended = "Send this message to your system administrator, and try again once the cause is fixed.";
  const next = { lasting: mended, stops: mended, passing: "Try again when the system is back to normal." };
  return failureOf(givenUp, { place, next, nowMs });
}

/**
 * Gives every queue that has an older configuration the present one, several at once. Never throws because of a queue:
 * `reached < queues` says that some are to be tried again, `faults` why.
 */
export async function spreadConfig(deps: SpreadDeps): Promise<{ spread: Spread; faults: unknown[] }> {
  const { state, queue, deadlineMs = DEADLINE_MS } = deps;
  const config = state.config();
  const behind = state.queues().filter((row) => row.cleared === 0 && row.epoch < config.epoch);
  const faults: unknown[] = [];
  let done = 0;
  await inWaves(behind, OUTGOING_CONNECTIONS, async ({ n }) => {
    const key = state.key(n);
    try {
      const taken = callObject(
        () => queue(key),
        (stub) => stub.configure(state.configOf(n)),
      );
      await withDeadline(taken, deadlineMs, `The queue ${key}`);
      state.sql.run("UPDATE queues SET epoch = ? WHERE n = ? AND epoch < ?", config.epoch, n, config.epoch);
    } catch (error) {
      faults.push(error);
      deps.onFault("queue_not_reached", error, { queueKey: key, epoch: config.epoch });
    }
    done += 1;
    if (done % PUBLISH_EVERY === 0 && done < behind.length) deps.publish(spreadOf(state));
  });
  const spread = spreadOf(state);
  if (behind.length > 0) deps.publish(spread);
  return { spread, faults };
}
