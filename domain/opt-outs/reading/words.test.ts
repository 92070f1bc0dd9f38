import { describe, expect, test } from "vitest";
import { readWords } from "./words.ts";

const said = (text: string) => readWords(text).said;
const words = (text: string) => readWords(text).words.join(" ");

test("case, accents, punctuation, quotes and invisible marks make no difference", () => {
  for (const text of [
    "Don’t STOP",
    "don't stop!!!",
    "“Dont stop”",
    "dónt stóp…",
    "\u200bＤｏｎ＇ｔ stop",
    "do not  stop",
  ]) {
    expect(said(text)).toBe("dont stop");
  }
});

test("clauses end at punctuation, line ends and dashes, not at hyphens", () => {
  expect(words("Stop-gap idea. Who is this, Bob - yes?\nOk")).toBe("stop gap idea , who is this , bob , yes , ok");
});

test("what changes nothing is set aside", () => {
  expect(words("please just fucking stop texting me again")).toBe("stop texting me");
  expect(words("stop stop texting me")).toBe("stop texting me");
  expect(readWords("I am 14 please stop").pleas).toEqual(new Set([2]));
});

test("common spellings become one", () => {
  expect(said("pls stop txting my ph# u msg 2 much, thx")).toBe("please stop texting my ph you message 2 much thanks");
  expect(said("STOOOPPP")).toBe("stop");
  expect(said("stoop")).toBe("stoop");
  expect(said("Opt-Out optout")).toBe("opt out opt out");
  expect(said("Ne m'écrivez plus")).toBe("ne m ecrivez plus");
  expect(said("lose my #")).toBe("lose my number");
});

test("a word spelled letter by letter is read", () => {
  expect(said("S.T.O.P.")).toBe("stop");
  expect(said("q u i t")).toBe("quit");
  expect(said("s t o p texting me")).toBe("stop texting me");
  expect(said("I a m")).toBe("im");
  expect(said("a b")).toBe("a b");
});

test("letters of other scripts that look like Latin ones are read as those", () => {
  expect(said("ST\u041eP")).toBe("stop");
  expect(said("\u0421\u0422\u041e\u041f")).toBe("\u0441\u0442\u043e\u043f");
});

describe("what the phone adds is not what was said", () => {
  test("a signature", () => {
    expect(said("Stop\n\nSent from my iPhone")).toBe("stop");
    expect(said("Stop\n--\nDana Lee")).toBe("stop");
    expect(said("Stop\nEnviado desde mi iPhone")).toBe("stop");
    expect(said("It was sent from my iPhone")).toBe("it was sent from my iphone");
  });

  test("an effect", () => {
    expect(said("Stop (Sent with Loud Effect)")).toBe("stop");
    expect(said("optout sent with loud effect")).toBe("opt out");
    expect(said("(Enviado con el efecto Globos) Alto")).toBe("alto");
    expect(said("It was sent with love")).toBe("it was sent with love");
  });
});
