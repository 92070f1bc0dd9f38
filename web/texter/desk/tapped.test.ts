import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import { CAMPAIGN, NO_COUNTS, sampleCampaign, sampleContact, sampleText } from "./desk-samples.ts";
import { createDeskStore } from "./store.ts";
import { keptTap } from "./tap.ts";
import type { Tap, TapEntry } from "./tap.ts";
import { createTappedDesk } from "./tapped.ts";

const contactId = `${CAMPAIGN}.0.1`;
const waiting = sampleContact(1, {
  status: "needsResponse",
  messages: [sampleText("m1"), sampleText("SM1", { direction: "in", sendStatus: null })],
});

function desk(...taps: Tap[]) {
  const store = createDeskStore();
  store.setCampaigns([sampleCampaign({ counts: { ...NO_COUNTS, waiting: 1, open: 4 } })]);
  store.put(waiting);
  const entries = signal<readonly TapEntry[]>(
    taps.map((tap, at) => Object.assign(keptTap(tap, CAMPAIGN, at), { state: "waiting" as const, failures: 0 })),
  );
  return { store, entries, tapped: createTappedDesk(store, entries) };
}

const reply: Tap = {
  op: "send",
  params: { contactId, messageId: "m2", body: "Hi", initial: false, lastSeenId: "SM1" },
};

describe("a tap is on the screen before the inbox has answered", () => {
  test.each<[string, Tap[], object]>([
    ["an answer", [{ op: "answer", params: { contactId, stepId: "1", value: "Yes" } }], { answers: { "1": "Yes" } }],
    ...(
      [
        [{ kind: "opt_out" }, { optedOut: true, status: "closed" }],
        [{ kind: "wrong_number" }, { optedOut: true, status: "closed" }],
        [{ kind: "close" }, { optedOut: false, status: "closed" }],
        [
          { kind: "label", labelId: "l1" },
          { labels: ["l1"], status: "needsResponse" },
        ],
        [
          { kind: "team", teamId: "t1" },
          { optedOut: false, status: "closed" },
        ],
      ] satisfies [AnswerAction, object][]
    ).map(([action, shown]): [string, Tap[], object] => [
      `an answer and its action ${action.kind}`,
      [{ op: "answer", params: { contactId, stepId: "1", value: "Yes", action } }],
      { answers: { "1": "Yes" }, ...shown },
    ]),
    ["a label", [{ op: "label", params: { contactId, labelId: "l1", on: true } }], { labels: ["l1"] }],
    ["a close", [{ op: "close", params: { contactId } }], { status: "closed" }],
    [
      "a close that is taken back",
      [
        { op: "close", params: { contactId } },
        { op: "reopen", params: { contactId } },
      ],
      { status: "needsResponse" },
    ],
    ["an opt-out", [{ op: "optOut", params: { contactId, reason: "" } }], { optedOut: true, status: "closed" }],
    ["a reply", [reply], { status: "convo" }],
  ])("%s", (_, taps, shown) => {
    expect(desk(...taps).tapped.contact(contactId)).toMatchObject(shown);
  });
});

test("lists and counts show the contact where the texter has put it", () => {
  const { tapped, entries } = desk(reply);
  expect(tapped.conversations(CAMPAIGN, "waiting")).toEqual([]);
  expect(tapped.conversations(CAMPAIGN, "open")).toHaveLength(1);
  expect(tapped.counts(CAMPAIGN)).toMatchObject({ waiting: 0, open: 5 });
  expect(tapped.waiting.value).toBe(0);
  entries.value = [];
  expect(tapped.counts(CAMPAIGN)).toMatchObject({ waiting: 1, open: 4 });
  expect(tapped.waiting.value).toBe(1);
});

test("when the inbox has answered first, nothing counts twice", () => {
  const { tapped, store } = desk(reply);
  store.put({
    ...waiting,
    version: 2,
    status: "needsResponse",
    messages: [...waiting.messages, sampleText("m2"), sampleText("SM2", { direction: "in", sendStatus: null })],
  });
  expect(tapped.contact(contactId)?.status).toBe("needsResponse");
});
