/**
 * The loose reader: looks for rows of classes of words with a few others between them, such as a verb of removing, "my", what
 * is kept of people, "from", what it is kept in. No going back: the places that a row may have reached are followed side by side.
 */
import { mostTelling } from "../../pattern/needs.ts";
import type { Need } from "../../pattern/needs.ts";
import { BREAK, UNKNOWN, wordNumber } from "../../pattern/vocabulary.ts";
import { WordSets } from "../../pattern/word-sets.ts";
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
  number: number;
  meaning: Meaning;
  /** The first slot as it is written. */
  first: string;
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
  readonly #frames: readonly Frame<Meaning>[];
  readonly #isMade: Uint8Array;
  /** Per word's number the rows that it begins, in the order of the frames. */
  readonly #byWord: (Row<Meaning>[] | undefined)[] = [];
  readonly #sets = new WordSets();
  /** The words of each slot as it is written: "cut|drop", "CEASE|down". */
  readonly #wordsOf: (slot: string) => readonly string[];
  readonly #isEnd: (words: readonly string[], end: number) => boolean;

  constructor(
    frames: readonly Frame<Meaning>[],
    classes: Readonly<Record<string, string>>,
    isEnd: (words: readonly string[], end: number) => boolean,
  ) {
    this.#frames = frames;
    this.#isMade = new Uint8Array(frames.length);
    this.#wordsOf = slotReader(classes);
    this.#isEnd = isEnd;
  }

  /** Makes a row, before the words of a text that needs it are numbered. */
  make(number: number): void {
    const frame = this.#frames[number];
    if (!frame || this.#isMade[number] === 1) return;
    this.#isMade[number] = 1;
    const row = read(number, frame, (slot) => this.#sets.add(this.#wordsOf(slot)));
    for (const each of new Set(this.#wordsOf(row.first))) {
      const word = wordNumber(each);
      const rows = this.#byWord[word];
      if (!rows) this.#byWord[word] = [row];
      else rows.splice(rows.findLastIndex((other) => other.number < number) + 1, 0, row);
    }
  }

  /** What a text must say for each row. */
  needs(): { meaning: Meaning; needs: Need[] }[] {
    return this.#frames.map(({ meaning, row }) => ({
      meaning,
      needs: mostTelling(slotsOf(row).flatMap(({ slot, optional }) => (optional ? [] : [this.#wordsOf(slot)]))),
    }));
  }

  /**
   * Every row from each word, as long as it can be.
   * @param numbers of the words (vocabulary.ts)
   */
  all(words: readonly string[], numbers: Int32Array, steps: Steps): FoundFrame<Meaning>[] {
    const found: FoundFrame<Meaning>[] = [];
    const present = new Uint32Array(this.#sets.width);
    for (const number of numbers) {
      const bits = this.#sets.bits(number);
      for (let i = 0; i < bits.length; i += 1) present[i] = (present[i] ?? 0) | (bits[i] ?? 0);
    }
    const isPresent = (set: number) => (((present[set >> 5] ?? 0) >>> (set & 31)) & 1) === 1;
    for (let start = 0; start < words.length; start += 1) {
      const rows = this.#byWord[numbers[start] ?? UNKNOWN];
      if (!rows) continue;
      const isFirst = start === 0 || words[start - 1] === BREAK;
      let limits: Limits | null = null;
      for (const row of rows) {
        if ((row.fromStart && !isFirst) || !row.required.every(isPresent)) continue;
        limits ??= limitsOf(words, start);
        const end = this.#endOf(row, words, numbers, start, limits, steps);
        if (end > 0) found.push({ meaning: row.meaning, start, end, row: row.row });
      }
    }
    return found;
  }

  #endOf(
    { slots, toEnd, endGap }: Row<Meaning>,
    words: readonly string[],
    numbers: Int32Array,
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
        if (this.#sets.has(numbers[start + i] ?? UNKNOWN, slot.set)) met |= 1 << i;
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

/** A slot as it is written. */
type WrittenSlot = { slot: string; gap: number; isOpen: boolean; optional: boolean };

/** The slots of a row, and last the gap before its end. */
function partsOf(row: string): { slots: WrittenSlot[]; fromStart: boolean; toEnd: boolean; endGap: number } {
  const slots: WrittenSlot[] = [];
  let gap = 0;
  let isOpen = false;
  let fromStart = false;
  let toEnd = false;
  for (const sign of row.split(" ")) {
    if (sign === "<") fromStart = true;
    else if (sign === "$") toEnd = true;
    else if (sign[0] === "~" || sign[0] === "^") {
      gap = Number(sign.slice(1));
      isOpen = sign[0] === "^";
    } else {
      const optional = sign.endsWith("?");
      if (optional && slots.length === 0) throw new Error(`The frame "${row}" may begin with any word.`);
      slots.push({ slot: optional ? sign.slice(0, -1) : sign, gap, isOpen, optional });
      gap = 0;
      isOpen = false;
    }
  }
  return { slots, fromStart, toEnd, endGap: gap };
}

function slotsOf(row: string): WrittenSlot[] {
  return partsOf(row).slots;
}

function read<Meaning>(
  number: number,
  { meaning, row }: Frame<Meaning>,
  setOf: (slot: string) => number,
): Row<Meaning> {
  const { slots: written, fromStart, toEnd, endGap } = partsOf(row);
  const slots = written.map(({ slot, ...rest }) => ({ ...rest, set: setOf(slot) }));
  const required = slots.flatMap(({ set, optional }) => (optional ? [] : [set]));
  return { number, meaning, first: written[0]?.slot ?? "", slots, required, fromStart, toEnd, endGap, row };
}

/** Reads slots; those that are written alike are one array. */
function slotReader(classes: Readonly<Record<string, string>>): (slot: string) => readonly string[] {
  const met = new Map<string, readonly string[]>();
  const wordsOf = (name: string): string[] => {
    if (!/^[A-Z]/u.test(name)) return [name];
    const words = classes[name];
    if (words === undefined) throw new Error(`The frames have no class "${name}".`);
    return words.split(" ");
  };
  return (slot) => {
    const known = met.get(slot);
    if (known) return known;
    const words = slot.split("|").flatMap(wordsOf);
    met.set(slot, words);
    return words;
  };
}
