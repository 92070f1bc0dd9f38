/** Requests with anything that people say before and behind them, and sentences with the same words that ask for nothing. */
import { describe, expect, test } from "vitest";
import { detectOptOut } from "./opt-out.ts";

const PATIENT_MS = 60_000;

const BEFORE = [
  "", "hi ", "Hello, ", "no thanks, ", "No. ", "not interested. ", "wrong number, ", "I already voted, ", "I voted early. ", "My husband died last year. ", "I moved to Ohio, ", "WTF ", "for the last time, ",
  "I'm 14 so ", "i'm at work ", "I'm a Republican. ", "Trump 2024! ", "I donated already so ", "sorry but ", "Thanks but ", "no offense but ", "I don't know you, ", "this is harassment. ", "I'm on the do not call list. ", "bro ",
  "listen, ", "once again, ", "I don't live there anymore. ", "you have the wrong person. ", "this is a business line, ", "I never signed up for this. ",
]; // prettier-ignore
const REQUESTS = [
  "stop texting me", "stop sending me messages", "quit texting me", "don't text me again", "remove me from your list", "remove my number", "take me off your list", "take my name off this list", "delete my number", "delete my information",
  "lose my number", "unsubscribe me", "opt me out", "no more texts", "leave me alone", "I don't want to receive these messages", "I do not wish to be contacted", "I want off this list", "I'd like to be taken off the list",
  "get me off this list", "put me on your do not call list", "cease all communication", "please stop", "please unsubscribe",
]; // prettier-ignore
const BEHIND = [
  "",
  ".",
  " please",
  " thanks",
  "!!!",
  " immediately",
  " I'm not interested",
  " I already voted",
  " this is not Maria",
  " you have the wrong number",
  " have a nice day",
  " thx",
  " 🙏",
  " permanently",
  " as soon as possible",
];

const OTHERS = [
  "",
  "hi ",
  "I think we should ",
  "They need to ",
  "please tell him to ",
  "When will they ",
  "I hope they ",
  "Congress must ",
  "Yes! ",
  "I told my son to ",
  "I can't ",
  "I had to ",
  "you guys should ",
];
const SENTENCES = [
  "stop the war", "stop fracking", "stop by the office", "stop at the store first", "stop wasting money", "stop ignoring us", "stop for gas", "quit my job", "quit the race", "end hunger", "end my shift at 6", "end the filibuster",
  "cancel student debt", "cancel my appointment", "cancel the meeting", "remove the statue", "remove my shoes", "remove him from office", "remove the sign from my yard", "delete that tweet", "take my kids off the bus", "take time off work",
  "leave work early", "leave schools alone", "get off work at 5", "get rid of the tolls", "drop off my ballot", "drop the charges", "lose my job", "lose the election", "forget my password", "block the bill", "opt for early voting",
  "turn off the TV", "call my senator", "text my friends about it", "send my ballot by mail", "get my absentee ballot", "put my name on the list", "sign the list at the hall",
]; // prettier-ignore
const ENDS = [
  "",
  ".",
  "!",
  "?",
  " tomorrow",
  " thanks",
  " lol",
  " on Saturday",
  " before the election",
  " 👍",
  " and vote",
  " with my kids",
];

/** Each pair of neighbours, and with each a quarter of the third parts, another quarter with the next pair. */
function wrong(parts: readonly (readonly string[])[], isWrong: (kind: string) => boolean): string[] {
  const [first = [], second = [], third = []] = parts;
  return first.flatMap((a, i) =>
    second.flatMap((b, k) =>
      third
        .filter((_, at) => (at + i + k) % 4 === 0)
        .map((c) => a + b + c)
        .filter((text) => isWrong(detectOptOut(text).kind)),
    ),
  );
}

describe("whatever is said with it", { timeout: PATIENT_MS }, () => {
  test("a request opts out", () => {
    expect(wrong([BEFORE, REQUESTS, BEHIND], (kind) => kind !== "opt_out")).toEqual([]);
  });

  test("what asks others for something else opts nobody out", () => {
    expect(wrong([OTHERS, SENTENCES, ENDS], (kind) => kind === "opt_out")).toEqual([]);
  });
});
