import { expect, test } from "vitest";
import { foundResponses } from "./response-search.ts";

const RESPONSES = [
  { id: "a", title: "Where to vote", text: "At the town hall.", labels: [] },
  { id: "b", title: "Señor Peña", text: "He will call you.", labels: [] },
  { id: "c", title: "A ride", text: "Need a ride? Where do you live?", labels: [] },
];
const found = (search: string) => foundResponses(RESPONSES, search).map(({ id }) => id);

test("without a search all are there, in their order", () => {
  expect(found("  ")).toEqual(["a", "b", "c"]);
});

test("titles come before texts, and every word has to be there", () => {
  expect(found("where")).toEqual(["a", "c"]);
  expect(found("WHERE ride")).toEqual(["c"]);
  expect(found("where nobody")).toEqual([]);
});

test("accents and case do not matter", () => {
  expect(found("senor pena")).toEqual(["b"]);
});
