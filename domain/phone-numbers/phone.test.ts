import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPhone } from "./phone-format.ts";
import { hashBucket, normalizePhone, US_AND_TERRITORIES } from "./phone.ts";

const seed = 20261101;
const reasonFor = (raw: string, rules = {}) => {
  const outcome = normalizePhone(raw, rules);
  return outcome.ok ? outcome.cell : outcome.reason;
};

describe("a cell is stored as E.164, however it was typed", () => {
  test.each([
    "6172345678",
    "16172345678",
    "+16172345678",
    "(617) 234-5678",
    "617.234.5678",
    "1-617-234-5678",
    "+1 617 234 5678",
    "011 1 617 234 5678",
    " 617–234–5678 ",
    "617\u00a0234\u00a05678",
    "\u202a6172345678\u202c",
    "６１７２３４５６７８",
    "'6172345678",
    "tel:+16172345678",
    "6172345678.0",
    "16172345678.0",
    "(+1) 617 234 5678",
    "+(1) 617 234 5678",
    "(+1)6172345678",
    "(1) 617-234-5678",
    "++16172345678",
    "001 617 234 5678",
    "+1 (617) 234-5678",
    "[617] 234-5678",
    "617_234_5678",
    "617·234·5678",
    "617 • 234 • 5678",
    "617~234~5678",
    "617-234-5678,",
    "617-234-5678;",
    "617-234-5678.",
    "617-234-5678 -",
    "(617) 234-5678 *",
    '"617-234-5678"',
    "“617-234-5678”",
    "’6172345678",
    '="6172345678"',
    "617\u200B234\u00AD5678\uFEFF",
    "\u2066617\u2011234\u20115678\u2069",
    "Phone: 617-234-5678",
    "phone 6172345678",
    "PHONE #: (617) 234-5678",
    "Tel. 617 234 5678",
    "Tel.: +1 617 234 5678",
    "Ph: 617-234-5678",
    "cell: 6172345678",
    "Cell - 617-234-5678",
    "Cell Phone Number: 617-234-5678",
    "Mobile (617) 234-5678",
    "Mobile: (617) 234-5678,",
    "M: 617-234-5678",
    "celular: 617-234-5678",
    "Teléfono: 617-234-5678",
    "text: 617-234-5678",
    "sms:+16172345678",
    "whatsapp:+16172345678",
    "call/text 617-234-5678",
    "6172345678 (cell)",
    "617-234-5678 cell",
    "617-234-5678 (mobile)",
    "617-234-5678 [m]",
    "617-234-5678c",
    "617-234-5678 - primary",
    "(617) 234-5678 (my cell phone)",
    "Cell: 617-234-5678 (primary)",
    "٦١٧٢٣٤٥٦٧٨",
    "+١ ٦١٧ ٢٣٤ ٥٦٧٨",
    "۶۱۷-۲۳۴-۵۶۷۸",
    "६१७ २३४ ५६७८",
    "৬১৭২৩৪৫৬৭৮",
    "௬௧௭௨௩௪௫௬௭௮",
    "๖๑๗-๒๓๔-๕๖๗๘",
    "၆၁၇၂၃၄၅၆၇၈",
    "៦១៧ ២៣៤ ៥៦៧៨",
    "𝟔𝟏𝟕𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    "⑥①⑦②③④⑤⑥⑦⑧",
    "（６１７）２３４−５６７８",
  ])("%j", (raw) => {
    expect(normalizePhone(raw)).toEqual({ ok: true, cell: "+16172345678" });
  });

  test("numbers of the territories are accepted", () => {
    expect(reasonFor("787 234 5678")).toBe("+17872345678");
    expect(reasonFor("671-234-5678")).toBe("+16712345678");
    expect(reasonFor("340 774 1234")).toBe("+13407741234");
    expect(reasonFor("670 234 5678")).toBe("+16702345678");
    expect(reasonFor("684 733 1234")).toBe("+16847331234");
  });
});

