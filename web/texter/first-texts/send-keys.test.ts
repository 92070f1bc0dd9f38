import { expect, test } from "vitest";
import { sendsBy } from "./send-keys.ts";
import type { KeyPress } from "./send-keys.ts";

const press: KeyPress = { key: "Enter", repeat: false, chord: false, submitChord: false, on: "page" };

test("Enter and Space send, with the focus on the page or on the button", () => {
  for (const key of ["Enter", " "])
    for (const on of ["page", "send"] as const) expect(sendsBy({ ...press, key, on })).toBe(true);
  expect(sendsBy({ ...press, key: "a" })).toBe(false);
});

test("a held key sends once, and none that was down when the screen came", () => {
  expect([false, true, true, true].map((repeat) => sendsBy({ ...press, repeat }))).toEqual([true, false, false, false]);
  expect(sendsBy({ ...press, key: " ", repeat: true, on: "send" })).toBe(false);
});

test("a control that has the focus keeps its keys", () => {
  expect(sendsBy({ ...press, on: "control" })).toBe(false);
  expect(sendsBy({ ...press, key: " ", on: "control" })).toBe(false);
});

test("in an edited text Enter is a new line, and Ctrl or Cmd with Enter sends once", () => {
  const typing = { ...press, on: "words" as const };
  expect(sendsBy(typing)).toBe(false);
  expect(sendsBy({ ...typing, submitChord: true })).toBe(true);
  expect(sendsBy({ ...typing, submitChord: true, repeat: true })).toBe(false);
});
