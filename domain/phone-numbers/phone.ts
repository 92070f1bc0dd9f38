import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { CountryCode, NumberType } from "libphonenumber-js/max";
import { plainNanp } from "./phone-fast.ts";

/*
 * Phone numbers. libphonenumber decides validity (docs/rules.md#contacts-phones). The `/max` metadata (40 KB gzip) is
 * used because the smaller builds cannot tell toll-free from mobile in every country and call unassigned numbers of the
 * Virgin Islands and American Samoa valid.
 */

/** A phone number as it is stored everywhere: plus sign, country code, digits; "+16175550123". */
export type E164 = `+${string}`;

/** The United States and its territories: where texts go unless an organization says otherwise. */
export const US_AND_TERRITORIES: readonly CountryCode[] = ["US", "PR", "VI", "GU", "AS", "MP"];

export type PhoneRefusal =
  | "missing"
  | "words"
  | "extension"
  | "cut_by_spreadsheet"
  | "several_numbers"
  | "too_short"
  | "short_number"
  | "too_long"
  | "invalid"
  | "toll_free"
  | "premium"
  | "landline"
  | "not_textable"
  | "country_not_allowed"
  | "fictional";

export type PhoneOutcome =
  | { ok: true; cell: E164 }
  | {
      ok: false;
      reason: PhoneRefusal;
      /** One sentence for the person who uploaded the number. */
      message: string;
    };

export interface PhoneRules {
  /** Countries whose numbers may be texted (ISO codes). Canada by choice: add "CA". */
  countries?: readonly CountryCode[];
  /** Accept numbers of the exchange 555 of any area code; for demo data and tests only. */
  allowTestNumbers?: boolean;
}

