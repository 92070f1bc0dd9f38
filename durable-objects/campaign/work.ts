/** Which queues a texter is sent to: those with work, in an order of the texter's own that stays the same (DESIGN.md, Assign). */
import { hashBucket } from "../../domain/phone.ts";
import { numbersOf } from "./state.ts";
import type { QueueRow } from "./state.ts";

const SPREAD = 2 ** 31;

/** Rendezvous hashing: each texter has a favourite among any set of queues, and texters spread evenly over them. */
export function queuesWithWork(queues: readonly QueueRow[], personId: string): number[] {
  return queues
    .filter((row) => row.cleared === 0)
    .map((row) => ({ n: row.n, hasWork: numbersOf(row).left > 0, weight: hashBucket(`${personId}.${row.n}`, SPREAD) }))
    .sort((a, b) => Number(b.hasWork) - Number(a.hasWork) || b.weight - a.weight)
    .map((each) => each.n);
}
