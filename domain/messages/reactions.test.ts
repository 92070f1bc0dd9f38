import { expect, test } from "vitest";
import { reactionWords, shownReaction } from "./reactions.ts";

const note = (emoji: string, removed = false) => ({ sid: "SM1", emoji, removed, text: "", at: 0 });

test("the last reaction is shown until it is taken back", () => {
  expect(shownReaction([])).toBeNull();
  expect(shownReaction([note("👍")])).toBe("👍");
  expect(shownReaction([note("👍"), note("❤️")])).toBe("❤️");
  expect(shownReaction([note("👍"), note("👍", true)])).toBeNull();
  expect(shownReaction([note("❤️"), note("❤", true)])).toBeNull();
});

test("one that was replaced may be taken back later; one that never came changes nothing", () => {
  expect(shownReaction([note("❤️"), note("👍"), note("❤️", true)])).toBe("👍");
  expect(shownReaction([note("👍", true)])).toBeNull();
});

test("verbs have their words, other emoji one", () => {
  expect(reactionWords("👎")).toBe("Disliked");
  expect(reactionWords("🙏🏽")).toBe("Reacted");
});
