import { expect, test } from "vitest";
import { forgetOld, takeOver } from "./take-over.ts";

function storage(entries: Record<string, string>): Storage {
  const values = new Map(Object.entries(entries));
  return {
    get length() {
      return values.size;
    },
    key: (at) => [...values.keys()][at] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

const OLD = {
  "whistlestop.outbox.p1.m1": "a text",
  "whistlestop.draft.p1.c000000000000000.0.17": "half a sentence",
  "whistlestop.script.p1.c000000000000000": "a script",
  "whistlestop.draft.p2.c000000000000000.0.17": "somebody else's",
  "another.app": "theirs",
};

test("what the older app kept of this person is found, under the keys of today", () => {
  expect(takeOver("p1", storage(OLD))).toEqual([
    ["outbox.m1", "a text"],
    ["draft.c000000000000000.0.17", "half a sentence"],
    ["script.c000000000000000", "a script"],
  ]);
  expect(takeOver("p1", null)).toEqual([]);
});

test("only what was taken over is removed, and at a sign-in what belongs to other people", () => {
  const store = storage(OLD);
  forgetOld(store, (owner) => owner === "p1");
  expect(store.length).toBe(2);
  forgetOld(store, (owner) => owner !== "p1");
  expect([store.length, store.getItem("another.app")]).toEqual([1, "theirs"]);
});
