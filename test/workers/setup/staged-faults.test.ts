import { expect, it } from "vitest";
import { STAGED_FAULT, withoutStagedFaults } from "./staged-faults.ts";

const uncaught = (message: string) =>
  `uncaught exception; source = Uncaught (in promise); stack = Error: ${message}\n    at one (a.ts:1:1)\n    at two (b.ts:2:2)\n`;

it("leaves out staged faults with their stacks, and nothing else", () => {
  const printed = `before\n${uncaught(STAGED_FAULT)}between\n${uncaught("of the product")}${uncaught(STAGED_FAULT)}after\n`;
  expect(withoutStagedFaults(printed)).toBe(`before\nbetween\n${uncaught("of the product")}after\n`);
  expect(withoutStagedFaults(uncaught(STAGED_FAULT))).toBe("");
});
