/**
 * Zip codes and states as files of contacts have them. What cannot be read is said to be so: a guess would be silent.
 */
import { STATES } from "./area-table.ts";
import { eitherPlace } from "./place-rows.ts";
import type { PlaceRow } from "./place-rows.ts";
import { plainLetters, stateOfName } from "./state-names.ts";
import { placeOfPostalCode, placeOfSection, placeOfZip } from "./zip-codes.ts";

/** `place` is null where nobody knows it: military mail, a number that is not in use. */
export type ReadPlace =
  | { kind: "none" }
  | { kind: "read"; code: string; place: PlaceRow | null }
  /** Something was given that is no zip code, or no state. */
  | { kind: "unread" };

const NONE: ReadPlace = { kind: "none" };
const UNREAD: ReadPlace = { kind: "unread" };

/** Numbers that people type into a field that they may not leave empty; nobody lives there. */
const FILLERS = new Set(["00000", "11111", "12345", "66666", "77777", "88888", "99999"]);

/** What wraps a value in a spreadsheet's text: ="94110", '94110, quotes of all kinds. */
const WRAPPING = new Set("='\"`´‘’“”„«»,;. ");
/** Longer values are no place. */
const MOST_CHARACTERS = 100;

/** Without what wraps a value, and with plain blanks alone. */
function bare(typed: string): string {
  const text = typed
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Z}\p{Cc}]/gu, " ");
  let from = 0;
  let to = text.length;
  while (from < to && WRAPPING.has(text.charAt(from))) from += 1;
  while (to > from && WRAPPING.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/**
 * @param typed "94110", "94110-1234", "94110 1234", "941101234", "94110.0", '="94110"', "2139" or "2139-1234" of Boston whose zero a
 *   spreadsheet took, "CA 94110", "K1A 0B1"
 */
export function readZip(typed: string): ReadPlace {
  if (/^\d{5}$/.test(typed)) return zip(typed);
  if (typed.length > MOST_CHARACTERS) return UNREAD;
  const text = bare(typed);
  if (text === "") return NONE;
  // The number of a spreadsheet: "94110.0", "94,110".
  const number = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?$/.exec(text)?.[1]?.replaceAll(",", "");
  if (number !== undefined) return zipOfNumber(number);
  // With its extension, and perhaps with words around it: "San Francisco, CA 94110-1234", "94110 USA".
  const codes = text.match(/\d+(?:\s?[-‐-―−]\s?\d*)?/g) ?? [];
  const [first = "", second] = codes;
  const [, five, four] = /^(\d{5})(?:\s?[-‐-―−]\s?(\d{4})?)?$/.exec(first) ?? [];
  if (five !== undefined && second === undefined) return zip(five);
  // The zero in front was lost of the first five alone: "2139-1234".
  const [, short] = /^(\d{4})[-‐-―−](?:\d{4})?$/.exec(text) ?? [];
  if (short !== undefined) return zip(`0${short}`);
  // A blank in place of the hyphen.
  if (five !== undefined && four === undefined && codes.length === 2 && /\d{5} \d{4}(?!\d)/.test(text))
    return zip(five);
  return postalCode(text);
}

function zipOfNumber(number: string): ReadPlace {
  switch (number.length) {
    case 5:
      return zip(number);
    // Zeros in front, of New England, New Jersey and Puerto Rico, are what a spreadsheet takes first.
    case 4:
      return zip(`0${number}`);
    // ZIP+4, and with the two digits of the delivery point.
    case 9:
    case 11:
      return zip(number.slice(0, 5));
    case 8:
      return zip(`0${number.slice(0, 4)}`);
    case 7:
      return zip(`00${number.slice(0, 3)}`);
    case 3:
      return shortZip(number);
    default:
      return UNREAD;
  }
}

/** The last three digits of Puerto Rico's 00601, or the first three of any: the place may be either. */
function shortZip(digits: string): ReadPlace {
  const code = `00${digits}`;
  const last = placeOfZip(code);
  const first = placeOfSection(digits);
  return { kind: "read", code, place: last && first ? eitherPlace(last, first) : (last ?? first ?? null) };
}

function zip(code: string): ReadPlace {
  if (FILLERS.has(code)) return UNREAD;
  return { kind: "read", code, place: placeOfZip(code) ?? null };
}

/** Canadian codes; also the first half alone, with which lists keep people's privacy. */
function postalCode(text: string): ReadPlace {
  const code = text.toUpperCase().replace(/[\s\-‐-―−.]+/g, "");
  const [, area = "", rest = ""] = /^([A-Z][0-9OI][A-Z])([0-9OI][A-Z][0-9OI])?$/.exec(code) ?? [];
  if (area === "") return UNREAD;
  const digit = (letter: string) => letter.replace("O", "0").replace("I", "1");
  const half = `${area.charAt(0)}${digit(area.charAt(1))}${area.charAt(2)}`;
  const place = placeOfPostalCode(half);
  // Canada Post uses no D, F, I, O, Q, U, W or Z in front.
  if (!place) return UNREAD;
  const other = rest === "" ? "" : ` ${digit(rest.charAt(0))}${rest.charAt(1)}${digit(rest.charAt(2))}`;
  return { kind: "read", code: `${half}${other}`, place };
}

const KINDS = /^(?:THE )?(?:STATE|COMMONWEALTH|PROVINCE|TERRITORY|ESTADO|PROVINCIA) (?:OF|DE) /i;
/** ISO 3166-2: "US-CA", "CA-ON". */
const ISO = /^(?:US|CA)-([A-Z]{2})$/i;
const COUNTRIES = new Set(["US", "USA", "UNITEDSTATES", "UNITEDSTATESOFAMERICA", "CAN", "CANADA"]);
/** Mail of the armed forces and of embassies: Europe, the Pacific, the Americas. */
const MILITARY = /^A[EPA]$/i;

/** @param typed "CA", "California", "Calif.", "State of California", "US-CA", "CA - California", "Puerto Rico", "Québec" */
export function readState(typed: string): ReadPlace {
  if (Object.hasOwn(STATES, typed)) return state(typed);
  if (typed.length > MOST_CHARACTERS) return UNREAD;
  const text = bare(typed);
  if (text === "") return NONE;
  if (MILITARY.test(text)) return { kind: "read", code: text.toUpperCase(), place: null };
  const whole = stateOfName(ISO.exec(text)?.[1] ?? text.replace(KINDS, ""));
  if (whole !== undefined) return state(whole);
  // Said twice, or with a city or the country: "CA - California", "Texas (TX)", "Kansas City, MO", "Ontario, Canada".
  const parts = text.split(/[-‐-―−/|,;:()[\]]/u).filter((part) => {
    const letters = plainLetters(part);
    return letters !== "" && !COUNTRIES.has(letters);
  });
  const found = parts.map((part) => stateOfName(part.trim().replace(KINDS, "")));
  const last = found.at(-1);
  if (last === undefined || found.some((each) => each !== undefined && each !== last)) return UNREAD;
  return state(last);
}

function state(code: string): ReadPlace {
  const zones = STATES[code];
  return { kind: "read", code, place: zones === undefined ? null : { states: [code], zones } };
}
