/** What a field of a script was probably meant to be, for the person who types it (docs/rules.md#scripts-fields). */
import { fieldKey, knownField, STANDARD_FIELDS } from "./merge-fields.ts";
import { fieldsIn, parseScript } from "../script.ts";

export type FieldProposal = {
  /** As it is in the script. */
  typed: string;
  /** The field of that name. */
  field: string;
  /** It is found as it is typed too: only the spelling is another one. */
  isFound: boolean;
};

/** Names that are so much alike are one with a slip of the finger. */
const MOST_SLIPS = 2;
const SHORT_NAME = 5;
/** A name that begins another one says which is meant: {polling} is {Polling Place}. */
const LEAST_BEGINNING = 4;

/** For every field of a script that is spelt otherwise than its name, or not known and much like a known one. */
export function proposeFields(script: string, knownFields: Iterable<string>): FieldProposal[] {
  const known = [...new Set([...knownFields, ...STANDARD_FIELDS])];
  return fieldsIn(script).flatMap((typed) => {
    if (known.includes(typed)) return [];
    const found = knownField(typed, known);
    const field = found ?? mostAlike(typed, known);
    return field === undefined ? [] : [{ typed, field, isFound: found !== undefined }];
  });
}

/** The script with one of its fields under another name; fallbacks stay. */
export function withField(script: string, typed: string, field: string): string {
  return parseScript(script)
    .map((part) => {
      if (part.kind === "words") return part.words;
      const name = part.field === typed ? field : part.field;
      return part.fallback === undefined ? `{${name}}` : `{${name}|${part.fallback}}`;
    })
    .join("");
}

function mostAlike(typed: string, known: readonly string[]): string | undefined {
  const key = fieldKey(typed);
  const most = key.length < SHORT_NAME ? 1 : MOST_SLIPS;
  let best: { field: string; slips: number } | undefined;
  for (const field of known) {
    const slips = slipsBetween(key, fieldKey(field));
    if (slips <= most && slips < (best?.slips ?? Infinity)) best = { field, slips };
  }
  if (best || key.length < LEAST_BEGINNING) return best?.field;
  return known.find((field) => {
    const other = fieldKey(field);
    return other.length >= LEAST_BEGINNING && (other.startsWith(key) || key.startsWith(other));
  });
}

/** Letters to add, leave out, exchange or swap with their neighbour to make one name of the other. */
function slipsBetween(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MOST_SLIPS) return Infinity;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwapped) slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      row.push(slips);
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? Infinity;
}
