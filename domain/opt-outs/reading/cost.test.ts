/** What a stranger can make the detector do: its steps are counted, as time depends on the machine. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOSTILE, HOSTILE_LENGTH, hostileText } from "../../../test/corpus/hostile.ts";
import { detectOptOut } from "../opt-out.ts";

/** Steps per sign of a text, at most; ordinary texts take about ten. */
const MOST_PER_SIGN = 160;

function stepsOf(text: string): number {
  const steps = { count: 0 };
  detectOptOut(text, { optedOut: false }, steps);
  return steps.count;
}

/** Words that many rules begin with or go on with. */
const WORDS =
  "stop dont texting me please the these any more texts from your list unsubscribe remove want to receive be not no i you and or if leave alone take my number off opt out reply para no me arretez de ne plus mas".split(
    " ",
  );

describe("a hostile text of 1,600 characters", () => {
  test.each(HOSTILE)("%s", (part) => {
    expect(stepsOf(hostileText(part))).toBeLessThan(MOST_PER_SIGN * HOSTILE_LENGTH);
  });

  test("the one that stopped an object", () => {
    for (const words of [24, 30, 390]) {
      expect(stepsOf(`unsubscribe from ${"the ".repeat(words)}zzz`)).toBeLessThan(MOST_PER_SIGN * 4 * (words + 6));
    }
  });

  test("of any words of the grammar", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS, ",", "."), { minLength: 300, maxLength: 400 }), (words) => {
        const text = words.join(" ").slice(0, HOSTILE_LENGTH);
        expect(stepsOf(text)).toBeLessThan(MOST_PER_SIGN * text.length);
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

test("twice as long a text takes at most about twice the steps", () => {
  for (const part of ["stop texting the these ", "dont want to receive any more of the ", "unsubscribe from the "]) {
    const once = stepsOf(part.repeat(30));
    const twice = stepsOf(part.repeat(60));
    expect(twice).toBeLessThan(2.2 * once);
  }
});
