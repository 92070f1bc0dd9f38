import * as fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("lets a burst through at once and then one after the other", () => {
  const bucket = new TokenBucket({ ratePerSecond: 2, burst: 3 });
  expect([1, 2, 3].map(() => bucket.take(1, 0).ok)).toEqual([true, true, true]);
  expect(bucket.take(1, 0)).toEqual({ ok: false, retryAfterMs: 500 });
  expect(bucket.take(1, 499).ok).toBe(false);
  expect(bucket.take(1, 500).ok).toBe(true);
});

it("takes all or nothing, and never holds more than a burst", () => {
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 5 });
  expect(bucket.take(4, 0).ok).toBe(true);
  expect(bucket.take(3, 0)).toEqual({ ok: false, retryAfterMs: 200 });
  expect(bucket.take(1, 0).ok).toBe(true);
  expect(bucket.take(5, 1_000_000).ok).toBe(true);
  expect(bucket.take(1, 1_000_000).ok).toBe(false);
});

it("gives nothing for a clock that goes back", () => {
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1 });
  bucket.take(1, 10_000);
  expect(bucket.take(1, 5_000)).toEqual({ ok: false, retryAfterMs: 6_000 });
  expect(bucket.take(1, 10_500)).toEqual({ ok: false, retryAfterMs: 500 });
});

it("refuses to wait for what can never be there", () => {
  expect(() => new TokenBucket({ ratePerSecond: 1, burst: 5 }).take(6, 0)).toThrow(/never fit/);
  expect(() => new TokenBucket({ ratePerSecond: 0, burst: 5 })).toThrow(/above 0/);
});

it("never gives more than burst + rate × time, and always gives at the time it named", () => {
  const settings = fc.record({
    ratePerSecond: fc.double({ min: 0.1, max: 500, noNaN: true }),
    burst: fc.integer({ min: 1, max: 100 }),
  });
  const asks = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 2_000 })));
  fc.assert(
    fc.property(settings, asks, ({ ratePerSecond, burst }, all) => {
      const bucket = new TokenBucket({ ratePerSecond, burst });
      let nowMs = 1_000;
      let given = 0;
      for (const [asked, laterMs] of all) {
        nowMs += laterMs;
        const n = Math.min(asked, burst);
        const taken = bucket.take(n, nowMs);
        if (!taken.ok) {
          nowMs += taken.retryAfterMs;
          expect(bucket.take(n, nowMs)).toEqual({ ok: true });
        }
        given += n;
        expect(given).toBeLessThanOrEqual(burst + ((nowMs - 1_000) * ratePerSecond) / 1000 + 1e-3);
      }
    }),
    { seed: 11 },
  );
});
