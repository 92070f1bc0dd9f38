/** Exact numbers of unsent contacts per texter, over all queues of a campaign (docs/rules.md#assignment-counts). */
import type { CountsSet } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import { lowered } from "./assignment-sums.ts";
import type { QueueHoldings } from "./assignment-sums.ts";
import { inOrderOf } from "./work.ts";

export type Wish = { texter: Texter; toSend: number };

export type CountsDeps = {
  read: () => Promise<QueueHoldings[]>;
  /** Lets a texter hold `count` unsent contacts of a queue, as far as there are any; answers with how many then. */
  hold: (queueNo: number, texter: Texter, count: number) => Promise<number>;
};

/** Lowers those who hold more, then raises those who hold less from what is left, each in their own order of queues. */
export async function setCounts({ read, hold: holdAt }: CountsDeps, wished: readonly Wish[]): Promise<CountsSet> {
  const counts = [...new Map(wished.map((each) => [each.texter.personId, each])).values()];
  const queues = await read();
  const left = new Map(queues.map((queue) => [queue.n, queue.left]));
  const held = new Map(counts.map(({ texter }) => [texter.personId, heldBy(queues, texter.personId)]));
  const hold = async (texter: Texter, queueNo: number, count: number): Promise<number> => {
    const here = held.get(texter.personId);
    const after = await holdAt(queueNo, texter, count);
    here?.set(queueNo, after);
    return after;
  };

  const cuts = counts.flatMap(({ texter, toSend }) => {
    const order = inOrderOf(texter.personId, [...left.keys()]);
    const cut = lowered(held.get(texter.personId) ?? new Map<number, number>(), order, toSend);
    return Array.from(cut, ([queueNo, count]) => ({ texter, queueNo, count }));
  });
  await allInWaves(cuts, async ({ texter, queueNo, count }) => {
    const before = held.get(texter.personId)?.get(queueNo) ?? 0;
    const after = await hold(texter, queueNo, count);
    left.set(queueNo, (left.get(queueNo) ?? 0) + Math.max(0, before - after));
  });

  await allInWaves(counts, async ({ texter, toSend }) => {
    const here = held.get(texter.personId) ?? new Map<number, number>();
    let wanting = toSend - sum(here);
    for (const queueNo of wanting > 0 ? inOrderOf(texter.personId, [...left.keys()]) : []) {
      const more = Math.min(wanting, left.get(queueNo) ?? 0);
      if (more <= 0) continue;
      // No other texter who is raised meanwhile may count these.
      left.set(queueNo, (left.get(queueNo) ?? 0) - more);
      const before = here.get(queueNo) ?? 0;
      const after = await hold(texter, queueNo, before + more);
      wanting -= after - before;
      if (wanting <= 0) break;
    }
  });

  const answers = counts.map(({ texter: { personId }, toSend }) => {
    return { personId, wanted: toSend, toSend: sum(held.get(personId) ?? new Map<number, number>()) };
  });
  const missing = answers.reduce((total, each) => total + Math.max(0, each.wanted - each.toSend), 0);
  return { ok: true, counts: answers, missing };
}

/** Unsent contacts of a texter by queue. */
function heldBy(queues: readonly QueueHoldings[], personId: string): Map<number, number> {
  return new Map(
    queues.map(({ n, holdings }) => [n, holdings.find((each) => each.personId === personId)?.toSend ?? 0]),
  );
}

function sum(counts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
