import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "./clean-text.ts";

test.each([
  ["a zero byte and a bell", "Hi\u0000 there\u0007", "Hi there"],
  ["an escape sequence", "\u001B[31mred\u001B[0m", "[31mred[0m"],
  ["C1 controls and delete", "a\u0080b\u009Fc\u007Fd", "abcd"],
  ["line ends of other systems", "a\r\nb\rc\u2028d\u2029e\u0085f", "a\nb\nc\nd\ne\nf"],
  ["a tab", "a\tb", "a b"],
  ["an override of the direction", "Vote \u202Eyad\u202C now", "Vote yad now"],
  ["embeddings and isolates", "\u202Aa\u202B\u202D\u2066b\u2067\u2068c\u2069", "abc"],
  ["half of an emoji", "ok \uD83D then", "ok  then"],
  ["letters that nobody sees", "hello\u{E0041}\u{E0042}", "hello"],
  ["noncharacters", "a\uFFFEb\uFFFFc\uFDD0", "abc"],
])("loses %s", (_, typed, expected) => {
  expect(cleanText(typed)).toBe(expected);
});

test.each([
  "Two lines\nand a third",
  "שלום \u200Fעולם",
  "مرحبا \u061C\u200E(617)",
  "👩‍👩‍👧‍👦 🇺🇸 ❤️ 1️⃣",
  "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} flag",
  "می\u200Cخواهم",
])("keeps %j", (text) => {
  expect(cleanText(text)).toBe(text);
});

test("cleaning twice is cleaning once, and what remains can be encoded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
      const clean = cleanText(text + String.fromCharCode(...units));
      expect(cleanText(clean)).toBe(clean);
      expect(new TextDecoder().decode(new TextEncoder().encode(clean)).replace(/^\uFEFF/u, "")).toBe(
        clean.replace(/^\uFEFF/u, ""),
      );
    }),
  );
});
