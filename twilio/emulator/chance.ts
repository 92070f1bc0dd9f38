/**
 * Draws that repeat: the same seed and key give the same draw, independent of other draws. A run of a thousand texts at
 * once therefore meets the same faults and waits again, although its requests arrive in another order.
 */
import { createHash } from "node:crypto";
import type { RangeMs } from "./settings.ts";

/** A number from 0 up to 1 (FNV-1a over the key, then mixed). */
export function draw(seed: number, key: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

export function drawMs(range: RangeMs, seed: number, key: string): number {
  const [from, to] = range;
  return to <= from ? from : from + draw(seed, key) * (to - from);
}

/**
 * Whether a number never replies: a drop ratio that is stable per phone number; 0.6 drops 60 %. By the sha-256 of the
 * number alone: a responder keeps responding over runs and machines, and one who replies at 0.6 also replies at every
 * lower ratio.
 */
export function isDropped(number: string, dropRatio: number): boolean {
  return Number.parseInt(createHash("sha256").update(number).digest("hex").slice(0, 8), 16) / 2 ** 32 < dropRatio;
}
