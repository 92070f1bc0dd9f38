/**
 * Arithmetic of assignments.ts: sums of holdings over several queues, and wanted numbers divided among texters and
 * queues.
 */
import { MOST_UNSENT } from "../../../domain/assignment/most-unsent.ts";
import type { Holding } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";

export type QueueHoldings = {
  n: number;
  /** Contacts that nobody holds and that may be handed out. */
  left: number;
  holdings: Holding[];
};

/** What each texter holds in all queues together; `also` are listed even when they hold nothing. */
export function summed(holdings: readonly Holding[], also: readonly string[] = []): Holding[] {
  const byPerson = new Map<string, Holding>(also.map((personId) => [personId, nothingOf(personId)]));
  for (const each of holdings) {
    const so = byPerson.get(each.personId) ?? nothingOf(each.personId);
    byPerson.set(each.personId, {
      personId: each.personId,
      toSend: so.toSend + each.toSend,
      conversations: so.conversations + each.conversations,
      waiting: so.waiting + each.waiting,
      waitingSinceMs: earlier(so.waitingSinceMs, each.waitingSinceMs),
      activeAtMs: Math.max(so.activeAtMs, each.activeAtMs),
    });
  }
  return [...byPerson.values()];
}

/**
 * Numbers that differ by one at most, and within a desk's limit (the rest stays left). The extra one goes to the
 * texters who hold most already, so that little has to move.
 */
export function evenly(
  total: number,
  texters: readonly Texter[],
  held: readonly Pick<Holding, "personId" | "toSend">[],
): { texter: Texter; toSend: number }[] {
  const each = [...new Map(texters.map((texter) => [texter.personId, texter])).values()];
  const has = new Map(held.map(({ personId, toSend }) => [personId, toSend]));
  const inOrder = each.toSorted((a, b) => (has.get(b.personId) ?? 0) - (has.get(a.personId) ?? 0));
  const base = Math.floor(total / each.length);
  const oneMore = total % each.length;
  return inOrder.map((texter, index) => ({ texter, toSend: Math.min(MOST_UNSENT, base + (index < oneMore ? 1 : 0)) }));
}

/**
 * The new number of each queue that changes, so that together they are `wanted`; the texter's favourite queue comes
 * last. Empty when the texter holds no more than that.
 */
export function lowered(
  held: ReadonlyMap<number, number>,
  order: readonly number[],
  wanted: number,
): Map<number, number> {
  let excess = -wanted;
  for (const count of held.values()) excess += count;
  const cut = new Map<number, number>();
  for (const queueNo of order.toReversed()) {
    const here = held.get(queueNo) ?? 0;
    const less = Math.min(here, Math.max(0, excess));
    if (less === 0) continue;
    cut.set(queueNo, here - less);
    excess -= less;
  }
  return cut;
}

function nothingOf(personId: string): Holding {
  return { personId, toSend: 0, conversations: 0, waiting: 0, waitingSinceMs: null, activeAtMs: 0 };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
