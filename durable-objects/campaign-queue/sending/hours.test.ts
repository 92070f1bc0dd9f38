/**
 * Texting hours through the queue: acceptance, waves and the look right before the carrier call, on a moved clock
 * (docs/rules.md#hours-holding).
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NEEDED_MS } from "../../../domain/hours/texting-window.ts";
import { sendKindOf } from "../../../domain/sending/text-kind.ts";
import { zoneNames } from "../../../domain/hours/zones/zone-codes.ts";
import { carryWave, worldOfHeld, HOUR_MS, MINUTE_MS, wallMinutes } from "../../testing/hours-world.ts";
import { accepted, LOOK_UP_AFTER_MS, NOON } from "../../testing/queue-world.ts";
import { configureHours } from "./held-for-hours.ts";
import type { CarryOutcome, WaveText } from "./waves.ts";
import { beginWave, settleWave, validitySeconds } from "./waves.ts";

describe("at the edges of the day", () => {
  const at = (hour: number, minute: number) => NOON + ((hour - 12) * 60 + minute) * MINUTE_MS;

  test.each([
    ["08:59", at(8, 59), false, false],
    ["09:00", at(9, 0), true, true],
    ["20:50", at(20, 50), true, true],
    ["20:51", at(20, 51), false, true],
    ["20:58", at(20, 58), false, true],
    ["20:59", at(20, 59), false, false],
    ["21:00", at(21, 0), false, false],
  ])("%s: whether a first text and a reply may go", (_, atMs, first, reply) => {
    const world = worldOfHeld(["ny", "ny"]);
    world.send(2);
    carryWave(world);
    world.clock.now = atMs;
    expect([world.send(1).ok, world.send(2).ok]).toEqual([first, reply]);
  });

  test("several possible zones leave the hours that all of them share, and a refusal names the next of them", () => {
    const world = worldOfHeld(["nych"]);
    world.clock.now = at(9, 30);
    expect(world.send(1)).toMatchObject({ ok: false, reason: "outside_hours", mayGoAtMs: at(10, 0) });
    world.clock.now = at(10, 0);
    expect(world.send(1).ok).toBe(true);
  });

  test("contacts from before zones were kept have the campaign's", () => {
    const world = worldOfHeld([""]);
    world.clock.now = at(8, 59);
    expect(world.send(1)).toMatchObject({ mayGoAtMs: at(9, 0) });
  });
});

describe("a text that is queued when its hours end", () => {
  const END = NOON + 9 * HOUR_MS;

  test("waits for the next hours, and its texter sees for how long", () => {
    const world = worldOfHeld(["ny"]);
    world.clock.now = END - 11 * MINUTE_MS;
    world.send(1);
    world.news.length = 0;
    world.clock.now = END - 9 * MINUTE_MS;
    expect(carryWave(world)).toEqual([]);
    expect(world.news).toMatchObject([
      { kind: "state", message: { send_status: "QUEUED", held_until: END + 12 * HOUR_MS } },
    ]);
    expect(beginWave(world.store, 9)).toEqual({ texts: [], dropped: 0, againAtMs: END + 12 * HOUR_MS });
    world.clock.now = END + 12 * HOUR_MS - 1;
    expect(carryWave(world)).toEqual([]);
    world.clock.now += 1;
    expect(carryWave(world)).toHaveLength(1);
  });

  test("does not hold up contacts whose hours continue", () => {
    const world = worldOfHeld([...Array.from({ length: 150 }, () => "ny"), "la"]);
    world.clock.now = END - 11 * MINUTE_MS;
    for (let n = 1; n <= 151; n += 1) world.send(n);
    world.clock.now = END;
    const waves = [carryWave(world), carryWave(world)];
    expect(waves.map((texts) => texts.map(({ n }) => n))).toEqual([[], [151]]);
    expect(beginWave(world.store, 9).againAtMs).toBe(END + 12 * HOUR_MS);
  });

  test("while its wave is under way is not given to the carrier any more", () => {
    const world = worldOfHeld(["ny"]);
    world.clock.now = END - 11 * MINUTE_MS;
    world.send(1);
    const [text] = beginWave(world.store, 9).texts;
    expect(validitySeconds(world.store, text!)).toBe(11 * 60);
    world.clock.now = END - 10 * MINUTE_MS;
    expect(validitySeconds(world.store, text!)).toBe(10 * 60);
    world.clock.now += 1;
    expect(validitySeconds(world.store, text!)).toBeNull();
  });

  test("goes as soon as the campaign gets longer hours, and not when it gets shorter ones", () => {
    const world = worldOfHeld(["ny"]);
    world.clock.now = END - 11 * MINUTE_MS;
    world.send(1);
    world.clock.now = END;
    carryWave(world);
    const { config } = world.store;
    const hours = (endHour: number) =>
      configureHours(world.store, {
        ...config!,
        epoch: world.store.config!.epoch + 1,
        window: { ...config!.window, endHour },
      });
    hours(20);
    expect(carryWave(world)).toEqual([]);
    hours(22);
    expect(carryWave(world)).toHaveLength(1);
  });

  test("is still not sent after an opt-out that came in the night", () => {
    const world = worldOfHeld(["ny"]);
    world.clock.now = END - 11 * MINUTE_MS;
    world.send(1);
    world.clock.now = END;
    carryWave(world);
    world.store.block((change) => change.saveContact(world.contact(1), { opted_out: 1 }));
    world.clock.now = END + 13 * HOUR_MS;
    expect(carryWave(world)).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });
});

test("no order of sends, waves, stops and steps of the clock lets a text reach the carrier outside its hours", () => {
  const ZONES = ["ny", "nych", "sj", "hn", "gu", "pxdn", "", "px", "dn", "in"];
  const seen = { gone: 0, held: 0, withheld: 0, refused: 0 };
  const step = fc.oneof(
    fc.record({ do: fc.constant("send" as const), n: fc.integer({ min: 1, max: ZONES.length }) }),
    fc.record({ do: fc.constant("hear" as const), n: fc.integer({ min: 1, max: ZONES.length }) }),
    fc.record({ do: fc.constant("begin" as const) }),
    fc.record({ do: fc.constant("call" as const) }),
    fc.record({ do: fc.constant("call" as const) }),
    fc.record({ do: fc.constant("settle" as const) }),
    fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 1000, MINUTE_MS, 8 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS),
    }),
    fc.record({ do: fc.constant("hours" as const), start: fc.constantFrom(9, 11), end: fc.constantFrom(20, 21) }),
    fc.record({ do: fc.constant("restart" as const) }),
  );
  const startMs = fc
    .constantFrom("2026-03-07T20:00:00Z", "2026-10-31T20:00:00Z", "2026-11-10T00:00:00Z", "2026-11-10T12:00:00Z")
    .map((iso) => Date.parse(iso));
  fc.assert(
    fc.property(startMs, fc.array(step, { minLength: 40, maxLength: 120 }), (fromMs, steps) => {
      const world = worldOfHeld(ZONES);
      world.clock.now = fromMs;
      let wave: { waiting: WaveText[]; done: { text: WaveText; outcome: CarryOutcome }[] } | null = null;
      const settle = () => {
        if (!wave) return;
        const left = wave.waiting.map((text) => ({ text, outcome: { kind: "withheld" } as const }));
        settleWave(
          world.store,
          [...wave.done, ...left].map(({ text, outcome }) => ({ message: text.message, outcome })),
          LOOK_UP_AFTER_MS,
        );
        wave = null;
      };
      for (const each of steps) {
        const { window } = world.store.config!;
        switch (each.do) {
          case "send":
            if (!world.send(each.n).ok) seen.refused += 1;
            break;
          case "hear":
            if (world.contact(each.n).status !== "needsMessage") world.receive(each.n, "Yes");
            break;
          case "begin":
            if (wave) break;
            seen.held -= Number(world.sql.scalar("SELECT COUNT(*) FROM messages WHERE held_until > 0"));
            wave = { waiting: beginWave(world.store, 5).texts, done: [] };
            seen.held += Number(world.sql.scalar("SELECT COUNT(*) FROM messages WHERE held_until > 0"));
            break;
          case "call": {
            const text = wave?.waiting.shift();
            if (!wave || !text) break;
            const left = validitySeconds(world.store, text);
            wave.done.push({ text, outcome: left === null ? { kind: "withheld" } : accepted() });
            if (left === null) {
              seen.withheld += 1;
              break;
            }
            seen.gone += 1;
            const kind = sendKindOf(text.message.kind);
            const zones = zoneNames(text.zones);
            for (const zone of zones.length > 0 ? zones : [window.zone]) {
              const endMs = world.clock.now + left * 1000;
              const now = wallMinutes(zone, world.clock.now);
              expect(now).toBeGreaterThanOrEqual(window.startHour * 60);
              expect(now).toBeLessThan(window.endHour * 60);
              // Delivered or given up before the end, and by at least the margin.
              expect(wallMinutes(zone, endMs - 1)).toBeLessThan(window.endHour * 60);
              expect(left * 1000).toBeGreaterThan(NEEDED_MS[kind] - 1000);
            }
            break;
          }
          case "settle":
            settle();
            break;
          case "wait":
            world.clock.now += each.ms;
            break;
          case "hours":
            configureHours(world.store, {
              ...world.store.config!,
              epoch: world.store.config!.epoch + 1,
              window: { ...window, startHour: each.start, endHour: each.end },
            });
            break;
          case "restart":
            settle();
            world.restart();
            break;
        }
      }
      settle();
    }),
    { seed: 2026, numRuns: 60 },
  );
  // A test of which half never happens proves half.
  expect(Math.min(seen.gone, seen.held, seen.withheld, seen.refused)).toBeGreaterThan(0);
});
