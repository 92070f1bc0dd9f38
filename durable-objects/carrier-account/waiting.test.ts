/** Queues of one account while the carrier takes nothing: who calls, who waits, and how all go on. */
import { describe, expect, test } from "vitest";
import type { ShareRequest } from "../../domain/sending/carrier-account.ts";
import { Shares } from "./shares.ts";

const ORG = "o000000000000001";
const SERVICE = "MG00000000000000000000000000000001";
const OTHER = "MG00000000000000000000000000000002";
const SUSPENDED = { scope: "account" as const, code: 20005, why: "The carrier account is not active (20005)." };
const EMPTY = { scope: "service" as const, code: 21703, why: "The Messaging Service has no number (21703)." };
const START = Date.UTC(2026, 10, 20, 18);

function account(stored: ConstructorParameters<typeof Shares>[0] = null) {
  const shares = new Shares(stored);
  const clock = { now: START };
  const ask = (holder: string, change: Partial<ShareRequest> = {}) =>
    shares.share(
      {
        holder,
        orgId: ORG,
        service: SERVICE,
        round: null,
        took: 0,
        overMs: 0,
        refusedMs: null,
        segments: 0,
        waiting: 100,
        urgent: 0,
        segmentsPerText: 1,
        ...change,
      },
      clock.now,
    );
  return { shares, clock, ask };
}

describe("when the carrier takes no text of the account", () => {
  test("nothing goes from any queue, and the pace that was found stays", () => {
    const { shares, ask } = account();
    expect(ask("a").textsPerSecond).toBeNull();
    expect(ask("b", { trouble: SUSPENDED })).toMatchObject({
      textsPerSecond: 0,
      trouble: { code: 20005, mayTry: false },
    });
    expect(ask("a")).toMatchObject({ textsPerSecond: 0, trouble: { ...SUSPENDED, sinceMs: START } });
    expect(ask("c", { service: OTHER })).toMatchObject({ textsPerSecond: 0 });
    expect(shares.paceNow({ orgId: ORG, service: OTHER }, START)).toMatchObject({
      textsPerSecond: null,
      trouble: SUSPENDED,
    });
  });

  test("one queue at a time tries, every half minute, and only one that has texts", () => {
    const { clock, ask } = account();
    ask("a", { trouble: SUSPENDED });
    const mayTry = (holder: string, waiting = 100) => ask(holder, { waiting }).trouble?.mayTry;
    clock.now += 29_999;
    expect([mayTry("a"), mayTry("b")]).toEqual([false, false]);
    clock.now += 1;
    expect([mayTry("idle", 0), mayTry("a"), mayTry("b")]).toEqual([false, true, false]);
    // The one that tries dies: half a minute later another one may.
    clock.now += 29_999;
    expect(mayTry("b")).toBe(false);
    clock.now += 1;
    expect([mayTry("b"), mayTry("a")]).toEqual([true, false]);
  });

  test("a try that goes through lets all go on at once", () => {
    const { shares, clock, ask } = account();
    ask("a", { trouble: SUSPENDED });
    clock.now += 30_000;
    expect(ask("b")).toMatchObject({ textsPerSecond: 1, trouble: { mayTry: true } });
    expect(ask("b", { took: 1, answered: 1 })).toMatchObject({ textsPerSecond: null, trouble: null });
    expect(ask("a")).toMatchObject({ textsPerSecond: null, trouble: null });
    expect(shares.paceNow({ orgId: ORG, service: SERVICE }, clock.now).trouble).toBeNull();
  });

  test("texts that went before do not end it, nor does a try without an answer", () => {
    const { clock, ask } = account();
    ask("a", { trouble: SUSPENDED });
    expect(ask("b", { took: 50, answered: 50 })).toMatchObject({ textsPerSecond: 0 });
    clock.now += 30_000;
    ask("b");
    expect(ask("b", { took: 1, answered: 0 })).toMatchObject({ textsPerSecond: 0 });
  });

  test("a try in vain is as long in coming as the one before, and says since when", () => {
    const { clock, ask } = account();
    ask("a", { trouble: SUSPENDED });
    clock.now += 30_000;
    ask("a");
    const closed = { ...SUSPENDED, code: 10001 };
    expect(ask("a", { trouble: closed })).toMatchObject({ trouble: { code: 10001, sinceMs: START, mayTry: false } });
    clock.now += 29_000;
    expect(ask("a").trouble?.mayTry).toBe(false);
    clock.now += 1_000;
    expect(ask("a").trouble?.mayTry).toBe(true);
  });

  test("a stop forgets neither the trouble nor since when", () => {
    const first = account();
    first.ask("a", { trouble: SUSPENDED });
    expect(first.shares.takeNews()).toBe(true);
    const again = account(JSON.parse(JSON.stringify(first.shares.stored)));
    expect(again.shares.paceNow({ orgId: ORG, service: SERVICE }, START)).toMatchObject({
      trouble: { sinceMs: START },
    });
    // The queue that was about to try may be gone.
    expect([again.ask("a").trouble?.mayTry, again.ask("b").trouble?.mayTry]).toEqual([true, false]);
  });
});

test("trouble with one messaging service holds its queues alone", () => {
  const { shares, ask } = account();
  ask("a", { trouble: EMPTY });
  expect(ask("b")).toMatchObject({ textsPerSecond: 0, trouble: { code: 21703 } });
  expect(ask("c", { service: OTHER })).toMatchObject({ textsPerSecond: null, trouble: null });
  expect(ask("d", { orgId: "o000000000000002" })).toMatchObject({ textsPerSecond: null });
  // Its admins see it, also when another service is in the settings by now.
  expect(shares.paceNow({ orgId: ORG, service: OTHER }, START).trouble).toMatchObject(EMPTY);
  expect(shares.paceNow({ orgId: "o000000000000002", service: SERVICE }, START).trouble).toBeNull();
});

describe("delivery reports", () => {
  const tooFast = { reported: { tooFast: true, capped: null } };

  test("that texts came too fast slow the account, once for all that were on their way", () => {
    const { clock, ask } = account();
    ask("a", { took: 100, overMs: 1_000 });
    const slowed = ask("a", { took: 100, overMs: 1_000, ...tooFast }).round;
    expect(slowed).toBe(1);
    clock.now += 10_000;
    expect(ask("a", { round: 1, ...tooFast }).round).toBe(1);
    clock.now += 20_000;
    expect(ask("a", { round: 1, ...tooFast }).round).toBe(2);
  });

  test("that a network's day is used up close it for the service until that network's midnight", () => {
    const { shares, clock, ask } = account();
    const day = (capped: "replies" | "none" | null) => ask("a", { reported: { tooFast: false, capped } }).capped;
    // 18:00 UTC is 10 in the morning there.
    expect(day("replies")).toEqual({ openTo: "replies", resetsInMs: 14 * 3_600_000 });
    expect(day("none")).toMatchObject({ openTo: "none" });
    expect(day("replies")).toMatchObject({ openTo: "none" });
    expect(ask("b").capped).toMatchObject({ openTo: "none" });
    expect(ask("b", { service: OTHER }).capped).toBeNull();
    const again = account(JSON.parse(JSON.stringify(shares.stored)));
    expect(again.ask("b").capped).toMatchObject({ openTo: "none" });
    clock.now += 14 * 3_600_000;
    expect(ask("b").capped).toBeNull();
  });
});
