import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TexterAnswers, TexterRefusal, TexterRequest } from "../../../domain/texter-app/texter.ts";
import { unreachable } from "../../api/call.ts";
import type { Unreachable } from "../../api/call.ts";
import { memoryKeep } from "../../keep.ts";
import type { Keep } from "../../keep.ts";
import { CAMPAIGN, NO_COUNTS, sampleContact } from "./desk-samples.ts";
import { createOutbox } from "./outbox.ts";

type Answer = TexterAnswers["send"] | TexterRefusal | Unreachable;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sent: Answer = { ok: true, item: sampleContact(1), counts: NO_COUNTS, repeated: false };

function text(messageId: string, n = 1) {
  const contactId = `${CAMPAIGN}.0.${n}`;
  return {
    contactId,
    messageId,
    body: `words of ${messageId}`,
    initial: false,
    lastSeenId: null,
    campaignId: CAMPAIGN,
  };
}

function open(answers: Answer[], keep: Keep = memoryKeep()) {
  const asked: TexterRequest<"send">[] = [];
  const done: string[] = [];
  const refused: string[] = [];
  const outbox = createOutbox({
    keep,
    personId: "p1",
    random: () => 1,
    send: async (request) => {
      asked.push(request);
      return answers.shift() ?? sent;
    },
    onSent: ({ messageId }) => void done.push(messageId),
    onRefused: ({ body }, { reason }) => void refused.push(`${reason}: ${body}`),
  });
  outbox.start();
  return { outbox, asked, done, refused, keep };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a text in the outbox", () => {
  test("is sent again with the same id when the answer was lost", async () => {
    const { outbox, asked, done } = open([unreachable, unreachable]);
    outbox.add(text("m1"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked.map(({ messageId }) => messageId)).toEqual(["m1", "m1", "m1"]);
    expect(done).toEqual(["m1"]);
    expect(outbox.entries.value).toEqual([]);
  });

  test("survives a reload, and goes out then", async () => {
    const first = open([unreachable]);
    first.outbox.add(text("m1"));
    await settle();
    first.outbox.stop();

    const second = open([], first.keep);
    await settle();
    expect(second.asked).toMatchObject([{ messageId: "m1", body: "words of m1" }]);
    expect(open([], first.keep).outbox.entries.value).toEqual([]);
  });

  test("says which script the texter saw, also after a reload", async () => {
    const keep = memoryKeep();
    const before = open([unreachable], keep);
    before.outbox.add({ ...text("m1"), scriptVersion: 3, step: { id: "how", variant: 1 } });
    await vi.advanceTimersByTimeAsync(0);
    before.outbox.stop();
    const after = open([], keep);
    await vi.advanceTimersByTimeAsync(0);
    const { campaignId: _, ...asked } = text("m1");
    expect(after.asked).toEqual([{ ...asked, scriptVersion: 3, step: { id: "how", variant: 1 } }]);
  });

  test("handed in twice goes once", async () => {
    const { outbox, asked } = open([]);
    outbox.add(text("m1"));
    outbox.add(text("m1"));
    await settle();
    expect(asked).toHaveLength(1);
  });

  test("waits as long as a throttle says", async () => {
    const throttled: TexterRefusal = { ok: false, reason: "throttled", message: "", mayGoAtMs: Date.now() + 4000 };
    const { outbox, asked } = open([throttled]);
    outbox.add(text("m1"));
    await vi.advanceTimersByTimeAsync(3900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toHaveLength(2);
  });

  test("that is refused hands its words back before it is forgotten", async () => {
    const { outbox, refused, keep } = open([{ ok: false, reason: "conversation_moved", message: "" }]);
    outbox.add(text("m1"));
    await settle();
    expect(refused).toEqual(["conversation_moved: words of m1"]);
    expect(keep.keys("whistlestop.outbox.")).toEqual([]);
  });

  test("stays where it is when the session ended, until the next sign-in", async () => {
    const { outbox, asked, done } = open([{ ok: false, reason: "not_signed_in", message: "" }]);
    outbox.add(text("m1"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    outbox.start();
    await settle();
    expect(done).toEqual(["m1"]);
  });
});

test("texts to one contact keep their order, also when the first has to wait", async () => {
  const { outbox, asked } = open([unreachable]);
  outbox.add(text("m1"));
  outbox.add(text("m2"));
  outbox.add(text("m3", 2));
  await settle();
  expect(asked.map(({ messageId }) => messageId)).toEqual(["m1", "m3"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.map(({ messageId }) => messageId)).toEqual(["m1", "m3", "m1", "m2"]);
});

test("when the network comes back nothing waits for its timer", async () => {
  const { outbox, done } = open([unreachable, unreachable, unreachable, unreachable]);
  outbox.add(text("m1"));
  await vi.advanceTimersByTimeAsync(3600);
  outbox.retryNow();
  await settle();
  expect(done).toEqual(["m1"]);
});

test("another person's texts on the same device are left alone", async () => {
  const keep = memoryKeep();
  keep.set("whistlestop.outbox.p2.m9", JSON.stringify(text("m9")));
  const { asked } = open([], keep);
  await settle();
  expect(asked).toEqual([]);
});
