/**
 * Sets of whole numbers as a few sorted spans: which sequence numbers a consumer has. Spans include both ends, do not
 * overlap or touch, and are never changed in place.
 */

export type Span = readonly [from: number, to: number];

export function addSpan(spans: readonly Span[], [from, to]: Span): Span[] {
  const apart = spans.filter((span) => span[1] < from - 1 || span[0] > to + 1);
  const joined = spans.filter((span) => !apart.includes(span));
  const merged: Span = [Math.min(from, ...joined.map(([f]) => f)), Math.max(to, ...joined.map(([, t]) => t))];
  return [...apart, merged].sort((a, b) => a[0] - b[0]);
}

export function subtractSpan(spans: readonly Span[], [from, to]: Span): Span[] {
  return spans.flatMap((span): Span[] => {
    if (span[1] < from || span[0] > to) return [span];
    const left: Span[] = span[0] < from ? [[span[0], from - 1]] : [];
    const right: Span[] = span[1] > to ? [[to + 1, span[1]]] : [];
    return [...left, ...right];
  });
}

/** What both have. */
export function intersectSpans(a: readonly Span[], b: readonly Span[]): Span[] {
  return a.flatMap(([from, to]) =>
    b.flatMap((span): Span[] =>
      span[0] > to || span[1] < from ? [] : [[Math.max(from, span[0]), Math.min(to, span[1])]],
    ),
  );
}
