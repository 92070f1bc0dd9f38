import { expect, test } from "vitest";
import { clone } from "./clone.ts";

const shared = { a: 1 };
const loop: { self?: unknown } = {};
loop.self = loop;
const withHole: unknown[] = [];
withHole[3] = "x";
class Named {
  name = "n";
}

test.each<[string, unknown]>([
  ["values", [1, "ü", true, null, undefined, 10n, -0, Number.NaN]],
  ["objects in lists", { list: [{ a: [] }, { b: { c: undefined } }] }],
  ["what is there twice", { one: shared, other: shared }],
  ["a loop", loop],
  ["a list with holes", withHole],
  ["bytes, dates, maps, errors", [new Uint8Array([1, 2]), new Date(5), new Map([[1, { a: 1 }]]), new TypeError("no")]],
  ["an instance of a class", { it: new Named() }],
  ["an object without a prototype", Object.assign(Object.create(null) as object, { a: 1 })],
  ["a field that is called __proto__", JSON.parse('{"__proto__": {"a": 1}, "b": 2}')],
])("%s are cloned as Node clones them", (_, value) => {
  const [made, expected] = [clone(value), structuredClone(value)];
  expect(made).toStrictEqual(expected);
  if (typeof value === "object") expect(made).not.toBe(value);
});

test("what is there twice stays one object", () => {
  const { one, other } = clone({ one: shared, other: shared });
  expect(one).toBe(other);
  expect(one).not.toBe(shared);
});

test("functions cannot be cloned", () => {
  expect(() => clone({ run: () => 1 })).toThrow("could not be cloned");
});
