import { describe, expect, test } from "vitest";
import { stockAreaCodes, stockCountry, stockNumber, stockPlace, stockState, STOCK_SIZE } from "./simulated-stock.ts";

describe("the stock of simulated numbers", () => {
  test("has no number twice, and knows the place of each", () => {
    const seen = new Set<string>();
    for (let place = 0; place < 20_000; place += 1) {
      const number = stockNumber("617", place);
      expect(number).toMatch(/^\+1617[2-9]\d{6}$/);
      expect(stockPlace(number)).toBe(place);
      seen.add(number);
    }
    expect(seen.size).toBe(20_000);
    expect(stockNumber("617", STOCK_SIZE)).toBe(stockNumber("617", 0));
  });

  test.each([
    ["a fictional one", "+16175550101"],
    ["a service code", "+16179110000"],
    ["an area code that nobody has", "+12225550000"],
    ["another country", "+442071838750"],
  ])("does not have %s", (_, number) => expect(stockPlace(number)).toBeNull());

  test("knows country and state of area codes", () => {
    expect(stockCountry("617")).toBe("US");
    expect(stockCountry("613")).toBe("CA");
    expect(stockCountry("222")).toBeNull();
    expect(stockState("617")).toBe("MA");
    expect(stockAreaCodes("US", "MA")).toContain("617");
    expect(stockAreaCodes("US", null)).not.toContain("613");
  });
});
