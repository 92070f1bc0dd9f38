/** An inventory of one area code on `node:sqlite`, with a clock moved by hand and a pool of the test's own. Only tests import it. */
import type { NewNumber, NumberState, ReservationHolder } from "../../domain/numbers/inventory.ts";
import type { ObjectEvent } from "../../domain/record/events.ts";
import { InventoryParts } from "../number-inventory/wiring.ts";
import { createLogger } from "../kit/log/log.ts";
import type { StoreAreaCodeRequest } from "../rpc/number-pool.ts";
import { settlePromises, simulatedAlarm, simulatedTimers } from "./fake-clock.ts";
import { nodeSql } from "./node-sql.ts";

export const T0 = Date.UTC(2026, 10, 3, 12);
export const MINUTE = 60_000;

export const A_CAMPAIGN: ReservationHolder = { kind: "campaign", orgId: "o1", campaignId: "c1" };
export const A_PROGRAM: ReservationHolder = { kind: "program", orgId: "o1", tokenId: "t1" };

export function testNumber(n: number, areaCode = "613"): string {
  return `+1${areaCode}555${String(n).padStart(4, "0")}`;
}

export function newNumbers(count: number, areaCode = "613"): NewNumber[] {
  return Array.from({ length: count }, (_, index) => ({
    number: testNumber(index, areaCode),
    sid: `PN${index}`,
    capabilities: { sms: true, mms: true, voice: true },
  }));
}

export function inventoryWorld(key = "shared:613") {
  const sql = nodeSql();
  const clock = { now: T0 };
  const now = () => clock.now;
  const timers = simulatedTimers(now);
  const alarm = simulatedAlarm(sql);
  const packets: ObjectEvent[] = [];
  const pool = { told: [] as StoreAreaCodeRequest[], isAway: false };
  const start = () =>
    new InventoryParts({
      key,
      sql,
      storage: alarm,
      now,
      events: {
        send: async (packet) => {
          for (const { events } of packet.batches) packets.push(...events);
        },
      },
      pool: () => ({
        storeAreaCode: async (request) => {
          if (pool.isAway) throw new Error("The pool is away.");
          pool.told.push(request);
          return { version: request.version };
        },
      }),
      log: createLogger({ object: "NumberInventory", key }),
      setTimer: timers.setTimer,
    });
  const world = {
    sql,
    clock,
    pool,
    events: packets,
    parts: start(),
    /** The process dies and the object starts anew from its tables. */
    restart: () => {
      world.parts = start();
    },
    /** Moves the clock, and runs what is due on the way: timers, and the alarm when `withAlarm`. */
    pass: async (ms: number, { withAlarm = true } = {}) => {
      const until = clock.now + ms;
      for (let i = 0; i < 10_000; i += 1) {
        const next = Math.min(timers.nextAtMs() ?? Infinity, (withAlarm ? alarm.atMs() : null) ?? Infinity);
        if (next > until) break;
        clock.now = Math.max(clock.now, next);
        timers.fire();
        if (withAlarm && (alarm.atMs() ?? Infinity) <= clock.now) {
          alarm.take();
          await world.parts.wake();
        }
        await settlePromises();
      }
      clock.now = until;
      await settlePromises();
    },
    states: () => {
      const rows = sql.all<{ number: string; state: NumberState }>("SELECT number, state FROM numbers");
      return Object.fromEntries(rows.map(({ number, state }) => [number, state]));
    },
  };
  return world;
}

/** What the counts must be, counted from the rows. */
export function countedStates(world: ReturnType<typeof inventoryWorld>) {
  const counts = { AVAILABLE: 0, RESERVED: 0, ASSIGNED: 0, RESTING: 0 };
  for (const state of Object.values(world.states())) counts[state] += 1;
  return counts;
}
