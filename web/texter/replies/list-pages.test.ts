import { expect, test } from "vitest";
import { sampleContact } from "../desk/desk-samples.ts";
import { createListPages } from "./list-pages.ts";

const at = (...times: number[]) => times.map((lastAt) => sampleContact(lastAt, { status: "needsResponse", lastAt }));

test("a list is read from its beginning, whatever came by itself before", () => {
  expect(createListPages().offset("list", "waiting", at(8, 9))).toBe(0);
});

test("the next page begins with the last one read, whatever came by itself since", () => {
  const pages = createListPages();
  pages.read("list", at(1, 2, 3));
  expect(pages.offset("list", "waiting", at(1, 2, 3, 8, 9))).toBe(2);
  expect(pages.offset("other", "waiting", at(1, 2, 3))).toBe(0);
});

test("items that left the list or come before its first page move the next page", () => {
  const pages = createListPages();
  pages.read("list", at(9, 8, 7));
  expect(pages.offset("list", "open", at(11, 10, 9, 7))).toBe(3);
});
