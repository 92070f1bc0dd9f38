import { describe, expect, test } from "vitest";
import { wordNumbers } from "../../pattern/vocabulary.ts";
import { FrameReader } from "./reader.ts";

const CLASSES = { CEASE: "stop end kill", TEXTS: "texts messages", ME: "me us" };
const atEnd = (words: readonly string[], end: number) => words[end] === undefined || words[end] === ",";

function found(row: string, text: string): [number, number][] {
  const reader = new FrameReader([{ meaning: "any", row }], CLASSES, atEnd);
  reader.make(0);
  const words = text.split(" ");
  return reader.all(words, wordNumbers(words), { count: 0 }).map(({ start, end }) => [start, end]);
}

describe("a row of classes", () => {
  test("takes so many other words between, and no more", () => {
    expect(found("CEASE ~2 TEXTS", "kill all those texts")).toEqual([[0, 4]]);
    expect(found("CEASE ~1 TEXTS", "kill all those texts")).toEqual([]);
  });

  test("ends at another person or thought, unless any word may be between", () => {
    expect(found("CEASE ~3 TEXTS", "stop because texts")).toEqual([]);
    expect(found("CEASE ^3 TEXTS", "stop because texts")).toEqual([[0, 3]]);
    expect(found("CEASE ^3 TEXTS", "stop , texts")).toEqual([]);
  });

  test("may lack a word, must begin a clause or end a thought", () => {
    expect(found("CEASE the? TEXTS", "stop texts")).toEqual([[0, 2]]);
    expect(found("< CEASE TEXTS", "no , stop texts")).toEqual([[2, 4]]);
    expect(found("< CEASE TEXTS", "we stop texts")).toEqual([]);
    expect(found("CEASE ME $", "stop me there")).toEqual([]);
    expect(found("CEASE ME ~1 $", "stop me there")).toEqual([[0, 3]]);
  });

  test("a class that nobody named is told", () => {
    expect(() => found("CEASE NOBODY", "stop")).toThrow("NOBODY");
    expect(() => found("the? CEASE", "stop")).toThrow("may begin with any word");
  });
});
