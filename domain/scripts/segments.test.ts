/** Segments as the carrier counts them (docs/rules.md#scripts-segments). */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countSegments, leanText, outsideGsm7 } from "./segments.ts";

const a = (count: number) => "a".repeat(count);

describe("GSM-7", () => {
  test.each([
    ["", 0],
    [a(1), 1],
    [a(160), 1],
    [a(161), 2],
    [a(306), 2],
    [a(307), 3],
    [`${a(159)}é`, 1],
    [`${a(158)}€`, 1],
    [`${a(159)}€`, 2],
    [`${a(80)}${"{}".repeat(20)}`, 1],
  ])("%#: the carrier bills %s as %i", (text, segments) => {
    expect(countSegments(text)).toMatchObject({ encoding: "GSM-7", segments });
  });

  test("an extension character is never split between two segments", () => {
    // 152 septets, then an escaped one that needs two: 153 would hold only half of it.
    expect(countSegments(`${a(152)}€${a(152)}`).segments).toBe(3);
    expect(countSegments(`${a(151)}€${a(153)}`).segments).toBe(2);
  });

  test("counts what is left in the last segment", () => {
    expect(countSegments(a(150)).unitsLeft).toBe(10);
    expect(countSegments(a(161)).unitsLeft).toBe(145);
  });
});

describe("UCS-2", () => {
  test.each([
    ["ł", 1],
    [`ł${a(69)}`, 1],
    [`ł${a(70)}`, 2],
    [`ł${a(133)}`, 2],
    [`ł${a(134)}`, 3],
    ["😀".repeat(35), 1],
    ["😀".repeat(36), 2],
  ])("%#: %s counts by UTF-16 unit", (text, segments) => {
    expect(countSegments(text)).toMatchObject({ encoding: "UCS-2", segments });
  });

  test.each([
    ["a surrogate pair moves on whole", `${a(66)}😀${a(66)}`, 3, 66],
    ["one that just fits does not", `${a(65)}😀${a(67)}`, 2, 0],
    ["emoji alone: 33 in each, one unit unused", "😀".repeat(66), 2, 1],
    ["the 67th emoji needs a third", "😀".repeat(67), 3, 65],
    ["a flag is four units", `${a(64)}🇺🇸${a(64)}`, 3, 66],
    ["a thumb with a tone of skin", `${a(64)}👍🏽${a(63)}`, 2, 0],
    ["a family of eight units", `${a(60)}👩‍👩‍👧${a(60)}`, 3, 66],
    ["a letter with its accent", `${a(66)}e\u0323${a(65)}`, 2, 0],
    ["a letter with its accent, one more", `${a(66)}e\u0323${a(66)}`, 3, 66],
    ["a keycap", `${a(65)}1️⃣${a(65)}`, 3, 66],
    ["syllables of Hangul that are written by parts", `${a(66)}\u1112\u1161\u11AB${a(5)}`, 2, 59],
    ["a line break of two units is split", `ł${a(65)}\r\n${a(66)}`, 2, 0],
    ["a heap of accents longer than a segment", `a${"\u0301".repeat(140)}`, 3, 60],
    ["an odd half of a pair is a unit", `${a(66)}\uD83D${a(67)}`, 2, 0],
  ])("clusters stay whole: %s", (_, text, segments, unitsLeft) => {
    expect(countSegments(text)).toEqual({ encoding: "UCS-2", units: text.length, segments, unitsLeft });
  });

  test("never needs fewer segments than its units, and the short way agrees with the long one", () => {
    const unit = fc.constantFrom(..."ab \nłд’€é", "😀", "👍🏽", "e\u0323", "\r\n");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 300 }), (units) => {
        const text = `ł${units.join("")}`;
        const { segments, unitsLeft } = countSegments(text);
        expect(segments).toBeGreaterThanOrEqual(text.length <= 70 ? 1 : Math.ceil(text.length / 67));
        expect(unitsLeft).toBeGreaterThanOrEqual(0);
        // The flag at the end takes the long way; without a cluster at a segment's end both are the same.
        const simple = text.replaceAll(/[^ab łд]/gu, "");
        const long = countSegments(`${simple}\u0302`);
        expect(long.segments).toBe(countSegments(`${simple}x`).segments);
      }),
    );
  });

  test("is what a backtick, a tab and a cedilla in lower case cost", () => {
    expect(outsideGsm7("a`b\tcç`")).toEqual(["`", "\t", "ç"]);
    expect(countSegments("`").encoding).toBe("UCS-2");
  });
});

describe("look-alikes", () => {
  test("replace curly quotes, dashes and ellipses when that saves segments", () => {
    expect(leanText(`“It’s on – or off…” ${a(70)}`)).toBe(`"It's on - or off..." ${a(70)}`);
  });

  test("leave a short text as it was written: it costs one segment either way", () => {
    expect(leanText("It’s on – or off…")).toBe("It’s on – or off…");
  });

  test("leave a text alone that stays UCS-2 for another character and saves nothing", () => {
    const text = `“😀” ${a(80)}`;
    expect(leanText(text)).toBe(text);
  });

  test("never cost more, never change words, and are stable", () => {
    const character = fc.constantFrom(..."ab \n’“”–—…é😀{|ł\u00A0".match(/./gsu)!);
    fc.assert(
      fc.property(fc.array(character, { maxLength: 200 }), (characters) => {
        const text = characters.join("");
        const lean = leanText(text);
        const saved = countSegments(text).segments - countSegments(lean).segments;
        expect(lean === text ? saved === 0 : saved > 0).toBe(true);
        expect(leanText(lean)).toBe(lean);
        expect(lean.replaceAll(/[^a-bé😀ł]/gu, "")).toBe(text.replaceAll(/[^a-bé😀ł]/gu, ""));
      }),
    );
  });
});
