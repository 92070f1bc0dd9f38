import { expect, test } from "vitest";
import type { LeftOff } from "./left-off.ts";
import { grouped, leftOffReason, leftOffTitle } from "./left-off-words.ts";

const base: LeftOff = {
  id: "1",
  op: "send",
  campaignId: "c1",
  contactId: "c1.1.1",
  reason: "label_deleted",
  names: ["Needs a ride"],
  atMs: 1,
};

test("which labels were left off, and with what, is said in a sentence", () => {
  const title = (change: Partial<LeftOff>) => leftOffTitle({ ...base, ...change }, "Ann");
  expect(title({})).toBe("Sent to Ann without the label “Needs a ride”");
  expect(title({ op: "answer" })).toBe("The answer for Ann was recorded without the label “Needs a ride”");
  expect(title({ op: "label" })).toBe("The label “Needs a ride” was not put on for Ann");
  expect(title({ names: ["A", "B", "C"] })).toBe("Sent to Ann without the labels “A”, “B” and “C”");
  expect(title({ op: "label", names: ["A", null] })).toBe("The labels “A” and another one were not put on for Ann");
  expect(title({ names: [null] })).toBe("Sent to Ann without a label");
  expect(title({ op: "label", names: [null, null] })).toBe("2 labels were not put on for Ann");
});

test("why, and that the text is not affected", () => {
  const why = (change: Partial<LeftOff>) => leftOffReason({ ...base, ...change });
  expect(why({})).toBe("An admin has deleted this label. Your text itself is not affected.");
  expect(why({ op: "answer", names: ["A", "B"] })).toBe("An admin has deleted these labels.");
  expect(why({ reason: "no_such_label" })).toContain("Your organization does not have this label.");
  expect(why({ reason: "too_many_labels" })).toContain("at most 20 labels. Take one off under Labels");
});

test("many of one kind are one sentence", () => {
  const all = [base, { ...base, id: "2" }, { ...base, id: "3", reason: "too_many_labels" as const }];
  expect(grouped(all).map((group) => group.map(({ id }) => id))).toEqual([["1", "2"], ["3"]]);
});
