import { describe, expect, test } from "vitest";
import { isAnythingOpen, openLines, openWorkRefusal } from "./open-work.ts";
import type { Ending, OpenWork } from "./open-work.ts";

const NOTHING: OpenWork = {
  waiting: 0,
  waitingForNobody: 0,
  unsent: 0,
  unsentTexters: 0,
  queued: 0,
  undecided: 0,
  requests: 0,
  reviews: 0,
};
const said = (open: Partial<OpenWork>, ending: Ending = "close") =>
  openLines({ ...NOTHING, ...open }, ending).map(({ what, mend }) => `${what}: ${mend}`);

describe("what is open is said in the singular and in the plural", () => {
  test.each<[Partial<OpenWork>, string]>([
    [{ waiting: 1 }, "1 person waits for an answer: give the conversation to somebody first"],
    [{ waiting: 8 }, "8 people wait for an answer: give them to somebody first"],
    [
      { waiting: 1, waitingForNobody: 1 },
      "1 person waits for an answer, not assigned to a texter: give the conversation to somebody first",
    ],
    [
      { waiting: 8, waitingForNobody: 3 },
      "8 people wait for an answer, 3 of them not assigned: give them to somebody first",
    ],
    [
      { unsent: 1, unsentTexters: 1 },
      "1 texter has 1 contact not texted yet: take it back, or wait until it is texted",
    ],
    [
      { unsent: 1_200, unsentTexters: 3 },
      "3 texters have 1,200 contacts not texted yet: take them back, or wait until they are texted",
    ],
    [{ queued: 1 }, "1 text is waiting to go out: it still goes out within texting hours"],
    [{ queued: 12 }, "12 texts are waiting to go out: they still go out within texting hours"],
    [{ undecided: 1 }, "1 text has an unknown outcome: decide under “Needs a decision”"],
    [{ undecided: 2 }, "2 texts have an unknown outcome: decide under “Needs a decision”"],
    [{ requests: 1 }, "1 request for texts is waiting: approve or reject it"],
    [{ requests: 4 }, "4 requests for texts are waiting: approve or reject them"],
    [{ reviews: 1 }, "1 text may be an opt-out: decide about it under Opt-outs"],
    [{ reviews: 5 }, "5 texts may be opt-outs: decide about them under Opt-outs"],
  ])("%o", (open, words) => {
    expect(said(open)).toEqual([words]);
  });
});

test("before an archive, people can only be answered, and contacts texted, once the campaign is open again", () => {
  expect(said({ waiting: 8, queued: 1, unsent: 4, unsentTexters: 1 }, "archive")).toEqual([
    "8 people wait for an answer: open the campaign for replies and answer first",
    "1 texter has 4 contacts not texted yet: reopen the campaign to text them, else they are never texted",
    "1 text is waiting to go out: archive when it has gone out within texting hours",
  ]);
});

test("people who wait come first, and the refusal says how to go on", () => {
  const refusal = openWorkRefusal({ ...NOTHING, requests: 1, waiting: 8 }, "close");
  expect(refusal).toMatchObject({ ok: false, reason: "work_open", open: { waiting: 8, requests: 1 } });
  expect(refusal.message).toBe(
    "8 people wait for an answer: give them to somebody first. 1 request for texts is waiting: approve or reject it. Or close it anyway, once you have seen this (openSeen: true).",
  );
});

test("nothing is open when every count is 0", () => {
  expect(isAnythingOpen(NOTHING)).toBe(false);
  for (const kind of ["waiting", "unsent", "queued", "undecided", "requests", "reviews"] as const) {
    expect(isAnythingOpen({ ...NOTHING, [kind]: 1 })).toBe(true);
  }
});
