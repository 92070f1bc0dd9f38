/** Confirmations, then replies, before first texts: also when thousands wait and the carrier takes only a few. */
import { describe, expect, test } from "vitest";
import { Shares } from "../../carrier-account/shares.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { accepted, ANA, LOOK_UP_AFTER_MS, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import type { TextKind } from "../../../domain/sending/text-kind.ts";
import { Sender } from "./sender.ts";
import { SharedThread } from "../../kit/time/shared-thread.ts";

const FIRST_TEXTS = 3_000;
const ALLOWED_PER_SECOND = 20;

/** Thousands of first texts wait; the carrier's bucket of one second's texts is empty. */
function throttledQueue() {
  const world = queueWorld({ contacts: FIRST_TEXTS + 2 });
  const timers = simulatedTimers(() => world.clock.now);
  const shares = new Shares(null);
  let tokens = ALLOWED_PER_SECOND;
  let atMs = world.clock.now;
  const carried: { n: number; kind: TextKind | null; atMs: number }[] = [];
  const counts = { refused: 0 };
  const sender = new Sender({
    store: world.store,
    carry: async ({ message }) => {
      tokens = Math.min(ALLOWED_PER_SECOND, tokens + ((world.clock.now - atMs) / 1000) * ALLOWED_PER_SECOND);
      atMs = world.clock.now;
      if (tokens < 1) {
        counts.refused += 1;
        return { kind: "throttled", retryAfterMs: 1_000 };
      }
      tokens -= 1;
      carried.push({ n: message.n, kind: message.kind, atMs });
      return accepted();
    },
    account: {
      share: async (report) =>
        shares.share({ holder: world.key, orgId: ORG_ID, service: null, ...report }, world.clock.now),
      waiting: () => ({ waiting: world.store.counters.QUEUED, urgent: 0 }),
    },
    lookUpAfterMs: LOOK_UP_AFTER_MS,
    wakeAt: () => {},
    wakeBy: () => {},
    onOptOuts: () => {},
    onUnknown: () => {},
    onFault: (message, error) => {
      throw new Error(message, { cause: error });
    },
    setTimer: timers.setTimer,
    thread: new SharedThread(),
  });
  async function run(untilMs: number): Promise<void> {
    while (world.clock.now < untilMs) {
      timers.fire();
      await settlePromises();
      world.clock.now = Math.min(untilMs, timers.nextAtMs() ?? untilMs);
    }
  }
  return { world, sender, carried, counts, run };
}

describe("while thousands of first texts wait for a slow carrier", () => {
  test("a reply is the next but one to go, and a confirmation goes before it", async () => {
    const { world, sender, carried, counts, run } = throttledQueue();
    const ns = world.lease(ANA, FIRST_TEXTS + 2);
    // Two conversations from before.
    for (const n of [1, 2]) world.send(n);
    world.wave();
    for (const n of [1, 2]) world.receive(n, "Yes");
    for (const n of ns.slice(2)) {
      world.clock.now += 1;
      world.send(n);
    }
    sender.kick();
    await run(world.clock.now + 30_000);
    expect(counts.refused).toBeGreaterThan(0);
    expect(carried.length).toBeLessThan(FIRST_TEXTS / 2);
    const before = carried.length;

    world.send(1);
    world.store.block((change) => {
      const message = world.sent(1).at(-1)!;
      change.saveContact(world.contact(2), { opted_out: 1 });
      change.addMessage({ ...message, n: 2, id: "auto-stop", kind: "confirmation", at: change.at + 1 });
    });
    sender.kick();
    const askedMs = world.clock.now;
    await run(askedMs + 10_000);
    const since = carried.slice(before);
    const place = (kind: TextKind) => since.findIndex((text) => text.kind === kind);
    // At most what was under way already, a wave of a quarter of a second, comes before them.
    expect(place("reply")).toBeLessThanOrEqual(ALLOWED_PER_SECOND / 4 + 1);
    expect(place("confirmation")).toBe(place("reply") - 1);
    expect(since[place("reply")]!.atMs - askedMs).toBeLessThan(3_000);
    expect(since.at(-1)?.kind).toBe("first");
  });
});
