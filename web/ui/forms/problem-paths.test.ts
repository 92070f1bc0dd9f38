import { expect, test } from "vitest";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { problemAt, unclaimed } from "./problem-paths.ts";

const refusal = refuseFields("bad_request", {
  "prices.currency": "Use three capital letters, like USD.",
  "rules.2.reply": "Enter an answer.",
});

test("a field shows its own problem, and one for several values theirs", () => {
  expect(problemAt(refusal.fields, "prices.currency")).toBe("Use three capital letters, like USD.");
  expect(problemAt(refusal.fields, "prices")).toBe("Use three capital letters, like USD.");
  expect(problemAt(refusal.fields, "rules.2.reply")).toBe("Enter an answer.");
  expect(problemAt(refusal.fields, "rules.20.reply")).toBeNull();
  expect(problemAt(refusal.fields, "price")).toBeNull();
  expect(problemAt({}, "constructor")).toBeNull();
});

test("what no field shows is said once, and nothing is said twice", () => {
  expect(unclaimed(refusal, ["prices.currency", "rules.2.reply"])).toBeNull();
  expect(unclaimed(refusal, ["prices.currency"])).toBe("Enter an answer.");
  expect(unclaimed(refusal, [])).toBe("Use three capital letters, like USD. Enter an answer.");
});

test("a refusal about no field is its message", () => {
  expect(unclaimed(refuse("throttled", "Try again in a minute."), ["email"])).toBe("Try again in a minute.");
});
