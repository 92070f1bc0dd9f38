import { expect, test } from "vitest";
import { inWords } from "./call.ts";

test("people read what is wrong without the path that names the field to programs", () => {
  const message = "script.steps.0.texts.0: a text has at most 1,600 characters; title: write a title.";
  expect(inWords({ ok: false, reason: "bad_request", message })).toEqual({
    ok: false,
    reason: "bad_request",
    message: "A text has at most 1,600 characters; write a title.",
  });
  const other = { ok: false as const, reason: "conflict", message: "draft: someone else saved" };
  expect(inWords(other)).toBe(other);
});
