import { expect, test } from "vitest";
import { createSendKeys } from "./send-keys.ts";
import type { KeyPress } from "./send-keys.ts";

const press: KeyPress = { key: "Enter", repeat: false, chord: false, submitChord: false, on: "page" };

test("Enter and Space send, with the focus on the page or on the button", () => {
  const keys = createSendKeys();
  for (const key of ["Enter", " "])
    for (const on of ["page", "send"] as const) expect(keys.down({ ...press, key, on })).toBe("send");
  expect(keys.down({ ...press, key: "a" })).toBe("ignore");
});

test("a held key goes on sending", () => {
  const keys = createSendKeys();
  const held = [false, true, true, true].map((repeat) => keys.down({ ...press, repeat }));
  expect(held).toEqual(["send", "send", "send", "send"]);
});

test("the key that opened the screen sends nothing until it was let go", () => {
  const keys = createSendKeys();
  expect(keys.down({ ...press, repeat: true })).toBe("ignore");
  expect(keys.down({ ...press, repeat: true })).toBe("ignore");
  expect(keys.down(press)).toBe("send");
});

test("a control that has the focus keeps its keys", () => {
  const keys = createSendKeys();
  expect(keys.down({ ...press, on: "control" })).toBe("ignore");
  expect(keys.down({ ...press, key: " ", on: "control" })).toBe("ignore");
});

test("in an edited text Enter is a new line, and Ctrl or Cmd with Enter sends once", () => {
  const keys = createSendKeys();
  const typing = { ...press, on: "words" as const };
  expect(keys.down(typing)).toBe("ignore");
  expect(keys.down({ ...typing, submitChord: true })).toBe("send");
  expect(keys.down({ ...typing, submitChord: true, repeat: true })).toBe("ignore");
});
