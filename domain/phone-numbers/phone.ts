import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { CountryCode, NumberType } from "libphonenumber-js/max";
import { plainNanp } from "./phone-fast.ts";
import { readTyped } from "./typed-phone.ts";
import type { TypedPhone } from "./typed-phone.ts";

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
/** What is between a number and its extension: "x12", "ext. 5", "#5", ";ext=5", ", 5". */
const BEFORE_EXTENSION = /(?:\bext(?:ension|n)?\.?|x|[#;,])(?:\s{0,9}ext)?$/iu;
const LAST_DIGITS = /\d{1,7}$/u;
const ALLOWED_SIGNS = /^[\d\s+().\-‐-―−/]+$/u;

/**
 * A longer value is not a number, and the patterns above would take a second and more for the longest values of a file.
 */
const MOST_SIGNS = 250;
/** Of marks that nobody sees there may be more. */
const MOST_READ = 1_000;
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
  if (raw.length > MOST_READ) return refuseVeryLong(raw);
  const { typed, number, labelledAs } = readTyped(raw);
  if (!/[\p{L}\d]/u.test(typed)) return refuse("missing", "There is no phone number.");

  const shape = refuseShape(typed, number) ?? refuseLabel(typed, labelledAs);
  if (shape) return shape;

  const defaultCountry = countries.includes("US") ? "US" : countries[0];
  const parsed = parsePhoneNumberFromString(number, {
    ...(defaultCountry ? { defaultCountry } : {}),
    extract: false,
  });
  const digits = number.replace(/^\+1|\D/g, "");
  const isAbroad = number.startsWith("+");
  if (!parsed) return refuseLength(digits, isAbroad, typed);
  if (parsed.ext) return refuseExtension(typed);

  const country = parsed.country;
  const isFictional = FICTIONAL.test(parsed.number);
  const type = parsed.getType();
  if (type === undefined) {
    // Some territories have no 555 exchange in the metadata; their fictional numbers still serve as test numbers.
    const isTestNumber = rules.allowTestNumbers && isFictional && country !== undefined && country !== "US";
    if (!isTestNumber) return refuseLength(digits, isAbroad, typed);
  } else {
    const unsuitable = refuseType(type, typed);
    if (unsuitable) return unsuitable;
  }
  if (country === undefined || !countries.includes(country)) {
    return refuse(
      "country_not_allowed",
      `${quoted(typed)} is a number in ${countryName(country)}; your organization texts numbers in ${namesOf(countries)}.`,
    );
  }
  if (isFictional && !rules.allowTestNumbers) {
    return refuse("fictional", `${quoted(typed)} is a fictional number (555).`);
  }
  // libphonenumber's E164Number is a tagged string that always starts with "+".
  return { ok: true, cell: parsed.number as E164 };
}

function countryName(country: CountryCode | undefined): string {
  if (country === undefined) return "an unknown country";
  return new Intl.DisplayNames(["en"], { type: "region" }).of(country) ?? country;
}

/** "the US", with its territories when they belong to what is texted. */
function namesOf(countries: readonly CountryCode[]): string {
  const isAmerican = US_AND_TERRITORIES.every((each) => countries.includes(each));
  const others = isAmerican ? countries.filter((each) => !US_AND_TERRITORIES.includes(each)) : countries;
  return [...(isAmerican ? ["the US and its territories"] : []), ...others.map((each) => countryName(each))].join(", ");
}

function quoted(typed: string): string {
  return typed.length > MOST_QUOTED ? `“${typed.slice(0, MOST_QUOTED)}…”` : `“${typed}”`;
}

function refuseVeryLong(raw: string): PhoneOutcome {
  return refuse(ALLOWED_SIGNS.test(raw) ? "too_long" : "words", `${quoted(raw)} is too long for a phone number.`);
}

/** @param number `typed` without labels and what else was around it */
function refuseShape(typed: string, number: string): PhoneOutcome | undefined {
  if (typed.length > MOST_SIGNS) return refuseVeryLong(number);
  if (/^\d+([.,]\d+)?e\+?\d+$/iu.test(number)) {
    return refuse(
      "cut_by_spreadsheet",
      `${quoted(typed)} was shortened by a spreadsheet. Format the column as text and export it again.`,
    );
  }
  if (holdsSeveral(number)) {
    return refuse("several_numbers", `${quoted(typed)} contains more than one phone number. Keep one per row.`);
  }
  if (hasExtension(number)) return refuseExtension(typed);
  if (number.includes("@")) return refuse("words", `${quoted(typed)} is an e-mail address, not a phone number.`);
  if (!ALLOWED_SIGNS.test(number)) {
    return refuse("words", `${quoted(typed)} contains characters that do not belong in a phone number.`);
  }
  return undefined;
}

/** Two numbers with a sign, a word, or nothing but a blank between them. */
function holdsSeveral(number: string): boolean {
  const long = (part: string, least: number) => part.replace(/\D/g, "").length >= least;
  if (number.split(/[/,;|&\n]|\bor\b|\band\b/iu).filter((part) => long(part, 7)).length > 1) return true;
  if (number.split(/\p{L}+/u).filter((part) => long(part, 10)).length > 1) return true;
  const digits = number.replace(/\D/g, "");
  if (digits.length < 20 || digits.length > 22 || digits.length === number.length) return false;
  return [10, 11].some((at) => plainNanp(digits.slice(0, at)) !== null && plainNanp(digits.slice(at)) !== null);
}

function refuseLabel(typed: string, labelledAs: TypedPhone["labelledAs"]): PhoneOutcome | undefined {
  if (labelledAs === null) return undefined;
  const reason = labelledAs === "a landline" ? "landline" : labelledAs === "a fax" ? "not_textable" : "words";
  return refuse(
    reason,
    `${quoted(typed)} is labeled as ${labelledAs}. If it can receive texts, write the number without the label.`,
  );
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
  return refuse("extension", `${quoted(typed)} has an extension, and extensions cannot be texted.`);
}

function refuseLength(digits: string, isAbroad: boolean, typed: string): PhoneOutcome {
  if (digits.length <= 6) return refuse("short_number", `${quoted(typed)} is a short number, not a cell phone number.`);
  if (digits.length < 10)
    return refuse("too_short", `${quoted(typed)} is too short. Write the area code and seven digits.`);
  if (digits.length > 15 || (digits.length > 11 && !isAbroad)) {
    return refuse("too_long", `${quoted(typed)} has too many digits.`);
  }
  return refuse("invalid", `${quoted(typed)} is not a possible phone number.`);
}

function refuseType(type: NonNullable<NumberType>, typed: string): PhoneOutcome | undefined {
  switch (type) {
    case "MOBILE":
    case "FIXED_LINE_OR_MOBILE":
      return undefined;
    case "TOLL_FREE":
      return refuse("toll_free", `${quoted(typed)} is a toll-free number, not a cell phone number.`);
    case "PREMIUM_RATE":
    case "SHARED_COST":
      return refuse("premium", `${quoted(typed)} is a premium-rate number, not a cell phone number.`);
    case "FIXED_LINE":
      return refuse("landline", `${quoted(typed)} is a landline.`);
    default:
      return refuse("not_textable", `${quoted(typed)} is not a cell phone number.`);
  }
}

export { hashBucket } from "../hash-bucket.ts";
