import { expect, test } from "vitest";
import { moreOf } from "./more-of.ts";

test.each([
  { scrollLeft: 0, scrollWidth: 300, clientWidth: 300, more: "" },
  { scrollLeft: 0, scrollWidth: 500, clientWidth: 300, more: "after" },
  { scrollLeft: 100, scrollWidth: 500, clientWidth: 300, more: "before after" },
  { scrollLeft: 199.4, scrollWidth: 500, clientWidth: 300, more: "before" },
  { scrollLeft: -100, scrollWidth: 500, clientWidth: 300, more: "before after" },
])("a row at $scrollLeft of $scrollWidth goes on: “$more”", ({ more, ...row }) => {
  expect(moreOf(row)).toBe(more);
});
