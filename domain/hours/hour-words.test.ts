import { expect, test } from "vitest";
import { hourInWords } from "./hour-words.ts";

test("an hour has the words of the clocks beside it, everywhere the same", () => {
  expect([0, 1, 9, 12, 13, 23, 24].map((hour) => hourInWords(hour))).toEqual([
    "12:00 AM",
    "1:00 AM",
    "9:00 AM",
    "12:00 PM",
    "1:00 PM",
    "11:00 PM",
    "midnight",
  ]);
  expect([hourInWords(21, "en-GB"), hourInWords(21, "de-DE")]).toEqual(["21:00", "21:00"]);
});
