/** Queues and their account together, in simulated time, against a carrier that takes so many texts a second and no more. */
import { describe, expect, test } from "vitest";
import { Pace } from "../campaign-queue/sending/pace.ts";
import { seededRandom, settlePromises } from "../testing/fake-clock.ts";
import { Shares } from "./shares.ts";

const STEP_MS = 50;
const ORG = "o000000000000001";
const SERVICE = "MG00000000000000000000000000000001";

/** Token bucket of one second's worth of texts, like the emulator's. */
function carrierOf(perSecond: number, now: () => number) {
  let tokens = perSecond;
  let atMs = now();
  const counts = { took: 0, refused: 0 };
  return {
    counts,
    setRate: (rate: number) => {
      perSecond = rate;
      tokens = Math.min(tokens, rate);
    },
    offer(): boolean {
      tokens = Math.min(perSecond, tokens + ((now() - atMs) / 1000) * perSecond);
      atMs = now();
      if (tokens < 1) counts.refused += 1;
      else counts.took += 1;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

type Queue = { key: string; waiting: number; urgent: number; sent: number; pace: Pace; words: string };

function world(perSecond: number, queues: { waiting: number; words?: string }[]) {
  const clock = { now: Date.UTC(2026, 10, 20, 18) };
  const now = () => clock.now;
  const carrier = carrierOf(perSecond, now);
  const random = seededRandom(7);
  let shares = new Shares(null);
  let away = false;
  let asked = 0;
  const all: Queue[] = queues.map(({ waiting, words = "Hi" }, index) => {
    const queue: Queue = { key: `c.${index}`, waiting, urgent: 0, sent: 0, words, pace: undefined as never };
    queue.pace = new Pace({
      now,
      share: async (report) => {
        if (away) throw new Error("away");
        asked += 1;
        return shares.share({ holder: queue.key, orgId: ORG, service: SERVICE, ...report }, clock.now);
      },
      waiting: () => ({ waiting: queue.waiting, urgent: queue.urgent }),
      onFault: () => {},
    });
    return queue;
  });

  /** One turn of a queue's sender: six calls at once, and after a 429 no more of the wave. */
  async function turn(queue: Queue): Promise<void> {
    if (queue.waiting === 0) return;
    const asking = queue.pace.ready();
    if (asking) await asking;
    const { count } = queue.pace.allow(Math.min(100, queue.waiting));
    let texts = 0;
    while (texts < count && queue.pace.admit(queue.words, true) === true) texts += 1;
    if (texts === 0) return;
    let took = 0;
    let refused = 0;
    for (let i = 0; i < texts && refused < 6; i += 1) {
      if (refused > 0 && i >= 6) break;
      if (carrier.offer()) took += 1;
      else refused += 1;
    }
    queue.waiting -= took;
    queue.urgent = Math.max(0, queue.urgent - took);
    queue.sent += took;
    queue.pace.went(texts, clock.now, { took, answered: 0, refusedMs: refused > 0 ? 1_000 : null, trouble: null });
  }

  async function run(seconds: number): Promise<void> {
    const endsMs = clock.now + seconds * 1000;
    while (clock.now < endsMs) {
      for (const queue of all.toSorted(() => random() - 0.5)) await turn(queue);
      await settlePromises();
      clock.now += STEP_MS;
    }
  }
  return {
    clock,
    carrier,
    all,
    run,
    asked: () => asked,
    setAway: (is: boolean) => (away = is),
    setLimits: (limits: { numbers: number; segmentsPerSecond: number | null; segmentsPerDay: number | null }) =>
      shares.setLimits({ orgId: ORG, version: 1, limits }),
    /** The object is evicted. */
    restart: () => (shares = new Shares(JSON.parse(JSON.stringify(shares.stored)))),
    sent: () => all.map((queue) => queue.sent),
  };
}

/** What the carrier took and refused in these seconds. */
async function during(of: ReturnType<typeof world>, seconds: number) {
  const before = { ...of.carrier.counts };
  await of.run(seconds);
  const took = of.carrier.counts.took - before.took;
  const refused = of.carrier.counts.refused - before.refused;
  return { perSecond: took / seconds, refusedShare: refused / (took + refused) };
}

describe("queues of one account", () => {
  test.each([20, 150, 600])(
    "drain at the pace of a carrier that takes %i a second, after a minute with hardly a 429",
    async (rate) => {
      const drain = world(
        rate,
        Array.from({ length: 5 }, () => ({ waiting: 1e6 })),
      );
      await drain.run(60);
      const after = await during(drain, 180);
      expect(after.refusedShare).toBeLessThan(0.01);
      expect(after.perSecond).toBeGreaterThan(rate * 0.85);
    },
  );

  test("settle when everything is refused for a while, and are back soon afterwards, without a person", async () => {
    const flood = world(
      400,
      Array.from({ length: 8 }, () => ({ waiting: 1e6 })),
    );
    await flood.run(60);
    flood.carrier.setRate(0);
    await flood.run(30);
    const calls = await during(flood, 30);
    expect(calls.perSecond).toBe(0);
    flood.carrier.setRate(400);
    await flood.run(60);
    const after = await during(flood, 60);
    expect(after.perSecond).toBeGreaterThan(300);
    expect(after.refusedShare).toBeLessThan(0.01);
  });

  test("follow a carrier that becomes much slower, and one that becomes much faster", async () => {
    const change = world(
      400,
      Array.from({ length: 4 }, () => ({ waiting: 1e6 })),
    );
    await change.run(60);
    change.carrier.setRate(20);
    await change.run(60);
    const slow = await during(change, 60);
    expect(slow.refusedShare).toBeLessThan(0.02);
    expect(slow.perSecond).toBeGreaterThan(15);
    change.carrier.setRate(400);
    await change.run(180);
    expect((await during(change, 60)).perSecond).toBeGreaterThan(300);
  });

  test("share equally, and a small demand is met in full", async () => {
    const shared = world(100, [{ waiting: 1e6 }, { waiting: 1e6 }, { waiting: 300 }]);
    await shared.run(120);
    const [a = 0, b = 0, c = 0] = shared.sent();
    expect(c).toBe(300);
    expect(Math.abs(a - b) / (a + b)).toBeLessThan(0.1);
  });

  test("answer people before they begin with others, whichever queue they are in", async () => {
    const shared = world(50, [{ waiting: 1e6 }, { waiting: 1e6 }]);
    await shared.run(60);
    const [replies, first] = shared.all;
    Object.assign(replies!, { waiting: 1_000, urgent: 1_000, sent: 0 });
    first!.sent = 0;
    await shared.run(20);
    expect(replies!.sent).toBeGreaterThan(0.9 * (replies!.sent + first!.sent));
  });

  test("ask a few times a minute while nothing is refused", async () => {
    const calm = world(
      1e6,
      Array.from({ length: 3 }, () => ({ waiting: 1e6 })),
    );
    await calm.run(60);
    expect(calm.asked()).toBeLessThanOrEqual(3 * 7);
    expect(calm.carrier.counts.refused).toBe(0);
  });

  test("continue at the last pace while the account is out of reach, and it knows its pace after a stop", async () => {
    const apart = world(
      200,
      Array.from({ length: 4 }, () => ({ waiting: 1e6 })),
    );
    await apart.run(60);
    apart.setAway(true);
    const alone = await during(apart, 20);
    expect(alone.perSecond).toBeGreaterThan(120);
    expect(alone.refusedShare).toBeLessThan(0.02);
    apart.restart();
    apart.setAway(false);
    expect((await during(apart, 20)).refusedShare).toBeLessThan(0.02);
  });
});

describe("queues of one service", () => {
  const TWO_SEGMENTS = "x".repeat(200);

  test("send as many segments a second as its numbers carry, together", async () => {
    const shared = world(1e6, [{ waiting: 1e6 }, { waiting: 1e6, words: TWO_SEGMENTS }]);
    shared.setLimits({ numbers: 40, segmentsPerSecond: 1, segmentsPerDay: null });
    await shared.run(10);
    const before = shared.sent();
    await shared.run(60);
    const [a = 0, b = 0] = shared.sent().map((sent, index) => sent - (before[index] ?? 0));
    expect((a + 2 * b) / 60).toBeGreaterThan(34);
    expect((a + 2 * b) / 60).toBeLessThan(42);
  });

  test("send no more on one day than it may, keep a tenth for replies, and continue on the next", async () => {
    const shared = world(1e6, [{ waiting: 400 }, { waiting: 600 }]);
    shared.setLimits({ numbers: 5, segmentsPerSecond: null, segmentsPerDay: 100 });
    await shared.run(30);
    expect(shared.carrier.counts.took).toBeGreaterThanOrEqual(430);
    expect(shared.carrier.counts.took).toBeLessThanOrEqual(450);
    shared.clock.now += 24 * 3_600_000;
    await shared.run(30);
    expect(shared.carrier.counts.took).toBeGreaterThanOrEqual(860);
  });
});

describe("an organization's limits", () => {
  const limits = { numbers: 2, segmentsPerSecond: 3, segmentsPerDay: 100 };
  const asks = { round: null, took: 0, overMs: 0, refusedMs: null, segmentsPerText: 1, segments: 0, urgent: 0 };
  const nowMs = Date.UTC(2026, 10, 20, 18);

  test("are those of each of its services, and of nobody else's; each service has its own day", () => {
    const shares = new Shares(null);
    shares.setLimits({ orgId: ORG, version: 1, limits });
    const share = (orgId: string, service: string) =>
      shares.share({ holder: `${orgId} ${service}`, orgId, service, ...asks, waiting: 1_000 }, nowMs);
    const [present, former] = [share(ORG, "MGpresent"), share(ORG, "MGformer")];
    expect([present.segmentsPerSecond, former.segmentsPerSecond]).toEqual([6, 6]);
    expect(present.day?.segments).toBeGreaterThan(0);
    expect(former.day).toEqual(present.day);
    expect(share("o_other", "MGpresent")).toMatchObject({ segmentsPerSecond: null, day: null });
    shares.setLimits({ orgId: ORG, version: 2, limits: null });
    expect(share(ORG, "MGformer")).toMatchObject({ segmentsPerSecond: null, day: null });
  });

  test("that were stored for a service each, by an older version, are the organization's: the newest", () => {
    const rate = new Shares(null).stored.rate;
    const older = [
      { key: `${ORG} MGformer`, version: 1, limits: { ...limits, numbers: 9 }, today: null },
      { key: `${ORG} MGpresent`, version: 2, limits, today: null },
    ];
    const shares = new Shares({ rate, services: older });
    expect(shares.stored.limits).toEqual([{ orgId: ORG, version: 2, limits }]);
    expect(shares.setLimits({ orgId: ORG, version: 1, limits: null })).toBe(2);
  });
});

test("the newest copy of a service's limits counts, and what of the day is used outlasts a change and a stop", () => {
  const nowMs = Date.UTC(2026, 10, 20, 18);
  const limits = { numbers: 1, segmentsPerSecond: null, segmentsPerDay: 100 };
  const service = { orgId: ORG, service: SERVICE };
  const first = new Shares(null);
  expect(first.setLimits({ orgId: ORG, version: 2, limits })).toBe(2);
  expect(first.setLimits({ orgId: ORG, version: 1, limits: null })).toBe(2);
  const idle = { round: null, took: 0, overMs: 0, refusedMs: null, segmentsPerText: 1 };
  first.share({ holder: "a", ...service, ...idle, segments: 0, waiting: 80, urgent: 0 }, nowMs);
  first.share({ holder: "a", ...service, ...idle, segments: 40, waiting: 0, urgent: 0 }, nowMs + 2_000);
  const again = new Shares(JSON.parse(JSON.stringify(first.stored)));
  again.setLimits({ orgId: ORG, version: 3, limits: { ...limits, segmentsPerDay: 50 } });
  expect(again.paceNow(service, nowMs + 3_000)).toEqual({ textsPerSecond: null, usedToday: 40, trouble: null });
  const share = again.share({ holder: "b", ...service, ...idle, segments: 0, waiting: 80, urgent: 0 }, nowMs + 3_000);
  expect(share.day).toMatchObject({ segments: 10, firstTexts: 5 });
  expect(again.paceNow(service, nowMs + 24 * 3_600_000).usedToday).toBe(0);
});
