import { describe, expect, test } from "vitest";
import { automatonOf } from "./pattern.ts";
import { wordNumbers } from "./vocabulary.ts";

const PARTS = { KIND: "the|these|more", ME: "me|my phone", PLACE: "at (work|home)" };

function found(pattern: string, text: string): string[] {
  const words = text.split(" ");
  return automatonOf([pattern], PARTS)
    .all(wordNumbers(words), { count: 0 })
    .map(({ start, end }) => words.slice(start, end).join(" "));
}

describe("a pattern", () => {
  test("finds its longest stretch from every word", () => {
    expect(found("stop|quit KIND* texts ME?", "stop the more texts my phone now quit texts")).toEqual([
      "stop the more texts my phone",
      "quit texts",
    ]);
  });

  test("repeats so many times, and skips any words of the same clause", () => {
    expect(found("a{1,2} b", "a a a b")).toEqual(["a a b", "a b"]);
    expect(found("take .{0,2} off", "take it all off take it all right off")).toEqual(["take it all off"]);
    expect(found("take .{0,2} off", "take , off")).toEqual([]);
    expect(found("take , off", "take , off")).toEqual(["take , off"]);
  });

  test("in brackets a bar parts rows, without it parts words", () => {
    expect(found("(a b|c) d", "a b d c d b d")).toEqual(["a b d", "c d"]);
    expect(found("a|b c", "a c b c")).toEqual(["a c", "b c"]);
    expect(found("go PLACE", "go at work")).toEqual(["go at work"]);
  });

  test.each([
    ["x?", "may be empty"],
    [". a", "may begin with any word"],
    ["(a", "closing bracket"],
    ["a)", "bracket too many"],
    ["a||b", "lacks a word"],
    ["NOBODY", "no part"],
  ])("%s is refused: it %s", (pattern, why) => {
    expect(() => automatonOf([pattern], PARTS)).toThrow(why);
  });
});

test("an automaton that has read much answers like a new one", () => {
  const patterns = ["a .{0,6} b", "(a|b|c){1,6} d", "b (c|d|.)* e", "c , d"];
  const used = automatonOf(patterns, {});
  let seed = 7;
  const word = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return ["a", "b", "c", "d", "e", "x", ","][seed % 7]!;
  };
  for (let i = 0; i < 600; i += 1) {
    const words = Array.from({ length: 30 }, word);
    const read = used.all(wordNumbers(words), { count: 0 });
    if (i % 20 === 0) expect(read).toEqual(automatonOf(patterns, {}).all(wordNumbers(words), { count: 0 }));
  }
});

test("steps grow with the words and nothing else", () => {
  const automaton = automatonOf(["a* b", "(a|a a)* c", "(a* a*)* d"], {});
  const steps = (words: number) => {
    const counter = { count: 0 };
    automaton.all(wordNumbers("a ".repeat(words).trim().split(" ")), counter);
    return counter.count;
  };
  expect(steps(400)).toBeLessThan(2.2 * steps(200));
});