describe("what cannot be texted is refused with its reason", () => {
  test.each([
    ["", "missing"],
    ["   ", "missing"],
    ["n/a", "words"],
    ["617-FLOWERS", "words"],
    ["1-800-FLOWERS", "words"],
    ["617-555-xxxx", "words"],
    ["6172345678 (home)", "words"],
    ["work: 617-234-5678", "words"],
    ["617-234-5678 (landline)", "landline"],
    ["land line 617-234-5678", "landline"],
    ["Fax: 617-234-5678", "not_textable"],
    ["ask Ann: 617-234-5678", "words"],
    ["617-234-5678 after five", "words"],
    ["ann617@example.org", "words"],
    ["123 Main St", "words"],
    ["$6172345678", "words"],
    ["-", "missing"],
    ["()", "missing"],
    [" \u00A0\u200B", "missing"],
    ["?", "missing"],
    ["6172345678 x12", "extension"],
    ["617-234-5678 ext. 5", "extension"],
    ["617-234-5678 extension 512", "extension"],
    ["617-234-5678 #5", "extension"],
    ["6172345678;ext=1", "extension"],
    ["617-234-5678,5", "extension"],
    ["6.17235E+09", "cut_by_spreadsheet"],
    ["617-234-5678 / 617-234-5679", "several_numbers"],
    ["617-234-5678, 617-234-5679", "several_numbers"],
    ["6172345678 or 6172345679", "several_numbers"],
    ["617-234-5678 617-234-5679", "several_numbers"],
    ["+1 617 234 5678 +1 617 234 5679", "several_numbers"],
    ["617-234-5678 (cell) 617-234-5679 (home)", "several_numbers"],
    ["home 617-234-5678 cell 617-234-5679", "several_numbers"],
    ["617-234-5678, 617-234-5679,", "several_numbers"],
    ["٦١٧٢٣٤٥٦٧٨ / ٦١٧٢٣٤٥٦٧٩", "several_numbers"],
    ["61723456786172345679", "too_long"],
    ["cell: 617-234-5678 x12", "extension"],
    ["(+1) 617 234 567", "too_short"],
    ["Phone: 911", "short_number"],
    ["(+44) 7911 123456", "country_not_allowed"],
    ["Phone: 800-234-5678", "toll_free"],
    ["٨٠٠٢٣٤٥٦٧٨", "toll_free"],
    ["911", "short_number"],
    ["46645", "short_number"],
    ["234-5678", "too_short"],
    ["617234567", "too_short"],
    ["617234567890", "too_long"],
    ["0000000000", "invalid"],
    ["1234567890", "invalid"],
    ["2222345678", "invalid"],
    ["5551234567", "invalid"],
    ["6110001234", "invalid"],
    ["+44 7700 900123", "invalid"],
    ["8002345678", "toll_free"],
    ["+1 833 234 5678", "toll_free"],
    ["900-234-5678", "premium"],
    ["684-633-1234", "landline"],
    ["500-234-5678", "not_textable"],
    ["416-234-5678", "country_not_allowed"],
    ["876-234-5678", "country_not_allowed"],
    ["+44 7911 123456", "country_not_allowed"],
  ])("%j is %s", (raw, reason) => {
    expect(reasonFor(raw)).toBe(reason);
  });

  test("the message names what is wrong", () => {
    const messageFor = (raw: string) => {
      const outcome = normalizePhone(raw);
      return outcome.ok ? "" : outcome.message;
    };
    expect(messageFor("6172345678 (home)")).toContain("labeled as a home number");
    expect(messageFor("Fax: 617-234-5678")).toContain("labeled as a fax");
    expect(messageFor("ann@example.org")).toContain("is an e-mail address");
    expect(messageFor("-")).toBe("There is no phone number.");
  });

  test("every digit of every script of the basic plane is read", () => {
    const digits = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((each) =>
      /\p{Nd}/u.test(each),
    );
    expect(digits.length).toBeGreaterThan(300);
    for (let at = 0; at < digits.length; at += 10) {
      const [zero, one, two, three, four, five, six, seven, eight] = digits.slice(at, at + 10);
      expect(reasonFor(`${six}${one}${seven}${two}${three}${four}${five}${six}${seven}${eight}`)).toBe("+16172345678");
      expect(reasonFor(`(${six}${one}${seven}) ${two}${three}${four} ${zero}${zero}${one}${one}`)).toBe("+16172340011");
    }
  });

  test("the message quotes what was typed", () => {
    expect(normalizePhone("617-FLOWERS")).toMatchObject({ ok: false, message: expect.stringContaining("617-FLOWERS") });
  });

  test("Canada counts only when the organization chose it", () => {
    expect(reasonFor("416-234-5678", { countries: [...US_AND_TERRITORIES, "CA"] })).toBe("+14162345678");
  });

  test("a landline of a country that tells them apart is refused, a mobile accepted", () => {
    expect(reasonFor("020 7946 0018", { countries: ["GB"] })).not.toMatch(/^\+/);
    expect(reasonFor("+44 7400 123456", { countries: ["GB"] })).toBe("+447400123456");
    expect(reasonFor("07400 123456", { countries: ["GB"] })).toBe("+447400123456");
  });
});

