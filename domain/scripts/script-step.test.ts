/** A step may have several variants; each contact always gets the same one (docs/rules.md#scripts-variants). */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stepText, variantFor } from "./script-step.ts";

const contactOf = (n: number) => `c000000000000000.${1 + (n % 7)}.${n}`;

test("a contact gets the same variant of a step every time", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.integer({ min: 1, max: 10 }), (n, stepId, count) => {
      const variant = variantFor(contactOf(n), stepId, count);
      expect(variant).toBe(variantFor(contactOf(n), stepId, count));
      expect(variant >= 0 && variant < count && Number.isInteger(variant)).toBe(true);
    }),
  );
});

test("variants are spread evenly, and one step's choice says nothing about another's", () => {
  const both = new Map<string, number>();
  for (let n = 1; n <= 8_000; n++) {
    const pair = `${variantFor(contactOf(n), "first", 2)}${variantFor(contactOf(n), "second", 2)}`;
    both.set(pair, (both.get(pair) ?? 0) + 1);
  }
  expect([...both.keys()].sort()).toEqual(["00", "01", "10", "11"]);
  for (const count of both.values()) expect(Math.abs(count - 2_000)).toBeLessThan(200);
});

test("a text goes out filled in, without white space around it, and lean", () => {
  const step = { id: "s", texts: [` Hi {firstName} – “welcome” ${"a".repeat(70)} \n`] };
  expect(stepText(step, contactOf(1), { firstName: "ANN" })).toEqual({
    ok: true,
    variant: 0,
    text: `Hi Ann - "welcome" ${"a".repeat(70)}`,
  });
});

test("a contact without a value is held back by the variant that needs it alone", () => {
  const step = { id: "s", texts: ["Hi {nick}", "Hi"] };
  const ids = Array.from({ length: 40 }, (_, n) => contactOf(n));
  for (const id of ids) {
    const text = stepText(step, id, {});
    expect(text).toEqual(
      text.variant === 0 ? { ok: false, field: "nick", variant: 0 } : { ok: true, text: "Hi", variant: 1 },
    );
  }
});
