/**
 * Batches of events as a chain: each one's hash covers the one before, so that a reader can tell whether batches are
 * whole, unchanged and in their order.
 */
import { createHash } from "node:crypto";
import type { EventPacket } from "../../../domain/record/events.ts";

/** What the first batch of a source is chained to. */
export const CHAIN_START = "";

/** @param eventsJson the batch's events exactly as JSON.stringify wrote them. @returns hex sha-256. */
export function batchHash(previousHash: string, eventsJson: string): string {
  return createHash("sha256").update(previousHash).update(eventsJson).digest("hex");
}

/**
 * The first batch that does not follow from the one before it.
 *
 * @param batches of one source, consecutive.
 * @param previousHash hash of the batch before the first; null when unknown: then the first is taken as it is.
 * @returns its `seq`, or null when all is well.
 */
export function brokenLink(batches: EventPacket["batches"], previousHash: string | null): number | null {
  let previous = previousHash;
  for (const { seq, hash, events } of batches) {
    if (previous !== null && batchHash(previous, JSON.stringify(events)) !== hash) return seq;
    previous = hash;
  }
  return null;
}
