/**
 * Which queues a texter is sent to: those with work, in an order of the texter's own that stays the same
 * (docs/rules.md#assignment-order).
 */
import { hashBucket } from "../../../domain/phone-numbers/phone.ts";
import { numbersOfQueue } from "../state.ts";
import type { QueueRow } from "../state.ts";

const SPREAD = 2 ** 31;

/** Rendezvous hashing: each texter has a favourite among any set of queues, and texters spread evenly over them. */
export function queuesWithWork(queues: readonly QueueRow[], personId: string): number[] {
  return queues
    .filter((row) => row.cleared === 0)
    .map((row) => ({ n: row.n, hasWork: numbersOfQueue(row).left > 0, weight: weightOf(personId, row.n) }))
    .sort((a, b) => Number(b.hasWork) - Number(a.hasWork) || b.weight - a.weight)
    .map((each) => each.n);
}

/** Queues in the texter's own order. */
export function inOrderOf(personId: string, queueNos: readonly number[]): number[] {
  return queueNos
    .map((n) => ({ n, weight: weightOf(personId, n) }))
    .sort((a, b) => b.weight - a.weight)
    .map((each) => each.n);
}

function weightOf(personId: string, queueNo: number): number {
  return hashBucket(`${personId}.${queueNo}`, SPREAD);
}
