/** Texts as scripts really have them: what of GSM-7 they become when that saves segments (docs/rules.md#scripts-segments). */
import { describe, expect, test } from "vitest";
import { withLookAlikes } from "./look-alikes.ts";
import { countSegments, isGsm7, leanText } from "./segments.ts";

/** As the text is when it is long enough to save a segment. */
const lean = (text: string) => leanText(`${text} ${"a".repeat(140)}`).slice(0, -141);

const BECOMES: readonly (readonly [kind: string, text: string, plain: string])[] = [
  ["apostrophes", "it´s it`s it’s it‘s itʼs it′s it‛s", "it's it's it's it's it's it's it's"],
  ["quotation marks", "“a” „b‟ «c» ‹d› ❝e❞ 〝f〞 ″", '"a" "b" "c" \'d\' "e" "f" "'],
  ["quotation marks of French, with their narrow blanks", "«\u00A0oui\u00A0» «\u202Fnon\u202F»", '"oui" "non"'],
  ["dashes", "a‐b‑c‒d–e—f―g−h﹣i－j⁃k", "a-b-c-d-e-f-g-h-i-j-k"],
  ["bullets", "• one ‣ two ● three ◦ four ▪ five", "- one - two - three - four - five"],
  ["middle dots", "Sat · 5 pm, col·lega", "Sat - 5 pm, col.lega"],
  ["ellipses", "wait… ‥", "wait... .."],
  ["fractions", "½ mile, 2½ miles, 1¼, ⅓ of us, 3⁄4", "1/2 mile, 2 1/2 miles, 1 1/4, 1/3 of us, 3/4"],
  ["arrows", "Vote → here ← there ⇒ so", "Vote -> here <- there => so"],
  ["stars", "★ Rally ☆ ✱", "* Rally * *"],
  ["signs", "3×4 ÷ ±1 ≤2 ≥3 ≠4 ≈5", "3x4 / +/-1 <=2 >=3 !=4 ~5"],
  ["signs of law and money", "Acme™ Co® © 50¢", "AcmeTM Co(R) (c) 50c"],
  ["abbreviations in one character", "№ 5, ℅ Ann, 5㎞, 8 ㏂", "No 5, c/o Ann, 5km, 8 a.m."],
  ["ligatures", "ﬁne ofﬁce ﬂyer ﬃ", "fine office flyer ffi"],
  ["full width", "Ｖｏｔｅ　ｎｏｗ！ （７）", "Vote now! (7)"],
  ["letters in a style", "𝗩𝗼𝘁𝗲 𝓷𝓸𝔀 𝟚𝟘𝟚𝟞 ᴠᴏᴛᴇ", "Vote now 2026 VOTE"],
  ["numbers in circles", "① first ② second ⑫", "(1) first (2) second (12)"],
  ["two marks in one", "really⁉ no‼ what‽", "really!? no!! what?!"],
  ["odd blanks", "a\u00A0b\u2003c\u2009d\u202Fe\u3000f\tg\u205Fh\u2800i", "a b c d e f g h i"],
  ["ends of lines and paragraphs", "a\u2028b\u2029c\u0085d\ve", "a\nb\nc\nd\ne"],
  [
    "marks that nobody sees",
    "in\u00ADfor\u200Bma\u200Ction\u2060 \uFEFF\u200E\u202Anow\u202C\u2066!\u2069\u180E\u034F\u061C",
    "information now!",
  ],
  ["a variation selector that changes nothing", "a\uFE0F b\uFE0E", "a b"],
  ["letters that were decomposed", "cafe\u0301 man\u0303ana u\u0308ber", "café mañana über"],
  ["bars and slashes", "a∣b｜c ⁄ ∕ ∖ ¦", "a|b|c / / \\ |"],
];

test.each(BECOMES)("%s: %s", (_, text, plain) => {
  expect(lean(text)).toBe(plain);
  expect(countSegments(plain).encoding).toBe("GSM-7");
});

describe("what has no equal stays as it was written", () => {
  test.each([
    ["names", "Łukasz Nguyễn Şahin Ömür Çelik Jiří Ñuñez Zoë"],
    ["another script", "Привет, 您好, مرحبا"],
    ["emoji", "👍🏽 😀 ⭐ ✅ ➡️ ❤️ 1️⃣ 🇺🇸"],
    ["emoji of several people, whose joiners nobody sees", "👩‍👩‍👧 👩🏽‍🚒 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["raised numbers, which are others", "10² m³ H₂O x⁴"],
    ["marks of direction between words from right to left", "שלום \u200Eabc\u200F עולם"],
    ["joiners within words of another script", "می‌خواهم क्‍ष"],
  ])("%s: %s", (_, text) => {
    expect(withLookAlikes(text, isGsm7)).toBe(text);
  });

  test("and what is beside an emoji is still replaced", () => {
    expect(withLookAlikes("“Hi” 👩‍👩‍👧 – it’s\u200B us…", isGsm7)).toBe('"Hi" 👩‍👩‍👧 - it\'s us...');
  });
});

test("every character of GSM-7 is left alone, and replacing twice changes nothing more", () => {
  const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join(" ");
  const once = withLookAlikes(every, isGsm7);
  expect(withLookAlikes(once, isGsm7)).toBe(once);
  const gsm = Array.from(every).filter(isGsm7).join("");
  expect(withLookAlikes(gsm, isGsm7)).toBe(gsm);
});
