import { describe, expect, test } from "vitest";
import { carryingMs, DEFAULT_PRICES, moneyWords, segmentPriceMicros, textPriceMicros } from "./prices.ts";

const PRICES = { ...DEFAULT_PRICES, segmentOutMicros: 8_300, carrierFeeMicros: 3_000, segmentsPerSecond: 4 };

describe("prices", () => {
  test("a text costs its segments, each with the networks' fee", () => {
    expect(segmentPriceMicros(PRICES)).toBe(11_300);
    expect(textPriceMicros(3, PRICES)).toBe(33_900);
    expect(textPriceMicros(0, PRICES)).toBe(0);
  });

  test("segments take as long as the throughput says, rounded up to the millisecond", () => {
    expect(carryingMs(8, PRICES)).toBe(2_000);
    expect(carryingMs(1, { ...PRICES, segmentsPerSecond: 3 })).toBe(334);
  });

  test("small amounts keep the decimals that tell them apart, large ones are rounded to cents", () => {
    expect(moneyWords(11_300, "USD", "en-US")).toBe("$0.0113");
    expect(moneyWords(20_000, "USD", "en-US")).toBe("$0.02");
    expect(moneyWords(678_000, "USD", "en-US")).toBe("$0.68");
    expect(moneyWords(1_234_506_000, "USD", "en-US")).toBe("$1,234.51");
    expect(moneyWords(2_000_000, "EUR", "en-US")).toBe("€2.00");
  });
});
