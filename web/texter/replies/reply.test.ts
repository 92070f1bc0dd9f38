import { describe, expect, test } from "vitest";
import type { Me } from "../../../domain/people/people.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { sampleContact } from "../desk/desk-samples.ts";
import { createSeen, followUp, NO_WORDS, originOf, putScript, undoScript } from "./reply.ts";

const script: Script = {
  rootStepId: "ask",
  steps: [
    {
      id: "ask",
      texts: ["Hi"],
      question: "Will they vote?",
      answers: [
        { value: "Yes", nextStepId: "how" },
        { value: "No", nextStepId: null },
      ],
    },
    {
      id: "how",
      texts: ["Great, {firstName}! This is {texterFirstName}."],
      question: "By mail?",
      answers: [{ value: "Mail", nextStepId: "ask" }],
    },
  ],
};
const me: Me = {
  personId: "p1",
  orgId: "o1",
  orgName: "Org",
  role: "TEXTER",
  email: "t@x.org",
  firstName: "sam",
  lastName: "Li",
};

test("an answer offers the next step's text, rendered for this contact and texter", () => {
  const item = sampleContact(1, { firstName: "ANA" });
  const [ask] = script.steps;
  expect(followUp(script, ask!, "Yes", item, me)).toMatchObject({
    next: { id: "how" },
    text: { ok: true, text: "Great, Ana! This is Sam.", variant: 0 },
  });
  expect(followUp(script, ask!, "No", item, me)).toBeNull();
  expect(followUp(script, ask!, "Yes", sampleContact(1, { firstName: "" }), me)).toMatchObject({
    text: { ok: false, field: "firstName" },
  });
});

test("a text that began as a canned response says which one, and keeps its labels", () => {
  const response = { id: "r-hours", title: "Hours", text: "We open at 9.", labels: ["l1"] };
  expect(originOf(response, 3)).toMatchObject({
    scriptVersion: 3,
    step: { id: "r-hours", variant: 0 },
    labels: ["l1"],
  });
});

describe("a script's text in the composer", () => {
  test("replaces typed words only together with a way back", () => {
    const typed = { ...NO_WORDS, words: "my own words" };
    const put = putScript(typed, "script");
    expect(put).toMatchObject({ words: "script", replaced: "my own words" });
    expect(undoScript(put).words).toBe("my own words");
  });

  test("replaces another script's text, or nothing, silently", () => {
    const put = putScript({ ...NO_WORDS, words: " " }, "one");
    expect(putScript(put, "two")).toEqual({ ...NO_WORDS, words: "two", fromScript: "two" });
    expect(putScript({ ...put, words: "one, edited" }, "two").replaced).toBe("one, edited");
  });
});

describe("a reply counts as seen", () => {
  test("at once when the conversation is opened, or when nothing is being typed", () => {
    const seen = createSeen();
    seen.observe("in1", { composing: true, nowMs: 0 });
    expect(seen.lastSeenId(0)).toBe("in1");
    seen.observe("in2", { composing: false, nowMs: 10 });
    expect(seen.lastSeenId(10)).toBe("in2");
  });

  test("only after a moment when it arrives under a texter who composes", () => {
    const seen = createSeen();
    seen.observe("in1", { composing: true, nowMs: 0 });
    seen.observe("in2", { composing: true, nowMs: 1000 });
    seen.observe("in2", { composing: true, nowMs: 1300 });
    expect(seen.lastSeenId(1400)).toBe("in1");
    expect(seen.lastSeenId(1700)).toBe("in2");
  });

  test("when there was no reply before", () => {
    const seen = createSeen();
    seen.observe(null, { composing: true, nowMs: 0 });
    expect(seen.lastSeenId(0)).toBeNull();
    seen.observe("in1", { composing: true, nowMs: 5 });
    expect(seen.lastSeenId(10)).toBeNull();
  });
});

test("words of the script keep where they began while they are changed, and lose it with Undo", () => {
  const origin = { scriptVersion: 3, step: { id: "how", variant: 1 } };
  const put = putScript({ ...NO_WORDS, words: "typed" }, "Script", origin);
  expect({ ...put, words: "Script, changed" }).toMatchObject({ origin });
  expect(undoScript(put)).toEqual({ ...NO_WORDS, words: "typed" });
});
