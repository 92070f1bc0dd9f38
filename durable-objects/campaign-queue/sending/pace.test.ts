import { describe, expect, test } from "vitest";
import type { PaceShare } from "../../../domain/sending/carrier-account.ts";
import { settlePromises } from "../../testing/fake-clock.ts";
import { Pace } from "./pace.ts";
import type { PaceReport } from "./pace.ts";

const NO_LIMIT: PaceShare = {
  round: 0,
  forMs: 10_000,
  waitMs: 0,
  textsPerSecond: null,
  segmentsPerSecond: null,
  day: null,
};
const took = (count: number) => ({ took: count, answered: 0, refusedMs: null, trouble: null });

/** A queue's pace on a clock turned by hand; `shares` are answered in order, an Error is an object out of reach. */
function paced(...shares: (Partial<PaceShare> | Error)[]) {
  const clock = { now: 1_000_000 };
  const reports: PaceReport[] = [];
  const errors: string[] = [];
  const pace = new Pace({
    now: () => clock.now,
    share: async (report) => {
      reports.push(report);
      const answer = shares.shift() ?? {};
      if (answer instanceof Error) throw answer;
      return { ...NO_LIMIT, ...answer };
    },
    waiting: () => ({ waiting: 500, urgent: 2 }),
    onFault: (message) => errors.push(message),
  });
  return { pace, clock, reports, errors };
}

/** One wave as the sender makes it. */
function wave({ pace, clock }: ReturnType<typeof paced>, refusedMs: number | null = null, body = "Hi") {
  const { count, waitMs } = pace.allow(100);
  if (count === 0) return { count, waitMs };
  const startedMs = clock.now;
  let texts = 0;
  while (texts < count && pace.admit(body, true) === true) texts += 1;
  if (texts > 0)
    pace.went(texts, startedMs, { took: refusedMs === null ? texts : 0, answered: 0, refusedMs, trouble: null });
  return { count: texts, waitMs: 0 };
}

describe("a queue without an account to ask", () => {
  const alone = () => {
    const clock = { now: 1_000 };
    const waiting = () => ({ waiting: 0, urgent: 0 });
    return { clock, pace: new Pace({ now: () => clock.now, share: null, waiting, onFault: () => {} }) };
  };

  test("may offer a whole wave at once, and the next one after its share of time", () => {
    const { pace, clock } = alone();
    expect(pace.ready()).toBe(null);
    expect(pace.allow(100)).toEqual({ count: 100, waitMs: 0 });
    pace.went(100, clock.now, took(100));
    expect(pace.allow(10)).toEqual({ count: 0, waitMs: 100 });
    clock.now += 100;
    expect(pace.allow(10)).toEqual({ count: 10, waitMs: 0 });
  });

  test("slows down at a 429, waits as long as the carrier asks, and becomes fast again", () => {
    const { pace, clock } = alone();
    pace.went(100, clock.now, { took: 50, answered: 0, refusedMs: 3_000, trouble: null });
    expect(pace.perSecond).toBe(700);
    expect(pace.allow(1).waitMs).toBe(3_000);
    for (let i = 0; i < 50; i += 1) pace.went(1, clock.now, { took: 0, answered: 0, refusedMs: 1, trouble: null });
    expect(pace.perSecond).toBe(1);
    for (let i = 0; i < 500; i += 1) pace.went(1, clock.now, took(1));
    expect(pace.perSecond).toBe(1_000);
  });
});

describe("a queue whose account knows no limit", () => {
  test("asks before its first wave, and then never waits for an answer", async () => {
    const queue = paced({}, {});
    const first = queue.pace.ready();
    expect(first).toBeInstanceOf(Promise);
    await first;
    for (let i = 0; i < 50; i += 1) {
      expect(queue.pace.ready()).toBe(null);
      wave(queue);
      queue.clock.now += 100;
    }
    expect(queue.reports).toHaveLength(1);
    queue.clock.now += 10_000;
    expect(queue.pace.ready()).toBe(null);
    await settlePromises();
    expect(queue.reports).toHaveLength(2);
    expect(queue.reports[1]).toMatchObject({ took: 5_000, waiting: 500, urgent: 2, refusedMs: null, round: 0 });
  });

  test("reports a 429 at once and obeys the answer", async () => {
    const queue = paced({}, { round: 1, waitMs: 2_000, textsPerSecond: 40, forMs: 2_000 });
    await queue.pace.ready();
    wave(queue, 1_000);
    await queue.pace.ready();
    expect(queue.reports[1]).toMatchObject({ refusedMs: 1_000, round: 0 });
    expect(queue.pace.allow(100)).toEqual({ count: 0, waitMs: 2_000 });
    queue.clock.now += 2_000;
    expect(queue.pace.allow(100)).toEqual({ count: 10, waitMs: 0 });
  });
});

