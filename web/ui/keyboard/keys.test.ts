import { expect, test } from "vitest";
import { keyName } from "./keys.ts";
import type { Press } from "./keys.ts";

const press = (key: string, changes: Partial<Press> = {}): Press => ({
  key,
  code: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  ...changes,
});

test("letters and digits are keys of the screen, and text while somebody types", () => {
  expect(keyName(press("j"), false)).toBe("j");
  expect(keyName(press("1"), false)).toBe("1");
  expect(keyName(press("?"), false)).toBe("?");
  expect(keyName(press("1"), true)).toBeNull();
});

test("Ctrl+Enter and Alt with a digit count while somebody types", () => {
  expect(keyName(press("Enter", { ctrlKey: true }), true)).toBe("Ctrl+Enter");
  // A Mac types "¡" with Alt+1.
  expect(keyName(press("¡", { altKey: true, code: "Digit1" }), true)).toBe("Alt+1");
});

test("held keys, other people's shortcuts and half-written characters are left alone", () => {
  expect(keyName(press("j", { repeat: true }), false)).toBeNull();
  expect(keyName(press("j", { metaKey: true }), false)).toBeNull();
  expect(keyName(press("j", { ctrlKey: true }), false)).toBeNull();
  expect(keyName(press("Enter", { isComposing: true, ctrlKey: true }), true)).toBeNull();
  // AltGr is Ctrl and Alt at once on Windows, and types characters.
  expect(keyName(press("{", { ctrlKey: true, altKey: true, code: "Digit7" }), true)).toBeNull();
});
