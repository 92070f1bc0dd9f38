import { expect, test } from "vitest";
import { allNeeds } from "../../domain/opt-outs/reading/glance/all-needs.ts";
import { NEEDS } from "../../domain/opt-outs/reading/glance/needs-table.ts";
import { tableOf } from "./needs-table.ts";

test("the table of the glance is that of the rules: else `npm run opt-outs:needs`", () => {
  expect(tableOf(allNeeds()).readers === NEEDS.readers).toBe(true);
  expect(tableOf(allNeeds()).words === NEEDS.words).toBe(true);
});
