import { expect, test } from "vitest";
import { carrierError } from "./errors.ts";

test("21610 is an opt-out, and no other code is", () => {
  const codes = Array.from({ length: 11_000 }, (_, i) => 20_000 + i);
  expect(codes.filter((code) => carrierError(code).effect === "opt_out")).toEqual([21610]);
});

test.each([30003, 30005, 30006, 21211, 21614])("%i is a bad number", (code) => {
  expect(carrierError(code).effect).toBe("bad_number");
});

test("30007 counts for the number's health, 30034 stops the number, 429 slows the account", () => {
  expect(carrierError(30007).effect).toBe("filtered");
  expect(carrierError(30034).effect).toBe("stop_number");
  expect(carrierError(20429).effect).toBe("throttled");
  expect(carrierError(21617).effect).toBe("bad_text");
});

test("a code nobody knows fails the one text and names itself", () => {
  expect(carrierError(39999)).toEqual({ code: 39999, effect: "failed", meaning: "The carrier reported error 39999" });
});
