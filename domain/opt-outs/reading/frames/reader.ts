/**
 * The loose reader: looks for rows of classes of words with a few others between them, such as a verb of removing, "my", what
 * is kept of people, "from", what it is kept in. No going back: the places that a row may have reached are followed side by side.
 */
import { mostTelling } from "../../pattern/needs.ts";
import type { Need } from "../../pattern/needs.ts";
import { BREAK, UNKNOWN, wordNumber, vocabularySize } from "../../pattern/vocabulary.ts";
import type { Steps } from "../../pattern/pattern.ts";

export type Frame<Meaning> = { meaning: Meaning; row: string };
export type FoundFrame<Meaning> = { meaning: Meaning; start: number; end: number; row: string };

type Slot = {
  set: number;
  /** Other words that may come before it. */
  gap: number;
  /** Whether they may be any words of the clause. */
  isOpen: boolean;
  optional: boolean;
};
type Row<Meaning> = {
  meaning: Meaning;
  slots: readonly Slot[];
  /** Sets of which a text must have a word. */
  required: readonly number[];
  fromStart: boolean;
  toEnd: boolean;
  endGap: number;
  row: string;
};

/** Words in a window, as the bits of a number. */
const MOST_WORDS = 28;
const BITS = 32;

/** Another person or thought: what is said after them is not said of us. */
const BARRIERS = new Set(
  "i we they he she who because but when while whether why how know knows if unless until voter voters ballot candidate congress".split(
    " ",
  ),
);

/**
 * Rows as they are written: CLASS or word, alternatives by a bar, `?` after one that may be missing, `~3` before one with up to
 * three other words before it, `^3` with any three words, `<` the start of a clause, `$` the end of a thought, `~2 $` within two words.
 */
export class FrameReader<Meaning> {
  readonly #rows: readonly Row<Meaning>[];
  /** Per word's number the rows that it begins. */
  readonly #byWord: (Row<Meaning>[] | undefined)[] = [];
  /** Per set of words its words. */
  readonly #wordsOf: (readonly string[])[] = [];
  /** Per word's number its line in `#bits`, which has a bit for each set that the word belongs to. One array is soon made. */
  readonly #lines: Uint16Array;
  readonly #bits: Uint32Array;
  readonly #perLine: number;
  readonly #isEnd: (words: readonly string[], end: number) => boolean;

  constructor(
    frames: readonly Frame<Meaning>[],
    classes: Readonly<Record<string, string>>,
    isEnd: (words: readonly string[], end: number) => boolean,
  ) {
    this.#isEnd = isEnd;
    const setOf = this.#sets(classes);
    this.#rows = frames.map(({ meaning, row }) => read(meaning, row, setOf));
    this.#perLine = Math.ceil(this.#wordsOf.length / BITS);
    const sets = this.#wordsOf.map((words) => words.map(wordNumber));
    this.#lines = new Uint16Array(vocabularySize());
    let count = 0;
    for (const words of sets) for (const word of words) if (this.#lines[word] === 0) this.#lines[word] = count += 1;
    this.#bits = new Uint32Array((count + 1) * this.#perLine);
    for (const [set, words] of sets.entries()) {
      for (const word of words) {
        const at = (this.#lines[word] ?? UNKNOWN) * this.#perLine + (set >> 5);
        this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (set & 31));
      }
    }
    for (const row of this.#rows) {
      for (const word of new Set(sets[row.slots[0]?.set ?? 0])) {
        const rows = this.#byWord[word];
        if (rows) rows.push(row);
        else this.#byWord[word] = [row];
      }
    }
  }

  /** Numbers the sets of words that rows name: "cut|drop", "CEASE|down". */
  #sets(classes: Readonly<Record<string, string>>): (slot: string) => number {
    const numbers = new Map<string, number>();
    const wordsOf = (name: string): string[] => {
      if (!/^[A-Z]/u.test(name)) return [name];
      const words = classes[name];
      if (words === undefined) throw new Error(`The frames have no class "${name}".`);
      return words.split(" ");
    };
    return (slot) => {
      const known = numbers.get(slot);
      if (known !== undefined) return known;
      numbers.set(slot, this.#wordsOf.length);
      this.#wordsOf.push(slot.split("|").flatMap(wordsOf));
      return this.#wordsOf.length - 1;
    };
  }

  /** What a text must say for each row. */
  needs(): { meaning: Meaning; needs: Need[] }[] {
    return this.#rows.map(({ meaning, required }) => ({
      meaning,
      needs: mostTelling(required.map((set) => this.#wordsOf[set] ?? [])),
    }));
  }

