/*
 * Names as they are greeted with (docs/rules.md#scripts-names): typed all-upper or all-lower they are capitalised per
 * word and after ' and - and Mc; names with mixed case stay as typed.
 */

/** The first letter of the name, or after a space, a hyphen, an apostrophe or a full stop, or after a leading "mc". */
const STARTS = /(^|[\s\-‐-―'’ʼ.])(mc)?(\p{L})/gu;
/** Suffixes that stay upper-case: "HENRY FORD III". A first name "Vi" is not one. */
const ROMAN_SUFFIX = /\s(?:ii|iii|iv)$/iu;

/**
 * A person's name as it is printed in a text. Spaces around it go, runs of spaces become one.
 * "MARY-JANE O'NEIL" → "Mary-Jane O'Neil", "mcdonald" → "McDonald", "DeShawn" → "DeShawn".
 */
export function properName(typed: string): string {
  const name = typed.trim().replace(/\s+/gu, " ");
  const lower = name.toLowerCase();
  const upper = name.toUpperCase();
  const isMixed = name !== lower && name !== upper;
  const hasNoCase = lower === upper;
  if (isMixed || hasNoCase) return name;
  return lower
    .replace(STARTS, (_, before: string, mc: string | undefined, letter: string) =>
      mc ? `${before}Mc${letter.toUpperCase()}` : before + letter.toUpperCase(),
    )
    .replace(ROMAN_SUFFIX, (suffix) => suffix.toUpperCase());
}
