import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { unreachable } from "../../api/call.ts";
import type { Unreachable } from "../../api/call.ts";
import { memoryKeep } from "../../device/keep.ts";
import type { Keep } from "../../device/keep.ts";
import { CAMPAIGN, NO_COUNTS, sampleContact } from "./desk-samples.ts";
import { createOutbox } from "./outbox.ts";
import type { TapAnswer } from "./outbox.ts";
import { keptTap } from "./tap.ts";
import type { KeptTap, Tap } from "./tap.ts";

type Answer = TapAnswer | TexterRefusal | Unreachable;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const done: Answer = { ok: true, item: sampleContact(1), counts: NO_COUNTS, repeated: false };
const contact = (n = 1) => `${CAMPAIGN}.0.${n}`;

function text(messageId: string, n = 1): Tap {
  const params = { contactId: contact(n), messageId, body: `words of ${messageId}`, initial: false, lastSeenId: null };
  return { op: "send", params };
}
const answer = (value: string, n = 1): Tap => ({
  op: "answer",
  params: { contactId: contact(n), stepId: "s1", value },
});
const close = (n = 1): Tap => ({ op: "close", params: { contactId: contact(n), lastSeenId: null } });
const release: Tap = { op: "release", params: { campaignId: CAMPAIGN } };

/** "send m1", "answer Yes": what a tap is, for comparisons. */
function brief(tap: Tap): string {
  if (tap.op === "send") return `send ${tap.params.messageId}`;
  return tap.op === "answer" ? `answer ${tap.params.value}` : tap.op;
}