  /**
   * Every row from each word, as long as it can be.
   * @param numbers of the words (vocabulary.ts)
   */
  all(words: readonly string[], numbers: Int32Array, steps: Steps): FoundFrame<Meaning>[] {
    const found: FoundFrame<Meaning>[] = [];
    const lines = numbers.map((number) => (this.#lines[number] ?? UNKNOWN) * this.#perLine);
    const present = new Uint32Array(this.#perLine);
    for (const line of lines)
      for (let i = 0; i < present.length; i += 1) present[i] = (present[i] ?? 0) | (this.#bits[line + i] ?? 0);
    const isPresent = (set: number) => (((present[set >> 5] ?? 0) >>> (set & 31)) & 1) === 1;
    for (let start = 0; start < words.length; start += 1) {
      const rows = this.#byWord[numbers[start] ?? UNKNOWN];
      if (!rows) continue;
      const isFirst = start === 0 || words[start - 1] === BREAK;
      let limits: Limits | null = null;
      for (const row of rows) {
        if ((row.fromStart && !isFirst) || !row.required.every(isPresent)) continue;
        limits ??= limitsOf(words, start);
        const end = this.#endOf(row, words, lines, start, limits, steps);
        if (end > 0) found.push({ meaning: row.meaning, start, end, row: row.row });
      }
    }
    return found;
  }

  #endOf(
    { slots, toEnd, endGap }: Row<Meaning>,
    words: readonly string[],
    lines: Int32Array,
    start: number,
    { open, free }: Limits,
    steps: Steps,
  ): number {
    /** Places of the last word of what was met so far. */
    let at = 1;
    for (let s = 1; s < slots.length; s += 1) {
      const slot = slots[s];
      if (!slot) break;
      const between = slot.isOpen ? open : free;
      let gap = at;
      let reach = 0;
      for (let g = 0; g <= slot.gap && gap !== 0; g += 1) {
        gap = (gap << 1) & open;
        reach |= gap;
        gap &= between;
      }
      let met = 0;
      for (let rest = reach; rest !== 0; rest &= rest - 1) {
        steps.count += 1;
        const i = 31 - Math.clz32(rest & -rest);
        const set = this.#bits[(lines[start + i] ?? 0) + (slot.set >> 5)] ?? 0;
        if (((set >>> (slot.set & 31)) & 1) === 1) met |= 1 << i;
      }
      at = slot.optional ? at | met : met;
      if (at === 0) return 0;
    }
    for (let rest = at; rest !== 0;) {
      const i = 31 - Math.clz32(rest);
      if (!toEnd) return start + i + 1;
      for (let g = 0; g <= endGap && (g === 0 || ((open >>> (i + g)) & 1) === 1); g += 1) {
        steps.count += 1;
        if (this.#isEnd(words, start + i + g + 1)) return start + i + g + 1;
      }
      rest &= ~(1 << i);
    }
    return 0;
  }
}

type Limits = { open: number; free: number };

/** The words of the window that may be in a gap, as bits: of the same clause, and without a barrier. */
function limitsOf(words: readonly string[], start: number): Limits {
  let open = 0;
  let free = 0;
  for (let i = 0; i < MOST_WORDS && start + i < words.length; i += 1) {
    const word = words[start + i] ?? "";
    if (word === BREAK) break;
    open |= 1 << i;
    if (!BARRIERS.has(word)) free |= 1 << i;
  }
  return { open, free };
}

function read<Meaning>(meaning: Meaning, row: string, setOf: (slot: string) => number): Row<Meaning> {
  const slots: Slot[] = [];
  let gap = 0;
  let isOpen = false;
  let fromStart = false;
  let toEnd = false;
  for (const sign of row.split(" ")) {
    const between = /^([~^])(\d+)$/u.exec(sign);
    if (sign === "<") fromStart = true;
    else if (sign === "$") toEnd = true;
    else if (between) {
      gap = Number(between[2]);
      isOpen = between[1] === "^";
    } else {
      const optional = sign.endsWith("?");
      if (optional && slots.length === 0) throw new Error(`The frame "${row}" may begin with any word.`);
      slots.push({ set: setOf(optional ? sign.slice(0, -1) : sign), gap, isOpen, optional });
      gap = 0;
      isOpen = false;
    }
  }
  const required = slots.flatMap(({ set, optional }) => (optional ? [] : [set]));
  return { meaning, slots, required, fromStart, toEnd, endGap: gap, row };
}
