import { describe, expect, test } from "vitest";
import { readInbound } from "./inbound-text.ts";

const wholeOf = (text: string) => readInbound(text).whole;

test("case, accents, punctuation, quotes and invisible marks make no difference", () => {
  for (const text of [
    "Don’t STOP",
    "don't stop!!!",
    "“Dont stop”",
    "dónt stóp…",
    "\u200bＤｏｎ＇ｔ stop",
    "do not  stop",
  ]) {
    expect(wholeOf(text)).toBe("dont stop");
  }
});

test("clauses end at punctuation, line ends and dashes, not at hyphens", () => {
  expect(readInbound("Stop-gap idea. Who is this, Bob - yes?\nOk").clauses).toEqual([
    "stop gap idea",
    "who is this",
    "bob",
    "yes",
    "ok",
  ]);
});

test("common spellings become one", () => {
  expect(wholeOf("pls stop txting my ph# u msg 2 much, thx")).toBe(
    "please stop texting my ph you message 2 much thanks",
  );
  expect(wholeOf("STOOOPPP")).toBe("stop");
  expect(wholeOf("stoop")).toBe("stoop");
  expect(wholeOf("Opt-Out optout")).toBe("opt out opt out");
});

test("a word spelled letter by letter is read", () => {
  expect(wholeOf("S.T.O.P.")).toBe("stop");
  expect(wholeOf("q u i t")).toBe("quit");
  expect(wholeOf("I a m")).toBe("iam");
  expect(wholeOf("a b")).toBe("a b");
});

test("a signature is not what was said", () => {
  expect(wholeOf("Stop\n\nSent from my iPhone")).toBe("stop");
  expect(wholeOf("Stop\n--\nDana Lee")).toBe("stop");
  expect(wholeOf("It was sent from my iPhone")).toBe("it was sent from my iphone");
});

describe("reactions", () => {
  test.each([
    "Liked “Reply STOP to end”",
    'Laughed at "stop"',
    "Removed a heart from “hi”",
    "👍 to “stop”",
    "A aimé « stop »",
  ])("%s says nothing", (text) => {
    expect(readInbound(text)).toEqual({ clauses: [], whole: "" });
  });

  test("a stop sign as a reaction says stop", () => {
    expect(wholeOf("Reacted 🛑 to “Hi Ana”")).toBe("🛑");
    expect(wholeOf("\u200a🛑\u200a to “Hi Ana”")).toBe("🛑");
  });

  test("a text that quotes words is not a reaction", () => {
    expect(wholeOf("I liked “Stop making sense”")).toBe("i liked stop making sense");
  });
});
