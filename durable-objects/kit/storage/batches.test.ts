import { Buffer } from "node:buffer";
import { array, assert, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { jsonBatches } from "./batches.ts";

test("batches hold every value once, in order, and none is larger than its bounds unless one value alone is", () => {
  assert(
    property(
      array(string({ unit: "binary", maxLength: 60 })),
      integer({ min: 2, max: 200 }),
      integer({ min: 1, max: 9 }),
      (values, bytes, count) => {
        const batches = [...jsonBatches(values, { bytes, count })];
        expect(batches.flatMap((batch) => batch.values)).toEqual(values);
        for (const { values: some, json } of batches) {
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(some)));
          expect(some.length).toBeLessThanOrEqual(count);
          if (some.length > 1) expect(Buffer.byteLength(json)).toBeLessThanOrEqual(bytes);
        }
        // Neighbours would not have fitted together: no batch is cut early.
        for (const [index, batch] of batches.entries()) {
          const first = batches[index + 1]?.values[0];
          if (first === undefined || batch.values.length === count) continue;
          expect(Buffer.byteLength(JSON.stringify([...batch.values, first]))).toBeGreaterThan(bytes - 2);
        }
      },
    ),
    { seed: 18, numRuns: 300 },
  );
});

test("bytes are counted in UTF-8, not in characters", () => {
  const batches = [
    ...jsonBatches(
      Array.from({ length: 10 }, () => "é".repeat(100)),
      { bytes: 500 },
    ),
  ];
  expect(batches.map(({ values }) => values.length)).toEqual([2, 2, 2, 2, 2]);
});

test("an empty list has no batch", () => {
  expect([...jsonBatches([])]).toEqual([]);
});
