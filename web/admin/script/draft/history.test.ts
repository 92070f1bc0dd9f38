import * as fc from "fast-check";
import { expect, test } from "vitest";
import { newHistory, redo, undo, write } from "./history.ts";

test("undo leads back through every change, and redo forth again", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 60 }), (values) => {
      const states = [0, ...values].filter((value, at, all) => at === 0 || value !== all[at - 1]);
      let history = states.slice(1).reduce((before, value) => write(before, value, null), newHistory(0));
      for (const expected of states.toReversed()) {
        expect(history.present).toBe(expected);
        history = undo(history);
      }
      expect(undo(history)).toBe(history);
      for (const expected of states) {
        expect(history.present).toBe(expected);
        history = redo(history);
      }
      expect(redo(history)).toBe(history);
    }),
  );
});

test("a word typed in one field is undone at once, in two fields one after the other", () => {
  let history = newHistory("");
  for (const typed of ["H", "Hi", "Hi!"]) history = write(history, typed, "text 1");
  history = write(history, "Hi! Bye", "text 2");
  history = undo(history);
  expect(history.present).toBe("Hi!");
  expect(undo(history).present).toBe("");
});

test("typing goes on as a new step after an undo, and what was undone is gone", () => {
  let history = write(write(newHistory("a"), "ab", "x"), "abc", "x");
  history = write(undo(history), "aX", "x");
  expect(redo(history)).toBe(history);
  expect(undo(history).present).toBe("a");
});