describe("a queue with a share of a limited pace", () => {
  test("sends small waves, and waits for its next share", async () => {
    const queue = paced({ textsPerSecond: 40, forMs: 2_000 }, { textsPerSecond: 20, forMs: 2_000 });
    await queue.pace.ready();
    expect(wave(queue).count).toBe(10);
    expect(queue.pace.allow(100)).toEqual({ count: 0, waitMs: 250 });
    queue.clock.now += 2_000;
    await queue.pace.ready();
    expect(queue.reports[1]).toMatchObject({ took: 10, overMs: 2_000 });
    expect(wave(queue).count).toBe(5);
  });

  test("makes up for a turn that came too late, and not for time in which it had nothing to send", async () => {
    const queue = paced({ textsPerSecond: 40, forMs: 60_000 });
    await queue.pace.ready();
    wave(queue);
    queue.clock.now += 250 + 200;
    wave(queue);
    expect(queue.pace.allow(100)).toEqual({ count: 0, waitMs: 50 });
    queue.clock.now += 10_000;
    wave(queue);
    expect(queue.pace.allow(100)).toEqual({ count: 0, waitMs: 250 });
  });

  test("without a share waits for the next share", async () => {
    const queue = paced({ textsPerSecond: 0, forMs: 2_000 });
    await queue.pace.ready();
    expect(queue.pace.allow(100)).toEqual({ count: 0, waitMs: 2_000 });
  });

  test("goes on as before when the account cannot be reached, and slower after a 429", async () => {
    const away = new Error("away");
    const queue = paced({ textsPerSecond: 40, forMs: 2_000 }, away, away, { textsPerSecond: 80 });
    await queue.pace.ready();
    queue.clock.now += 2_000;
    await queue.pace.ready();
    expect(queue.errors).toHaveLength(1);
    expect(wave(queue).count).toBe(10);
    queue.clock.now += 1_000;
    wave(queue, 500);
    // It asks, but no longer waits for what does not come.
    expect(queue.pace.ready()).toBe(null);
    await settlePromises();
    queue.clock.now += 1_000;
    expect(wave(queue).count).toBe(7);
    queue.clock.now += 5_000;
    queue.pace.ready();
    await settlePromises();
    expect(wave(queue).count).toBe(20);
  });
});

describe("a queue of a service with limits", () => {
  const TWO_SEGMENTS = "x".repeat(200);

  test("counts segments, not texts", async () => {
    const queue = paced({ segmentsPerSecond: 40, forMs: 2_000 });
    await queue.pace.ready();
    expect(wave(queue, null, TWO_SEGMENTS).count).toBe(5);
    expect(queue.pace.allow(100).waitMs).toBe(250);
    queue.clock.now += 2_000;
    await queue.pace.ready();
    expect(queue.reports[1]).toMatchObject({ segments: 10, segmentsPerText: 2 });
  });

  test("sends a text that is longer than a wave alone", async () => {
    const queue = paced({ segmentsPerSecond: 1, forMs: 2_000 });
    await queue.pace.ready();
    expect(wave(queue, null, TWO_SEGMENTS).count).toBe(1);
    expect(queue.pace.allow(100).waitMs).toBe(2_000);
  });

  test("keeps the rest of the day's first texts for the next day, while replies go", async () => {
    const queue = paced({
      forMs: 2_000,
      day: { segments: 5, firstTexts: 0, openTo: "replies", resetsInMs: 3_600_000 },
    });
    await queue.pace.ready();
    queue.pace.allow(100);
    expect(queue.pace.admit("Yes, at ten", false)).toBe(true);
    expect(queue.pace.admit("Hi", true)).toBe(queue.clock.now + 2_000 + 3_600_000);
  });

  test("asks for more when only its own part of the day is used up, and gives back what it does not need", async () => {
    const queue = paced({ forMs: 2_000, day: { segments: 30, firstTexts: 30, openTo: "all", resetsInMs: 3_600_000 } });
    await queue.pace.ready();
    queue.pace.allow(100);
    for (let i = 0; i < 5; i += 1) expect(queue.pace.admit("Hi", true)).toBe(true);
    queue.pace.went(5, queue.clock.now, took(5));
    queue.pace.rest();
    await settlePromises();
    expect(queue.reports[1]).toMatchObject({ segments: 5, waiting: 0 });
    const small = paced({ forMs: 2_000, day: { segments: 2, firstTexts: 2, openTo: "all", resetsInMs: 3_600_000 } });
    await small.pace.ready();
    small.pace.allow(100);
    for (let i = 0; i < 2; i += 1) small.pace.admit("Hi", true);
    expect(small.pace.admit("Hi", true)).toBe(small.clock.now + 2_000);
  });
});

