/**
 * The loose reader: looks for rows of classes of words with a few others between them, such as a verb of removing, "my", what
 * is kept of people, "from", what it is kept in. No going back: the places that a row may have reached are followed side by side.
 */
import { BREAK } from "../../pattern/pattern.ts";
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
  readonly #rows: Row<Meaning>[];
  readonly #byWord = new Map<string, Row<Meaning>[]>();
  /** Per word, a bit for each set of words that it belongs to. */
  readonly #bits = new Map<string, Uint32Array>();
  readonly #isEnd: (words: readonly string[], end: number) => boolean;

  constructor(
    frames: readonly Frame<Meaning>[],
    classes: Readonly<Record<string, string>>,
    isEnd: (words: readonly string[], end: number) => boolean,
  ) {
    this.#isEnd = isEnd;
    const numbers = new Map<string, number>();
    const wordsOf: string[][] = [];
    const setOf = (slot: string): number => {
      const known = numbers.get(slot);
      if (known !== undefined) return known;
      numbers.set(slot, wordsOf.length);
      wordsOf.push(
        slot.split("|").flatMap((each) => {
          if (!/^[A-Z]/u.test(each)) return [each];
          const words = classes[each];
          if (words === undefined) throw new Error(`The frames have no class "${each}".`);
          return words.split(" ");
        }),
      );
      return wordsOf.length - 1;
    };
    this.#rows = frames.map(({ meaning, row }) => read(meaning, row, setOf));
    const size = Math.ceil(wordsOf.length / BITS);
    for (const [set, words] of wordsOf.entries()) {
      for (const word of words) {
        const bits = this.#bits.get(word) ?? new Uint32Array(size);
        bits[set >> 5] = (bits[set >> 5] ?? 0) | (1 << (set & 31));
        this.#bits.set(word, bits);
      }
    }
    for (const row of this.#rows) {
      for (const word of new Set(wordsOf[row.slots[0]?.set ?? 0])) {
        const rows = this.#byWord.get(word);
        if (rows) rows.push(row);
        else this.#byWord.set(word, [row]);
      }
    }
  }

  /** Whether a word belongs to any class. */
  knows(word: string): boolean {
    return this.#bits.has(word);
  }

  words(): Iterable<string> {
    return this.#bits.keys();
  }

  /** Every row from each word, as long as it can be. */
  all(words: readonly string[], steps: Steps): FoundFrame<Meaning>[] {
    const found: FoundFrame<Meaning>[] = [];
    const bits = words.map((word) => this.#bits.get(word));
    for (let start = 0; start < words.length; start += 1) {
      const rows = this.#byWord.get(words[start] ?? "");
      if (!rows) continue;
      const isFirst = start === 0 || words[start - 1] === BREAK;
      const limits = this.#limits(words, start);
      for (const row of rows) {
        if (row.fromStart && !isFirst) continue;
        const end = this.#endOf(row, words, bits, start, limits, steps);
        if (end > 0) found.push({ meaning: row.meaning, start, end, row: row.row });
      }
    }
    return found;
  }

  /** The words of the window that may be in a gap, as bits: of the same clause, and without a barrier. */
  #limits(words: readonly string[], start: number): { open: number; free: number } {
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

  #endOf(
    { slots, toEnd, endGap }: Row<Meaning>,
    words: readonly string[],
    bits: readonly (Uint32Array | undefined)[],
    start: number,
    { open, free }: { open: number; free: number },
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
        const set = bits[start + i]?.[slot.set >> 5] ?? 0;
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
  return { meaning, slots, fromStart, toEnd, endGap: gap, row };
}
