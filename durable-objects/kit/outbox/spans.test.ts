import * as fc from "fast-check";
import { expect, it } from "vitest";
import { addSpan, intersectSpans, subtractSpan, type Span } from "./spans.ts";

const span = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 8 }))
  .map(([from, more]): Span => [from, from + more]);
const spans = fc.array(span, { maxLength: 8 });

const numbers = (of: readonly Span[]): number[] =>
  of.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
const built = (of: readonly Span[]): Span[] => of.reduce<Span[]>(addSpan, []);
const sorted = (of: Iterable<number>): number[] => [...new Set(of)].sort((a, b) => a - b);

it("holds every number that was added once, in as few spans as possible", () => {
  fc.assert(
    fc.property(spans, (added) => {
      const set = built(added);
      expect(numbers(set)).toEqual(sorted(numbers(added)));
      for (const [index, [from]] of set.entries()) expect(from).toBeGreaterThan((set[index - 1]?.[1] ?? -1) + 1);
    }),
    { seed: 7 },
  );
});

it("takes out just what is subtracted", () => {
  fc.assert(
    fc.property(spans, span, (added, out) => {
      const gone = new Set(numbers([out]));
      expect(numbers(subtractSpan(built(added), out))).toEqual(numbers(built(added)).filter((n) => !gone.has(n)));
    }),
    { seed: 7 },
  );
});

it("intersects to what both have", () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      const inB = new Set(numbers(b));
      expect(numbers(intersectSpans(built(a), built(b)))).toEqual(numbers(built(a)).filter((n) => inB.has(n)));
    }),
    { seed: 7 },
  );
});
