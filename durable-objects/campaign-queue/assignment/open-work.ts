/** What is open in a queue, counted now, for an admin who is about to close or archive its campaign. */
import type { QueueOpenWork } from "../../../domain/campaigns/open-work.ts";
import type { QueueStore } from "../store/store.ts";
import { UNSENT, WAITING } from "./holdings.ts";

export function openWork({ sql, counters }: QueueStore): QueueOpenWork {
  const waiting = (texter: string) =>
    sql.scalar<number>(`SELECT count(*) FROM contacts WHERE ready = 1 AND texter ${texter} AND ${WAITING}`) ?? 0;
  const waitingForNobody = waiting("IS NULL");
  const held = sql.all<{ texter: string; unsent: number }>(
    `SELECT texter, count(*) AS unsent FROM contacts WHERE texter IS NOT NULL AND ${UNSENT} GROUP BY texter`,
  );
  return {
    waiting: waitingForNobody + waiting("IS NOT NULL"),
    waitingForNobody,
    queued: counters.QUEUED + counters.SENDING,
    undecided: counters.UNKNOWN,
    unsentByTexter: held.map(({ texter, unsent }) => [texter, unsent]),
  };
}
