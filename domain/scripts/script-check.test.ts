import { describe, expect, test } from "vitest";
import { checkScript } from "./script-check.ts";

const step = (id: string, ...texts: string[]) => ({ id, texts, question: "", answers: [] });
const scriptOf = (...steps: ReturnType<typeof step>[]) => ({ rootStepId: "first", steps });
const GOOD = "Hi {firstName|friend}, this is {texterFirstName}. Reply STOP to opt out.";
const found = (texts: string[], known: string[] = []) =>
  checkScript(scriptOf(step("first", ...texts)), known).map(({ code, severity }) => `${severity} ${code}`);

test("a script with known fields and opt-out wording has no problems", () => {
  expect(
    checkScript(scriptOf(step("first", GOOD), step("b", "Thanks {firstName}! See you in {city}.")), ["city"]),
  ).toEqual([]);
});

describe("errors are named with their step and variant", () => {
  test("each unknown field", () => {
    const problems = checkScript(scriptOf(step("b", "Bye {ciyt|there}"), step("first", GOOD, `{fristname} ${GOOD}`)), [
      "city",
    ]);
    expect(problems.map(({ code }) => code)).toEqual(["unknown_field", "unknown_field"]);
    expect(problems[0]!.message).toMatch(/^The text of step 1 uses \{ciyt\}/);
    expect(problems[1]!.message).toMatch(/^The first text \(variant 2\) uses \{fristname\}/);
  });

  test("a stray brace, a long text, an empty text", () => {
    expect(found([`${GOOD} {firstName`])).toEqual(["error stray_brace"]);
    expect(found([GOOD + "x".repeat(1600)])).toEqual(["error text_too_long"]);
    expect(found([GOOD, " "])).toEqual(["error empty_text", "warning no_opt_out_wording"]);
  });
});

test("a problem says where it is, for the editor to mark", () => {
  expect(checkScript(scriptOf(step("first", GOOD, `${GOOD} {x}`)), [])).toMatchObject([
    { code: "unknown_field", stepId: "first", variant: 1 },
  ]);
});

describe("answers", () => {
  const asking = (...values: string[]) =>
    checkScript(
      scriptOf({ ...step("first", GOOD), answers: values.map((value) => ({ value, nextStepId: null })) } as never),
      [],
    );

  test("need words, and each words of its own", () => {
    expect(asking("Yes", "No")).toEqual([]);
    expect(asking("Yes", " ")).toMatchObject([{ code: "unnamed_answer", stepId: "first", answer: 1 }]);
    expect(asking("Yes", "No", "Yes ")).toMatchObject([
      {
        code: "double_answer",
        answer: 2,
        message: "The first step has the answers “Yes” twice (1 and 3). Reword or remove one.",
      },
    ]);
  });

  test.each([
    ["Yes", "yes"],
    ["Needs a ride", " needs  a\u00a0RIDE "],
    ["Ｙｅｓ", "Yes"],
    ["Sí", "SI\u0301"],
  ])("that differ in capitals or blanks alone, like “%s” and “%s”, are refused at the second", (first, second) => {
    expect(asking(first, "No", second)).toMatchObject([
      { code: "double_answer", severity: "error", answer: 2, message: expect.stringContaining("cannot tell apart") },
    ]);
  });

  test("that differ in a letter or a mark are two", () => {
    expect(asking("Yes", "Yes!", "Yess", "Si", "Sí")).toEqual([]);
  });
});

describe("canned responses", () => {
  const having = (title: string, text: string) =>
    checkScript({ ...scriptOf(step("first", GOOD)), responses: [{ id: "r1", title, text, labels: [] }] }, ["city"]);

  test("follow the rules of every text, but need not say how to opt out", () => {
    expect(having("Where", "In {city}, {firstName}.")).toEqual([]);
    expect(having("Where", "In {town}.")).toMatchObject([
      { code: "unknown_field", responseId: "r1", message: expect.stringContaining("canned response “Where”") },
    ]);
    expect(having(" ", "")).toMatchObject([{ code: "empty_text" }, { code: "no_response_title" }]);
  });
});

describe("opt-out wording", () => {
  test("missing from a first text is a warning only", () => {
    expect(found(["Hi {firstName}"])).toEqual(["warning no_opt_out_wording"]);
    expect(found(["Hi, come to the bus-stopper"])).toEqual(["warning no_opt_out_wording"]);
  });

  test.each([
    "Reply STOP to end",
    "stop2end",
    "stop2quit",
    "STOP=quit",
    "STOP to end",
    "Text OPT OUT",
    "opt-out: reply no",
    "To unsubscribe, say so",
    "To opt out, reply STOP.",
    "If you want no more texts, text STOP",
    "Don't want these? Send STOP",
    "Responda ALTO para salir",
    "Para cancelar, envíe STOP",
    "Pour ne plus recevoir nos messages, répondez ARRÊT",
  ])("%s is one", (text) => {
    expect(found([text])).toEqual([]);
  });

  test.each(["Which bus stop is nearest?", "Help us stop fracking", "Will you stop by our office?", "The end is near"])(
    "%s is none",
    (text) => {
      expect(found([text])).toEqual(["warning no_opt_out_wording"]);
    },
  );

  test("in the organization's own words counts", () => {
    expect(checkScript(scriptOf(step("first", "Hi. Say BYE to leave.")), [], "say bye")).toEqual([]);
    expect(checkScript(scriptOf(step("first", "Hi.")), [], " ")).toMatchObject([{ code: "no_opt_out_wording" }]);
  });

  test("is not asked of later steps", () => {
    expect(checkScript(scriptOf(step("first", GOOD), step("b", "Thanks!")), [])).toEqual([]);
  });
});
