/**
 * A campaign's object as far as its numbers go, before real inventories of several area codes, all on `node:sqlite`: calls may
 * fail before or after they were done, and the process may die at any write. Only tests import it.
 */
import type { NewNumber, ReservationHolder } from "../../domain/numbers/inventory.ts";
import { DraftReservations } from "../campaign/numbers/reserved-numbers.ts";
import { CAMPAIGN_MIGRATIONS } from "../campaign/schema.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { unassign } from "../number-inventory/unassign.ts";
import { mortal, simulatedAlarm } from "./fake-clock.ts";
import { inventoryWorld, newNumbers, T0 } from "./inventory-world.ts";
import { nodeSql } from "./node-sql.ts";

export const HOLDER = { kind: "campaign", orgId: "o1", campaignId: "c1" } as const satisfies ReservationHolder;

/** What becomes of a call: `lost` is never done, `unanswered` is done and its answer lost, `late` is done after the next one. */
export type CallFate = "works" | "lost" | "unanswered" | "late";

/** @param others campaigns beside the one of `HOLDER`, by id */
export function reservationWorld(stock: Record<string, NewNumber[] | number>, others: readonly string[] = []) {
  const clock = { now: T0 };
  const inventories = new Map(
    Object.entries(stock).map(([areaCode, has]) => {
      const world = inventoryWorld(`shared:${areaCode}`);
      world.parts.numbers.add(typeof has === "number" ? newNumbers(has, areaCode) : has);
      return [areaCode, world] as const;
    }),
  );
  const fates: CallFate[] = [];
  /** Calls whose callers have given them up, and that have not arrived yet. */
  const onTheWay: (() => unknown)[] = [];
  /** Campaigns that are drafts no longer. */
  const hasStarted = new Set<string>();

  async function call<T>(areaCode: string, done: (world: ReturnType<typeof inventoryWorld>) => T): Promise<T> {
    const inventory = inventories.get(areaCode) ?? inventoryWorld(`shared:${areaCode}`);
    inventories.set(areaCode, inventory);
    const fate = fates.shift() ?? "works";
    await Promise.resolve();
    if (fate === "lost") throw new Error("The call did not arrive.");
    inventory.clock.now = clock.now;
    if (fate === "late") {
      onTheWay.push(() => done(inventory));
      throw new Error("The call has not arrived yet.");
    }
    const answer = done(inventory);
    for (const arrives of onTheWay.splice(0)) arrives();
    await Promise.resolve();
    if (fate === "unanswered") throw new Error("The answer was lost.");
    return answer;
  }
  const inventory = (_pool: string, areaCode: string) => ({
    reserve: (request: Parameters<Reservations["reserve"]>[0]) =>
      call(areaCode, ({ parts }) => parts.reservations.reserve(request)),
    release: (request: Parameters<Reservations["release"]>[0]) =>
      call(areaCode, ({ parts }) => parts.reservations.release(request)),
    renew: (request: Parameters<Reservations["renew"]>[0]) =>
      call(areaCode, ({ parts }) => parts.reservations.renew(request)),
    assign: (request: Parameters<Reservations["assign"]>[0]) =>
      call(areaCode, ({ parts }) => parts.reservations.assign(request)),
    details: ({ numbers }: { numbers: string[] }) => call(areaCode, ({ parts }) => parts.details(numbers)),
    unassign: (request: Parameters<typeof unassign>[1]) =>
      call(areaCode, ({ parts }) => unassign(parts.numbers, request)),
  });

  /** One campaign's object. */
  function campaign(campaignId: string) {
    const sql = nodeSql();
    migrate(sql, CAMPAIGN_MIGRATIONS);
    const alarm = simulatedAlarm(sql);
    const holder: ReservationHolder = { ...HOLDER, campaignId };
    /** A process: the object as it starts from its tables. */
    function start() {
      const life = mortal(sql);
      const schedule = new AlarmSchedule({ sql: life.sql, storage: alarm, now: () => clock.now, onError: () => {} });
      const reservations = new DraftReservations({
        sql: life.sql,
        schedule,
        now: () => clock.now,
        holder: () => holder,
        inventory,
        isDraft: () => !hasStarted.has(campaignId),
      });
      return { ...life, schedule, reservations };
    }
    return {
      campaignId,
      holder,
      sql,
      alarm,
      start,
      /** Starts anew and lets the alarm do its work until nothing is left to be done. */
      settle: async () => {
        fates.length = 0;
        const { schedule, reservations } = start();
        await schedule.arm();
        for (let i = 0; i < 50 && alarm.atMs() !== null; i += 1) {
          clock.now = Math.max(clock.now, alarm.atMs() ?? 0);
          alarm.take();
          await schedule.run({ numbers: () => reservations.run() });
        }
        return reservations;
      },
    };
  }

  return {
    ...campaign(HOLDER.campaignId),
    others: others.map((campaignId) => campaign(campaignId)),
    clock,
    hasStarted,
    inventories,
    inventory,
    /** The fates of the next calls, in order; then all work. */
    fates,
    /** How many numbers of an area code are in which state. */
    counts: (areaCode: string) => inventories.get(areaCode)!.parts.numbers.counts(),
    reserved: () =>
      Object.fromEntries([...inventories].map(([areaCode, each]) => [areaCode, each.parts.numbers.counts().RESERVED])),
  };
}

type Reservations = ReturnType<typeof inventoryWorld>["parts"]["reservations"];