function open(answers: Answer[], keep: Keep = memoryKeep()) {
  const asked: KeptTap[] = [];
  const finished: string[] = [];
  const refused: string[] = [];
  const outbox = createOutbox({
    keep,
    random: () => 1,
    perform: async (tap) => {
      // The outbox gives its own entries, which have an id.
      asked.push(tap as KeptTap);
      return answers.shift() ?? done;
    },
    onDone: (tap) => void finished.push(brief(tap)),
    onRefused: (tap, { reason }) => void refused.push(`${reason}: ${brief(tap)}`),
  });
  outbox.start();
  return {
    outbox,
    add: (...taps: Tap[]) => taps.forEach((tap) => outbox.add(tap, CAMPAIGN)),
    asked: () => asked.map(brief),
    ids: () => asked.map(({ id }) => id),
    params: () => asked.map(({ params }) => params),
    finished,
    refused,
    keep,
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a text in the outbox", () => {
  test("is sent again with the same id when the answer was lost", async () => {
    const { add, asked, finished, outbox } = open([unreachable, unreachable]);
    add(text("m1"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked()).toEqual(["send m1", "send m1", "send m1"]);
    expect(finished).toEqual(["send m1"]);
    expect(outbox.entries.value).toEqual([]);
  });

  test("says which script the texter saw, also after a reload", async () => {
    const keep = memoryKeep();
    const before = open([unreachable], keep);
    const params = { ...text("m1").params, scriptVersion: 3, step: { id: "how", variant: 1 } };
    before.add({ op: "send", params } as Tap);
    await settle();
    before.outbox.stop();
    const after = open([], keep);
    await settle();
    expect(after.params()).toEqual([params]);
  });

  test("handed in twice goes once", async () => {
    const { add, asked } = open([]);
    add(text("m1"), text("m1"));
    await settle();
    expect(asked()).toHaveLength(1);
  });

  test("waits as long as a throttle says", async () => {
    const throttled: TexterRefusal = { ok: false, reason: "throttled", message: "", mayGoAtMs: Date.now() + 4000 };
    const { add, asked } = open([throttled]);
    add(text("m1"));
    await vi.advanceTimersByTimeAsync(3900);
    expect(asked()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked()).toHaveLength(2);
  });

  test("that is refused hands its words back before it is forgotten", async () => {
    const { add, refused, keep } = open([{ ok: false, reason: "conversation_moved", message: "" }]);
    add(text("m1"));
    await settle();
    expect(refused).toEqual(["conversation_moved: send m1"]);
    expect(keep.keys("outbox.")).toEqual([]);
  });

  test("stays where it is when the session ended, until the next sign-in", async () => {
    const { add, asked, finished, outbox } = open([{ ok: false, reason: "not_signed_in", message: "" }]);
    add(text("m1"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked()).toHaveLength(1);
    outbox.start();
    await settle();
    expect(finished).toEqual(["send m1"]);
  });

  test("of an older app is read as it was kept then", async () => {
    const keep = memoryKeep();
    const { params } = text("m1");
    keep.set("outbox.m1", JSON.stringify({ ...params, campaignId: CAMPAIGN, queuedAtMs: 5 }));
    const { params: asked } = open([], keep);
    await settle();
    expect(asked()).toEqual([params]);
  });
});

describe("everything that is tapped", () => {
  test("survives a reload in its order, with the ids that it had", async () => {
    const first = open(Array.from({ length: 9 }, () => unreachable));
    first.add(answer("Yes"), text("m1"), answer("No"), close());
    await settle();
    const ids = first.outbox.entries.value.map(({ id }) => id);
    first.outbox.stop();

    const second = open([], first.keep);
    for (let turn = 0; turn < 4; turn++) await settle();
    expect(second.asked()).toEqual(["answer Yes", "send m1", "answer No", "close"]);
    expect(second.ids()).toEqual(ids);
    expect(
      second.params().map((params) => ("opId" in params ? params.opId : "messageId" in params && params.messageId)),
    ).toEqual(ids);
    expect(open([], first.keep).outbox.entries.value).toEqual([]);
  });

  test("about one contact keeps its order, also when the first has to wait; other contacts go on", async () => {
    const { add, asked } = open([unreachable]);
    add(answer("Yes"), text("m1"), text("m2", 2));
    await settle();
    expect(asked()).toEqual(["answer Yes", "send m2"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toEqual(["answer Yes", "send m2", "answer Yes", "send m1"]);
  });

  test("that is refused does not hold up what comes after it", async () => {
    const { add, asked, refused } = open([{ ok: false, reason: "unknown_answer", message: "" }]);
    add(answer("Yes"), text("m1"));
    await settle();
    await settle();
    expect(refused).toEqual(["unknown_answer: answer Yes"]);
    expect(asked()).toEqual(["answer Yes", "send m1"]);
  });

  test("giving contacts back waits for what was tapped before, and holds back what was tapped after", async () => {
    const { add, asked } = open([unreachable]);
    add(text("m1"), release, text("m2", 2));
    await settle();
    expect(asked()).toEqual(["send m1"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toEqual(["send m1", "send m1", "release", "send m2"]);
  });

  test("needs no timer when the network comes back", async () => {
    const { add, finished, outbox } = open([unreachable, unreachable, unreachable, unreachable]);
    add(close());
    await vi.advanceTimersByTimeAsync(3600);
    outbox.retryNow();
    await settle();
    expect(finished).toEqual(["close"]);
  });

  test("stays kept when the person signs out while it is under way", async () => {
    const { add, finished, keep, outbox } = open([]);
    add(answer("Yes"));
    outbox.stop();
    await settle();
    expect(finished).toEqual([]);
    expect(keep.keys("outbox.")).toHaveLength(1);
  });
});

test("many offline taps in any order: each is carried out once, in order per contact", async () => {
  const keep = memoryKeep();
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const carriedOut: string[] = [];
  const seen = new Set<string>();
  const expected = new Map<string, string[]>();
  let isDown = true;
  const begin = () => {
    const outbox = createOutbox({
      keep,
      random: () => 0,
      perform: async (tap) => {
        if (isDown && random(3) > 0) return unreachable;
        const { id } = tap as KeptTap;
        // A lost answer: carried out, and repeated with the same id.
        if (!seen.has(id)) carriedOut.push(id);
        seen.add(id);
        return isDown ? unreachable : done;
      },
      onDone: () => {},
      onRefused: () => {},
    });
    outbox.start();
    return outbox;
  };
  let outbox = begin();
  for (let step = 0; step < 200; step++) {
    const n = 1 + random(5);
    outbox.add([answer("Yes", n), close(n), text(`m${step}`, n)][random(3)]!, CAMPAIGN);
    const { id } = outbox.entries.value.at(-1)!;
    expected.set(contact(n), [...(expected.get(contact(n)) ?? []), id]);
    if (random(10) === 0) await vi.advanceTimersByTimeAsync(500);
    if (random(20) === 0) {
      outbox.stop();
      outbox = begin();
    }
  }
  isDown = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(outbox.entries.value).toEqual([]);
  for (const ids of expected.values()) expect(carriedOut.filter((id) => ids.includes(id))).toEqual(ids);
  expect(carriedOut).toHaveLength(200);
});

describe("a server that finds it too fast", () => {
  /** Takes one tap each 50 ms, like a bucket that is empty. */
  function bucket() {
    let freeAtMs = 0;
    let refused = 0;
    return {
      refused: () => refused,
      take(): Answer {
        if (Date.now() >= freeAtMs) {
          freeAtMs = Date.now() + 50;
          return done;
        }
        refused += 1;
        return { ok: false, reason: "throttled", message: "later", mayGoAtMs: freeAtMs };
      },
    };
  }

  test("gets 200 kept texts one after the other: none is lost or refused, and hardly more is asked than is taken", async () => {
    const { take, refused } = bucket();
    const finished: string[] = [];
    const outbox = createOutbox({
      keep: memoryKeep(),
      random: () => 1,
      perform: async () => take(),
      onDone: (tap) => void finished.push(tap.id),
      onRefused: (_, { reason }) => expect.unreachable(reason),
    });
    for (let n = 1; n <= 200; n += 1) outbox.add(text(`m${n}`, n), CAMPAIGN);
    outbox.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(finished).toEqual(Array.from({ length: 200 }, (_, n) => `m${n + 1}`));
    expect(refused()).toBeLessThan(500);
    expect(outbox.entries.value).toEqual([]);
  });

  test("whose clock is hours ahead does not stop the outbox", async () => {
    const { add, finished } = open([
      { ok: false, reason: "throttled", message: "later", mayGoAtMs: Date.now() + 7_200_000 },
    ]);
    add(text("m1"), answer("Yes", 2));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(finished.sort()).toEqual(["answer Yes", "send m1"]);
  });
});

test("what another tab kept is taken over once, in its place, and leaves this device when it has gone out", async () => {
  const keep = memoryKeep();
  const { outbox, add, asked, finished } = open([unreachable, done], keep);
  const elsewhere = JSON.stringify(keptTap(text("m0"), CAMPAIGN, Date.now() - 1_000));
  add(text("m1"));
  await vi.advanceTimersByTimeAsync(0);
  outbox.adopt([elsewhere, "not a tap"]);
  outbox.adopt([elsewhere]);
  expect(outbox.entries.value.map(({ id }) => id)).toEqual(["m0", "m1"]);
  expect(keep.keys("outbox.")).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked()).toEqual(["send m1", "send m0", "send m1"]);
  expect(finished).toEqual(["send m0", "send m1"]);
  expect(keep.keys("outbox.")).toEqual([]);
});
