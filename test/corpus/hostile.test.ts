/** Everything that reads what strangers text takes steps in proportion to the text, whatever they write. */
import { execFileSync } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import { HOSTILE_LENGTH } from "./hostile.ts";
import type { Costs } from "./hostile-steps.ts";

/** Blocks of source per sign of a text, at most: about twice what the dearest of these texts takes. */
const MOST_PER_SIGN: Readonly<Record<string, number>> = {
  "the detector": 700,
  "the detector, beside our texts": 700,
  reactions: 200,
  "a script's opt-out wording": 700,
  "tags of the override phone": 40,
};

let costs: Costs;
beforeAll(() => {
  const program = new URL("hostile-steps.ts", import.meta.url).pathname;
  const printed = execFileSync(process.execPath, [program], { encoding: "utf8", maxBuffer: 16_000_000 });
  // The program's own shape.
  costs = JSON.parse(printed) as Costs;
}, 300_000);

test.each(Object.entries(MOST_PER_SIGN))("%s: hostile texts of 1,600 characters", (reader, most) => {
  const of = costs.costs.filter((each) => each.reader === reader);
  expect(of.length).toBeGreaterThan(50);
  expect(of.filter(({ whole }) => whole > most * HOSTILE_LENGTH)).toEqual([]);
  expect(of.filter(({ twice, once }) => twice > 2.4 * once + 5_000)).toEqual([]);
  const worst = costs.fuzzed.find((each) => each.reader === reader);
  expect(worst?.most).toBeGreaterThan(0);
  expect(worst?.most).toBeLessThan(most * HOSTILE_LENGTH);
});

test("the count tells a reader that goes back from one that does not", () => {
  expect(costs.quadratic).toBeGreaterThan(90);
});
