import { expect, test } from "vitest";
import { isClientId } from "./ids.ts";

test.each([
  ["a UUID", crypto.randomUUID(), true],
  ["a ULID", "01ARZ3NDEKTSV4RRFFQ69G5FAV", true],
  ["too short", "abc", false],
  ["a carrier's id of a text", `SM${"0123456789abcdef".repeat(2)}`, false],
  ["a carrier's id of a picture text", `MM${"0123456789abcdef".repeat(2)}`, false],
  ["a carrier's id in other letters", `sm${"0123456789ABCDEF".repeat(2)}`, false],
  ["35 characters that begin like a carrier's id", `SM${"0123456789abcdef".repeat(2)}0`, true],
])("%s: a client may make it: %s", (_, id, expected) => {
  expect(isClientId(id)).toBe(expected);
});
