/**
 * What people write around a phone number: "Phone: 617…", "… (cell)", a comma at the end, a quoted value, digits of their own
 * script. Labels are known words; any other word stays, and makes the value no number.
 */

/** Nobody sees them. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** The zero of each script's digits that NFKC leaves as they are; the other nine follow it. */
const ZEROS = Array.from("٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰𐒠𑁦𑃰𑄶𑇐𑋰𑑐𑓐𑙐𑛀𑜰𑣠𑱐𖩠𖭐𞥐", (zero) => zero.codePointAt(0) ?? 0);

/** A number that is labelled so may be a cell. */
const CELL_LABELS = new Set(
  (
    "phone phones telephone tel telefono teléfono telefone téléphone ph p t number no num nr nbr numero número nº " +
    "cell cells cellphone cellular cel celular c mobile mobil mob movil móvil m portable handy smartphone iphone android " +
    "text texts txt sms mms whatsapp signal primary main preferred best personal private my his her contact call line us usa"
  ).split(" "),
);
/** One that is labelled so is none, and what it is. */
const OTHER_LABELS: Readonly<Record<string, string>> = {
  landline: "a landline",
  land: "a landline",
  fax: "a fax",
  facsimile: "a fax",
  pager: "a pager",
  home: "a home number",
  house: "a home number",
  h: "a home number",
  casa: "a home number",
  work: "a work number",
  w: "a work number",
  office: "a work number",
  business: "a work number",
  trabajo: "a work number",
};

export type TypedPhone = {
  /** Without what was around it. */
  number: string;
  /** As it was typed, tidied for showing it. */
  typed: string;
  /** "a fax", when a label says that it is no cell; null: none does. */
  labelledAs: string | null;
};

export function readTyped(raw: string): TypedPhone {
  const typed = westernDigits(raw.normalize("NFKC").replace(INVISIBLE, "")).trim();
  const { number, labelledAs } = withoutLabels(unquoted(typed).trim());
  return { number: tidy(number), typed, labelledAs };
}

/** Quotation marks around it, and what a spreadsheet puts before a text. */
const AROUND = new Set("'\"=‘’“”`´");

function unquoted(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && AROUND.has(text.charAt(from))) from += 1;
  while (to > from && AROUND.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function westernDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((each) => code >= each && code <= each + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** Labels before the first digit and behind the last one are taken off. */
function withoutLabels(text: string): Pick<TypedPhone, "number" | "labelledAs"> {
  const first = text.search(/[+\d]/u);
  let last = text.length - 1;
  while (last >= 0 && !isDigit(text.charCodeAt(last))) last -= 1;
  if (first === -1 || last === -1) return { number: text, labelledAs: null };
  const before = text.slice(0, first);
  const behind = text.slice(last + 1);
  const words = `${before} ${behind}`.toLowerCase().match(/[\p{L}º]+/gu) ?? [];
  const labelledAs = words.map((word) => OTHER_LABELS[word]).find((label) => label !== undefined) ?? null;
  if (!words.every((word) => CELL_LABELS.has(word) || Object.hasOwn(OTHER_LABELS, word))) {
    return { number: text, labelledAs: null };
  }
  return { number: openingOf(before, words.length > 0) + text.slice(first, last + 1), labelledAs };
}

const isDigit = (code: number) => code >= 48 && code <= 57;

/** A bracket that opens the area code belongs to the number. */
function openingOf(before: string, hasLabels: boolean): string {
  const bare = before.replace(/[\p{L}\s:.#/\-–—=]+/gu, "");
  if (bare === "" || bare === "()") return "";
  return bare.endsWith("(") && (hasLabels || bare === "(") ? "(" : before;
}

/** "(+1)", "+(1)" and "001"; ".0" of a spreadsheet; signs between that stand for a blank. */
function tidy(number: string): string {
  const plain = number
    .replace(/^\(?\s{0,3}\+\s{0,3}\(?\s{0,3}(\d{1,3})\s{0,3}\)/u, "+$1 ")
    .replace(/^\(\s*1\s*\)/u, "1 ")
    .replace(/^\+\s*\+/u, "+")
    .replace(/^00(?=1\D{0,3}[2-9])/u, "+")
    .replace(/[_·•~|\\[\]]/gu, " ")
    .trim();
  return /^\+?\d{10,15}\.0+$/u.test(plain) ? plain.slice(0, plain.indexOf(".")) : plain;
}