/** Nobody has a cell in exchange 555: 0100 to 0199 are set aside for stories, the rest was never given to people. */
const FICTIONAL = /^\+1[2-9]\d{2}555\d{4}$/;
/** What stands between a number and its extension: "x12", "ext. 5", "#5", ";ext=5", ", 5". */
const BEFORE_EXTENSION = /(?:\bext(?:ension|n)?\.?|x|[#;,])(?:\s{0,9}ext)?$/iu;
const LAST_DIGITS = /\d{1,7}$/u;
const BETWEEN_NUMBERS = /[/,;|&\n]|or|and/iu;
const DIGITS_OF_A_NUMBER = 7;
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const ALLOWED_SIGNS = /^[\d\s+().\-‐-―−/]+$/u;

/**
 * A longer value is not a number, and the patterns above would take a second and more for the longest values of a file.
 */
const MOST_SIGNS = 250;
const MOST_QUOTED = 40;

const refuse = (reason: PhoneRefusal, message: string): PhoneOutcome => ({ ok: false, reason, message });

/**
 * Turns what a person typed or a spreadsheet exported into a cell that may be texted.
 *
 * @param raw any text: "(617) 234-5678", "1-617-234-5678", "+16172345678", "6172345678.0". Numbers without "+" are read
 *   as numbers of the first allowed country (the US when it is allowed).
 * @returns the cell in E.164, or the reason for refusing it: toll-free, premium and short numbers, landlines,
 *   extensions, words and countries that are not allowed are refused (docs/rules.md#contacts-phones).
 */
export function normalizePhone(raw: string, rules: PhoneRules = {}): PhoneOutcome {
  const countries = rules.countries ?? US_AND_TERRITORIES;
  const plain = plainNanp(raw);
  if (plain && countries.includes(plain.country) && (rules.allowTestNumbers || !FICTIONAL.test(plain.cell))) {
    return { ok: true, cell: plain.cell };
  }
  const typed = tidy(raw);
  if (typed === "") return refuse("missing", "There is no cell number.");

  const shape = refuseShape(typed);
  if (shape) return shape;

  const defaultCountry = countries.includes("US") ? "US" : countries[0];
  const parsed = parsePhoneNumberFromString(typed, {
    ...(defaultCountry ? { defaultCountry } : {}),
    extract: false,
  });
  const digits = typed.replace(/\D/g, "");
  if (!parsed) return refuseLength(digits, typed);
  if (parsed.ext) return refuseExtension(typed);

  const country = parsed.country;
  const isFictional = FICTIONAL.test(parsed.number);
  const type = parsed.getType();
  if (type === undefined) {
    // Some territories have no 555 exchange in the metadata; their fictional numbers still serve as test numbers.
    const isTestNumber = rules.allowTestNumbers && isFictional && country !== undefined && country !== "US";
    if (!isTestNumber) return refuseLength(digits, typed);
  } else {
    const unsuitable = refuseType(type, typed);
    if (unsuitable) return unsuitable;
  }
  if (country === undefined || !countries.includes(country)) {
    return refuse(
      "country_not_allowed",
      `${quoted(typed)} is a number of ${country ?? "an unknown country"}; this organization texts ${countries.join(", ")}.`,
    );
  }
  if (isFictional && !rules.allowTestNumbers) {
    return refuse("fictional", `${quoted(typed)} is a fictional number (exchange 555).`);
  }
  // libphonenumber's E164Number is a tagged string that always starts with "+".
  return { ok: true, cell: parsed.number as E164 };
}

/** Full-width digits, invisible marks, a leading apostrophe and a trailing ".0" are what spreadsheets leave behind. */
function tidy(raw: string): string {
  const typed = raw.normalize("NFKC").replace(INVISIBLE, "").trim().replace(/^'+/u, "").replace(/^tel:/iu, "");
  return /^\+?\d{10,15}\.0+$/u.test(typed) ? typed.slice(0, typed.indexOf(".")) : typed;
}

function quoted(typed: string): string {
  return typed.length > MOST_QUOTED ? `“${typed.slice(0, MOST_QUOTED)}…”` : `“${typed}”`;
}

function refuseShape(typed: string): PhoneOutcome | undefined {
  if (typed.length > MOST_SIGNS) {
    return refuse(ALLOWED_SIGNS.test(typed) ? "too_long" : "words", `${quoted(typed)} is too long for a phone number.`);
  }
  if (/^\d+([.,]\d+)?e\+?\d+$/iu.test(typed)) {
    return refuse(
      "cut_by_spreadsheet",
      `${quoted(typed)} was shortened by a spreadsheet; format the column as text and export it again.`,
    );
  }
  if (hasSeveral(typed.replace(/[\s().+-]/gu, (sign) => (sign === "\n" ? sign : "")))) {
    return refuse("several_numbers", `${quoted(typed)} holds more than one number; keep one per row.`);
  }
  if (hasExtension(typed)) return refuseExtension(typed);
  if (!ALLOWED_SIGNS.test(typed)) {
    return refuse("words", `${quoted(typed)} has letters or signs that do not belong in a phone number.`);
  }
  return undefined;
}

/** Two numbers of full length with "/", ",", "or" and the like between them, and no digit. */
function hasSeveral(typed: string): boolean {
  const runs = [...typed.matchAll(/\d+/gu)].map(({ 0: digits, index }) => ({
    start: index,
    end: index + digits.length,
  }));
  return runs.some((run, at) => {
    const next = runs[at + 1];
    const isNumber = (each: { start: number; end: number }) => each.end - each.start >= DIGITS_OF_A_NUMBER;
    return (
      next !== undefined && isNumber(run) && isNumber(next) && BETWEEN_NUMBERS.test(typed.slice(run.end, next.start))
    );
  });
}

/** Up to seven digits at the end, behind what announces an extension. Read from the end, a part at a time. */
function hasExtension(typed: string): boolean {
  const text = typed.trimEnd();
  const digits = LAST_DIGITS.exec(text);
  if (!digits) return false;
  const before = text.slice(0, digits.index).trimEnd();
  const sign = /[=:.]$/u.test(before) ? before.slice(0, -1).trimEnd() : before;
  return BEFORE_EXTENSION.test(before) || BEFORE_EXTENSION.test(sign);
}

function refuseExtension(typed: string): PhoneOutcome {
  return refuse("extension", `${quoted(typed)} has an extension; extensions cannot be texted.`);
}

function refuseLength(digits: string, typed: string): PhoneOutcome {
  if (digits.length <= 6) return refuse("short_number", `${quoted(typed)} is a short number, not a cell number.`);
  if (digits.length < 10)
    return refuse("too_short", `${quoted(typed)} is too short; write the area code and seven digits.`);
  if (digits.length > 15 || (digits.length > 11 && !typed.startsWith("+"))) {
    return refuse("too_long", `${quoted(typed)} has too many digits.`);
  }
  return refuse("invalid", `${quoted(typed)} is not a number that can exist.`);
}

function refuseType(type: NonNullable<NumberType>, typed: string): PhoneOutcome | undefined {
  switch (type) {
    case "MOBILE":
    case "FIXED_LINE_OR_MOBILE":
      return undefined;
    case "TOLL_FREE":
      return refuse("toll_free", `${quoted(typed)} is a toll-free number, not a cell number.`);
    case "PREMIUM_RATE":
    case "SHARED_COST":
      return refuse("premium", `${quoted(typed)} is a premium-rate number, not a cell number.`);
    case "FIXED_LINE":
      return refuse("landline", `${quoted(typed)} is a landline.`);
    default:
      return refuse("not_textable", `${quoted(typed)} is not a cell number.`);
  }
}

export { hashBucket } from "../hash-bucket.ts";
