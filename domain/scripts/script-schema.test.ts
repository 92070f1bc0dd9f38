/** What a stored script may look like. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { circleIn } from "./script-shape.ts";
import { scriptSchema } from "./script-schema.ts";

const step = (id: string, ...next: (string | null)[]) => ({
  id,
  texts: [`Text ${id}`],
  question: "",
  answers: next.map((nextStepId, at) => ({ value: `answer ${at}`, nextStepId })),
});
const script = (...steps: ReturnType<typeof step>[]) => ({ rootStepId: steps[0]?.id ?? "", steps });
const wrong = (value: unknown) => {
  const parsed = scriptSchema.safeParse(value);
  return parsed.success ? null : parsed.error.issues[0]?.message;
};

test("a script from before there were canned responses and titles is read as it is", () => {
  const old = script(step("first", "yes", null), step("yes"));
  expect(scriptSchema.parse(old)).toEqual(old);
});

test("a draft may be unfinished", () => {
  const unfinished = { ...step("first", null), texts: [""], answers: [{ value: "", nextStepId: null }] };
  expect(wrong(script(unfinished))).toBeNull();
});

describe("steps", () => {
  test("may be shared by several answers", () => {
    expect(wrong(script(step("a", "b", "c"), step("b", "d"), step("c", "d"), step("d")))).toBeNull();
  });

  test.each([
    ["to itself", script(step("a", "a")), "the script runs in a circle: a → a"],
    [
      "back over others",
      script(step("r", "a"), step("a", "b"), step("b", null, "a")),
      "the script runs in a circle: a → b → a",
    ],
    ["to nowhere", script(step("a", "x")), 'the answer "answer 0" leads to a step that does not exist'],
  ])("never lead %s", (_, value, message) => {
    expect(wrong(value)).toBe(message);
  });

  test("that nothing but a circle reaches are found, too", () => {
    expect(circleIn(script(step("r"), step("a", "b"), step("b", "a")))).toEqual(["a", "b", "a"]);
  });

  test("without a way back are never called a circle, however they are connected and ordered", () => {
    const edges = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 60 });
    fc.assert(
      fc.property(edges, fc.array(fc.nat(), { minLength: 15, maxLength: 15 }), (pairs, shuffle) => {
        const steps = Array.from({ length: 15 }, (_, n) =>
          step(`s${n}`, ...pairs.filter(([from, to]) => from === n && to > n).map(([, to]) => `s${to}`)),
        );
        const order = steps.map((each, at) => ({ each, key: shuffle[at] ?? 0 })).sort((a, b) => a.key - b.key);
        expect(circleIn({ steps: order.map(({ each }) => each) })).toBeNull();
      }),
    );
  });

  test("have ids of their own, and a first one", () => {
    expect(wrong(script(step("a"), step("a")))).toBe("two steps have the same id");
    expect(wrong({ ...script(step("a")), rootStepId: "b" })).toBe("the first step is missing");
  });
});
