/**
 * What a cache says is never believed after a change was answered: whatever is lost, late or forgotten between inventory and
 * cache. Random plays on one clock; an answer that would be wrong for its reader ends them.
 */
import { expect, test } from "vitest";
import { believed, CLOCKS_DIFFER_MS, LEASE_MS, lookUpKeys } from "../../../domain/numbers/look-ups.ts";
import type { CacheEntry } from "../../kit/redis/cache-port.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { PublishedLookUps } from "./published.ts";

const SPACE = "test";
const NUMBER = "+16132345678";
const OTHER = "+16132345679";

type Write = "works" | "lost" | "late" | "answer lost";

function world(random: () => number, faults: boolean) {
  const clock = { now: 1_000_000 };
  const timers = simulatedTimers(() => clock.now);
  const store = new Map<string, { text: string; untilMs: number }>();
  const users = new Map<string, string>();
  const versions = { assigned: 0, unassigned: 0 };
  let version = 0;
  let writes = 0;
  let isAway = false;
  const apply = (entries: readonly CacheEntry[]) => {
    for (const { key, text, forMs } of entries) store.set(key, { text, untilMs: clock.now + forMs });
  };
  let living = 0;
  const portOf = (process: number) => ({
    read: async () => [],
    write: async (entries: CacheEntry[]) => {
      // What the object had not sent before it died is never sent.
      if (process !== living) return new Promise<void>(() => {});
      writes += 1;
      const kinds: Write[] = isAway ? ["lost", "late"] : faults ? ["works", "works", "late", "answer lost"] : ["works"];
      const kind = kinds[Math.floor(random() * kinds.length)];
      if (kind === "late") timers.setTimer(() => apply(entries), random() * 20_000);
      if (kind === "works" || kind === "answer lost") apply(entries);
      await new Promise<void>((resolve) => {
        timers.setTimer(resolve, random() * 400);
      });
      if (kind !== "works") throw new Error("no answer");
    },
  });
  const start = () =>
    new PublishedLookUps({
      cache: portOf((living += 1)),
      space: SPACE,
      pool: "shared",
      areaCode: "613",
      now: () => clock.now,
      versions: () => ({ ...versions }),
      onFault: () => {},
      setTimer: timers.setTimer,
    });
  let look = start();
  const pass = async (ms: number) => {
    const until = clock.now + ms;
    await settlePromises();
    for (;;) {
      const next = timers.nextAtMs() ?? Infinity;
      if (next > until) break;
      clock.now = Math.max(clock.now, next);
      timers.fire();
      await settlePromises();
    }
    clock.now = until;
    await settlePromises();
  };
  return {
    clock,
    pass,
    writes: () => writes,
    away: (away: boolean) => (isAway = away),
    restart: () => (look = start()),
    forget: () => store.clear(),
    /** As a reader asks: the cache, else the inventory. */
    find: (number: string): string => {
      const [lease, known] = lookUpKeys(SPACE, "shared", "613", number).map((key) => {
        const found = store.get(key);
        return found && found.untilMs > clock.now ? found.text : null;
      });
      const skew = (random() - 0.5) * CLOCKS_DIFFER_MS;
      const said = believed(lease ?? null, known ?? null, clock.now + skew);
      if (said !== null) return said;
      const orgId = users.get(number) ?? "";
      look.answered(number, version, orgId);
      return orgId;
    },
    isBelieved: (number: string) => {
      const [lease, known] = lookUpKeys(SPACE, "shared", "613", number).map((key) => store.get(key)?.text ?? null);
      return believed(lease ?? null, known ?? null, clock.now) !== null;
    },
    /** @returns when the change is answered */
    change: (number: string, orgId: string): Promise<void> => {
      version += 1;
      if (orgId === "") {
        users.delete(number);
        versions.unassigned = version;
      } else {
        users.set(number, orgId);
        versions.assigned = version;
      }
      return look.settled() ?? Promise.resolve();
    },
  };
}

test("what was asked once is answered by the cache, until its lease ends", async () => {
  const { find, pass, isBelieved } = world(() => 0.5, false);
  find(NUMBER);
  expect(isBelieved(NUMBER)).toBe(false);
  await pass(500);
  expect(isBelieved(NUMBER)).toBe(true);
  await pass(LEASE_MS);
  expect(isBelieved(NUMBER)).toBe(false);
});

test("an assignment keeps what is known of users, and ends what is known of nobody's numbers", async () => {
  const { find, pass, change, isBelieved } = world(() => 0.5, false);
  await Promise.all([change(OTHER, "o1"), pass(500)]);
  find(NUMBER);
  find(OTHER);
  await pass(500);
  expect([isBelieved(NUMBER), isBelieved(OTHER)]).toEqual([true, true]);
  await Promise.all([change("+16132345670", "o1"), pass(500)]);
  expect([isBelieved(NUMBER), isBelieved(OTHER)]).toEqual([false, true]);
});

test("a cache that nobody reads is not written to by assignments", async () => {
  const { change, pass, writes } = world(() => 0.5, false);
  await pass(LEASE_MS + CLOCKS_DIFFER_MS + 1);
  await change(NUMBER, "o1");
  expect(writes()).toBe(0);
});

test("with the cache away, an assignment waits no longer than a lease; the next do not wait", async () => {
  const { find, change, pass, away, clock } = world(() => 0.5, false);
  find(NUMBER);
  await pass(500);
  away(true);
  const beganMs = clock.now;
  let answeredMs = 0;
  const answered = change(NUMBER, "o1").then(() => (answeredMs = clock.now));
  await pass(20_000);
  await answered;
  expect(answeredMs - beganMs).toBeGreaterThan(0);
  expect(answeredMs - beganMs).toBeLessThanOrEqual(LEASE_MS + CLOCKS_DIFFER_MS + 1_000);
  const next = clock.now;
  await change(OTHER, "o1");
  expect(clock.now).toBe(next);
});

test("no reader is ever told what was so before an answered change", async () => {
  let believedSomething = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    let state = seed;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    const play = world(random, seed % 3 !== 0);
    /** What a reader may be told: what was answered last, and what is under way. */
    const may = new Map([NUMBER, OTHER].map((number) => [number, new Set([""])]));
    const underWay = new Set<string>();
    let lives = 1;
    for (let step = 0; step < 120; step += 1) {
      const number = random() < 0.5 ? NUMBER : OTHER;
      const what = random();
      if (what < 0.5) {
        if (play.isBelieved(number)) believedSomething += 1;
        const said = play.find(number);
        if (!may.get(number)?.has(said))
          throw new Error(`seed ${seed}, step ${step}: ${number} is said to be of "${said}"`);
      } else if (what < 0.75) {
        if (underWay.has(number)) continue;
        const [now = ""] = may.get(number) ?? [];
        const orgId = now === "" ? `o${1 + Math.floor(random() * 2)}` : "";
        may.get(number)?.add(orgId);
        underWay.add(number);
        const process = lives;
        void play.change(number, orgId).then(() => {
          if (process !== lives) return;
          may.set(number, new Set([orgId]));
          underWay.delete(number);
        });
      } else if (what < 0.8) play.away(random() < 0.5);
      else if (what < 0.82) {
        play.restart();
        // What was under way is made and never answered: its caller asks again.
        underWay.clear();
        lives += 1;
      } else if (what < 0.84) play.forget();
      await play.pass(random() < 0.9 ? random() * 200 : random() * 8_000);
    }
    play.away(false);
    await play.pass(60_000);
    expect(underWay.size).toBe(0);
  }
  expect(believedSomething).toBeGreaterThan(100);
});
