/** All words that any rule names, by number: a text's words are looked up once, and rules are followed by numbers. */

/** The end of a clause among the words of a text. */
export const BREAK = ",";
/** The number of words that no rule names, and of the end of a clause. */
export const UNKNOWN = 0;
export const BREAK_NUMBER = 1;

/** There are fewer words. */
export const MOST_NUMBERS = 1 << 14;

const numbers = new Map<string, number>([[BREAK, BREAK_NUMBER]]);

/** The number of a word of a rule. */
export function wordNumber(word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  const number = numbers.size + 1;
  if (number >= MOST_NUMBERS) throw new Error(`Rules name more than ${MOST_NUMBERS} words.`);
  numbers.set(word, number);
  return number;
}

/** A text's words by number. */
export function wordNumbers(words: readonly string[]): Int32Array {
  const row = new Int32Array(words.length);
  for (let at = 0; at < row.length; at += 1) row[at] = numbers.get(words[at] ?? "") ?? UNKNOWN;
  return row;
}