describe("while the carrier takes nothing", () => {
  const trouble = { scope: "account" as const, code: 20005, why: "not active" };
  const refused = { took: 0, answered: 0, refusedMs: null, trouble };
  const waiting = (mayTry: boolean) => ({
    textsPerSecond: mayTry ? 1 : 0,
    trouble: { ...trouble, sinceMs: 1, mayTry },
  });

  test("the account learns why at once, and its pace is not what suffers", async () => {
    const { pace, clock, reports } = paced({}, waiting(false));
    await pace.ready();
    expect(pace.isWaiting).toBe(false);
    pace.went(6, clock.now, refused);
    await pace.ready();
    expect(reports.at(-1)).toMatchObject({ trouble, refusedMs: null, answered: 0 });
    expect(pace.isWaiting).toBe(true);
    clock.now += 100;
    expect(pace.allow(100)).toMatchObject({ count: 0, waitMs: 9_900 });
  });

  test("the one that may try offers one text, and reports at once that it went", async () => {
    const { pace, clock, reports } = paced(waiting(true), {});
    await pace.ready();
    expect(pace.allow(100)).toEqual({ count: 1, waitMs: 0 });
    pace.went(1, clock.now, { took: 1, answered: 1, refusedMs: null, trouble: null });
    await pace.ready();
    expect(reports.at(-1)).toMatchObject({ trouble: null, answered: 1 });
    clock.now += 1_000;
    expect(pace.allow(100).count).toBe(100);
  });

  test("a queue that reaches no account waits by itself", async () => {
    const { pace, clock } = paced({}, new Error("away"));
    await pace.ready();
    pace.went(6, clock.now, refused);
    await pace.ready();
    expect(pace.allow(100)).toEqual({ count: 0, waitMs: 30_000 });
    clock.now += 30_000;
    expect(pace.allow(100).count).toBeGreaterThan(0);
  });
});

describe("what delivery reports say", () => {
  const tooFast = { tooFast: true, capped: null, trouble: null };

  test("too fast: the account learns it at once, and of a flood once", async () => {
    const { pace, clock, reports } = paced();
    for (let i = 0; i < 100; i += 1) pace.failed(tooFast);
    await settlePromises();
    expect(reports.map(({ reported }) => reported)).toEqual([{ tooFast: true, capped: null }]);
    clock.now += 5_000;
    pace.failed(tooFast);
    await settlePromises();
    expect(reports).toHaveLength(2);
  });

  test("a day that is used up is closed here at once, for others when they ask, and no longer than it lasts", async () => {
    const { pace, clock, reports } = paced({ capped: { openTo: "none", resetsInMs: 60_000 } });
    pace.failed({ tooFast: false, capped: "none", trouble: null });
    expect(pace.closedDay).toMatchObject({ openTo: "none" });
    await settlePromises();
    expect(reports.at(-1)).toMatchObject({ reported: { tooFast: false, capped: "none" } });
    pace.failed({ tooFast: false, capped: "replies", trouble: null });
    await settlePromises();
    expect(reports).toHaveLength(1);
    clock.now += 60_000;
    expect(pace.closedDay).toBeNull();
  });
});
