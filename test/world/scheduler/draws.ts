/** Draws of a seed, in streams that do not disturb each other: one more draw in one changes none in another. */
import { seededRandom } from "../../../durable-objects/testing/fake-clock.ts";

export const STREAMS = {
  order: 1,
  plan: 2,
  people: 3,
  outside: 4,
  size: 5,
  small: 6,
  numbers: 7,
  isolates: 100,
} as const;

export function drawsOf(seed: number, stream: number): () => number {
  return seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b));
}