test.each([
  ["digits", "1".repeat(20_000), "too_long"],
  ["digits and blanks", `617234567${"8 ".repeat(9_000)}ext`, "words"],
  ["zeros behind a dot", `${"1".repeat(12)}.${"0".repeat(19_000)}1`, "too_long"],
])(
  "a value as long as a file may hold, of %s, is refused without a long look, and not quoted whole",
  (_, typed, reason) => {
    const outcome = normalizePhone(typed);
    expect(outcome).toMatchObject({ ok: false, reason });
    expect(!outcome.ok && outcome.message.length).toBeLessThan(200);
  },
  500,
);

describe("fictional numbers, exchange 555", () => {
  test("are refused in earnest and accepted as test numbers", () => {
    expect(reasonFor("617-555-0123")).toBe("fictional");
    expect(reasonFor("617-555-2345")).toBe("fictional");
    for (const area of ["617", "212", "907", "787", "340", "684", "671"]) {
      for (const last of ["00", "50", "99"]) {
        expect(reasonFor(`+1${area}55501${last}`, { allowTestNumbers: true })).toBe(`+1${area}55501${last}`);
      }
    }
  });

  test("stay refused when their area code is toll-free, unknown or of a country that is not allowed", () => {
    expect(reasonFor("800-555-0123", { allowTestNumbers: true })).toBe("toll_free");
    expect(reasonFor("222-555-0123", { allowTestNumbers: true })).toBe("invalid");
    expect(reasonFor("416-555-0123", { allowTestNumbers: true })).toBe("country_not_allowed");
  });

  test("allowing them allows nothing else", () => {
    expect(reasonFor("555-555-0123", { allowTestNumbers: true })).toBe("invalid");
    expect(reasonFor("555-0123", { allowTestNumbers: true })).toBe("too_short");
  });
});

describe("properties", () => {
  test("every accepted cell is E.164 and normalises to itself", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200_000_0000, max: 999_999_9999 }), fc.boolean(), (national, allowTestNumbers) => {
        const first = normalizePhone(String(national), { allowTestNumbers });
        if (!first.ok) return;
        expect(first.cell).toBe(`+1${national}`);
        expect(normalizePhone(first.cell, { allowTestNumbers })).toEqual(first);
        expect(normalizePhone(formatPhone(first.cell), { allowTestNumbers })).toEqual(first);
      }),
      { seed, numRuns: 500 },
    );
  });

  test("any text at all gets an answer, and only E.164 of allowed countries comes out", () => {
    const signs = fc.constantFrom(..."0123456789+-(). /x,;#aE\n\t’\u200b");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: signs, maxLength: 24 })), (raw) => {
        const outcome = normalizePhone(raw);
        if (outcome.ok) expect(outcome.cell).toMatch(/^\+1[2-9]\d{9}$/);
        else expect(outcome.message).not.toBe("");
      }),
      { seed, numRuns: 1000 },
    );
  });
});

test("a cell is shown as people read it", () => {
  expect(formatPhone("+16175550123")).toBe("(617) 555-0123");
  expect(formatPhone("+447400123456")).toBe("+447400123456");
  expect(formatPhone("12345")).toBe("12345");
});

describe("the bucket of a cell", () => {
  test("never changes, because addresses are stored", () => {
    expect(["+16175550100", "+16175550101", "+12125550199", "+17872345678"].map((c) => hashBucket(c, 64))).toEqual([
      24, 57, 41, 57,
    ]);
  });

  test.each([1, 2, 7, 64, 200])("spreads neighbouring cells evenly over %i buckets", (buckets) => {
    const counts = Array.from<number>({ length: buckets }).fill(0);
    const cells = 2000 * buckets;
    for (let i = 0; i < cells; i++) counts[hashBucket(`+1617${2_000_000 + i}`, buckets)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(1800);
    expect(Math.max(...counts)).toBeLessThan(2200);
  });

  test("with another salt is independent", () => {
    const together = new Set<string>();
    for (let i = 0; i < 5000; i++) {
      const cell = `+1617${2_000_000 + i}`;
      together.add(`${hashBucket(cell, 8)}/${hashBucket(cell, 8, 1)}`);
    }
    expect(together.size).toBe(64);
  });
});
