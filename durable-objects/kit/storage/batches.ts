/**
 * Lists in batches. A value in storage has at most 2 MB, a call between objects 32 MB, and how long a list is, people
 * decide: a file may name one phone number in every row. So a list that becomes a JSON parameter, or crosses a call, is
 * cut by the bytes of its JSON as well as by count.
 */
import { Buffer } from "node:buffer";

export type BatchBounds = {
  /** Of the batch as JSON in UTF-8, its brackets included. A value that is larger alone is a batch of its own. */
  bytes?: number;
  /** Values. */
  count?: number;
};

/** A quarter of what a value in storage may have: one statement stays short, and a large last value still fits. */
export const BATCH_BYTES = 500_000;

/** Of one call with many batches: both ends hold it in memory. */
export const CALL_BYTES = 4_000_000;

export type Batch<Value> = { values: Value[]; json: string };

/** Consecutive batches of a list, in order; none of an empty list. `json`: a JSON list of the batch. */
export function* jsonBatches<Value>(
  values: Iterable<Value>,
  { bytes: mostBytes = BATCH_BYTES, count = Infinity }: BatchBounds = {},
  jsonOf: (value: Value) => string = (value) => JSON.stringify(value),
): Generator<Batch<Value>> {
  let batch: Value[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const value of values) {
    const json = jsonOf(value);
    const more = Buffer.byteLength(json) + 1;
    if (batch.length > 0 && (bytes + more > mostBytes || batch.length >= count)) {
      yield { values: batch, json: `[${parts.join(",")}]` };
      batch = [];
      parts = [];
      bytes = 2;
    }
    batch.push(value);
    parts.push(json);
    bytes += more;
  }
  if (batch.length > 0) yield { values: batch, json: `[${parts.join(",")}]` };
}
