/** The readers of the detector by what a text must say for each of them to find anything. */

import type { Need } from "../../pattern/needs.ts";

/** What a text must say for these readers to find something by one of their rules. */
export type ReaderNeeds = { needs: readonly Need[]; readers: number; rule?: RuleNumber };

/** A rule by those that have it (RULES) and its number among theirs. */
export type RuleNumber = { of: number; number: number };
/** The grammars, in their order, and the frames. */
export const FRAMES = 3;

/** Bits of a set of readers. */
export const READER = {
  /** Rules of a grammar that may decide, and any rule of it. */
  english: 1,
  anyEnglish: 2,
  spanish: 4,
  anySpanish: 8,
  french: 16,
  anyFrench: 32,
  /** The loose reader. */
  frames: 64,
  /** Parts of requests in other languages, and their tables of stop words. */
  parts: 128,
  tables: 256,
  instructions: 512,
  /** Questions about the word itself. */
  asked: 1024,
  /** Words that are looked up as the whole text, and a text that begins or ends with "stop". */
  whole: 2048,
  reactions: 4096,
  /** How much a text is like those that opt out. */
  likeness: 8192,
} as const;

export const ALL_READERS = 16_383;

/** Those whose finds count; the others only say what a find means. */
export const DECIDING =
  READER.english |
  READER.spanish |
  READER.french |
  READER.frames |
  READER.parts |
  READER.tables |
  READER.asked |
  READER.whole |
  READER.reactions |
  READER.likeness;
