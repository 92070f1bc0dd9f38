/*
 * What programs write where a value is missing: NULL of databases, nan and None of Python, #N/A of spreadsheets, a dash of a person.
 * In most columns they are all missing values. A few of them are also names of people (Nan, Null, Na): in a name's column these
 * count as missing only by evidence.
 */

const set = (list: string) => new Set(list.split(" "));

/** Words that no person is called and no column says. Compared in small letters. */
const WORDS = new Set([
  ...set(
    "\\n n/a n.a. n.a n\\a (null) <null> [null] {null} <na> <nan> <none> (none) [none] (nan) (n/a) [n/a] undefined (undefined)",
  ),
  ...set("[undefined] (blank) [blank] <blank> (empty) [empty] <empty> (unknown) [unknown] no_value"),
  ..."not available,not applicable,not provided,no value,no data,[object object]".split(","),
]);
/** Errors of spreadsheets, and quotes around nothing. */
const ERRORS = set(
  "#n/a #na #ref! #value! #name? #div/0! #num! #null! #spill! #calc! #error! #field! #busy! #connect! #blocked! #unknown! #getting_data " +
    `'' "" \`\``,
);
/** Signs that stand for nothing, alone or repeated. */
const SIGNS = ["-–—―−", ".…", "?", "*", "_", "/", "#"];

function isError(small: string): boolean {
  if (ERRORS.has(small)) return true;
  const signs = SIGNS.find((each) => each.includes(small.charAt(0)));
  return signs !== undefined && Array.from(small).every((sign) => signs.includes(sign));
}

/** Also names of people. */
const MAYBE_NAMES = set("null nan na nil none");
const LONGEST = 16;

/** ASCII signs with which a placeholder may begin: most values begin with another one, and need no look. */
const BEGINNINGS = new Uint8Array(128);
for (const sign of "nNuU(<[{\\#-.?*_/'\"`") BEGINNINGS[sign.charCodeAt(0)] = 1;

function mayBe(value: string): boolean {
  if (value.length > LONGEST || value.length === 0) return false;
  const first = value.charCodeAt(0);
  return first < 128 ? BEGINNINGS[first] === 1 : first >= 0x2010;
}

/** Whether a field as it is in the file may be one, wrapped or not: a look at its first sign. */
export function mayBePlaceholder(written: string): boolean {
  const first = written.charCodeAt(0);
  return first >= 128 || first <= 32 || first === 61 || BEGINNINGS[first] === 1;
}

/** Whether a value of any column but a name's is a placeholder. */
export function isPlaceholder(value: string): boolean {
  if (!mayBe(value)) return false;
  const small = value.toLowerCase();
  return MAYBE_NAMES.has(small) || WORDS.has(small) || isError(small);
}

/** One that is a word of a program: a file with such a value has placeholders. A dash or a spreadsheet's error is no such evidence. */
export function isPlaceholderWord(value: string, mayBeName: boolean): boolean {
  if (value.length < 2 || !mayBe(value)) return false;
  const small = value.toLowerCase();
  return WORDS.has(small) || (!mayBeName && MAYBE_NAMES.has(small));
}

/**
 * Whether a value of a name's column is a placeholder.
 *
 * @param other the contact's other name, as it is in the file
 * @param hasOthers whether the file has placeholders elsewhere
 */
export function isMissingName(value: string, other: string, hasOthers: boolean): boolean {
  if (!mayBe(value)) return false;
  const small = value.toLowerCase();
  if (!MAYBE_NAMES.has(small)) return WORDS.has(small) || isError(small) || small === "unknown";
  if (hasOthers || small === other.toLowerCase() || value === "NaN" || value === "None") return true;
  const isTitled = value.slice(1) === small.slice(1) && value !== small;
  if (isTitled) return false;
  // "NULL" beside "Lee" was written by a program; beside "LEE" it is a name like the other one.
  const isAllUpper = value === value.toUpperCase();
  return other === "" || other !== (isAllUpper ? other.toUpperCase() : other.toLowerCase());
}
