/** What the object of a pool does by itself: buying, giving back, and the check against the carrier's list. */
import { SHARED_POOL } from "../../domain/ids.ts";
import type { InventoryNumber, NewNumber } from "../../domain/numbers/inventory.ts";
import { voiceFallbackPath, voicePath } from "../../domain/numbers/voice.ts";
import type { Env } from "../bindings/env.ts";
import { numberCarrierOfPool } from "../bindings/number-carrier.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import type { ObjectPart } from "../kit/time/object-part.ts";
import { inventoryAt } from "../rpc/stubs.ts";
import type { AreaCodes } from "./area-codes.ts";
import { Buying } from "./buying/buying.ts";
import { GivingBack } from "./buying/giving-back.ts";
import { LEFT_ACCOUNT, ReconciliationWithCarrier } from "./reconciliation/reconciliation.ts";

const BUYING = "buying";
const GIVING_BACK = "giving-back";
/** One alarm works for so long, then lets the object's others run. */
const WORKS_FOR_MS = 15_000;
const PAGE = 1_000;

export type PoolParts = {
  buying: Buying;
  givingBack: GivingBack;
  reconciliation: (otherPools: readonly string[]) => ReconciliationWithCarrier;
  parts: readonly ObjectPart[];
  /** Something was asked for: it begins at once. */
  wake: (what: "buying" | "giving-back") => void;
};

export function wirePool(deps: {
  env: Env;
  pool: string;
  sql: Sql;
  schedule: AlarmSchedule;
  areaCodes: AreaCodes;
  now: () => number;
}): PoolParts {
  const { env, pool, sql, schedule, areaCodes, now } = deps;
  const inventory = <T>(areaCode: string, call: (stub: ReturnType<typeof inventoryAt>) => Promise<T>): Promise<T> =>
    callObject(() => inventoryAt(env, pool, areaCode), call);
  const carrier = () => numberCarrierOfPool(env, pool);
  const store = async (areaCode: string, numbers: NewNumber[]): Promise<void> => {
    const added = await inventory(areaCode, (stub) => stub.add({ numbers }));
    if (!added.ok) throw new Error(`${added.number} does not belong to area code ${areaCode}.`);
  };
  const owner = pool === SHARED_POOL ? null : pool;
  const voice = () => ({
    voiceUrl: env.PUBLIC_ORIGIN + voicePath(owner),
    voiceFallbackUrl: env.PUBLIC_ORIGIN + voiceFallbackPath(owner),
  });

  const buying = new Buying({ sql, now, carrier, store, voice });
  const givingBack = new GivingBack({
    sql,
    carrier,
    details: (areaCode, numbers) => inventory(areaCode, (stub) => stub.details({ numbers: [...numbers] })),
    remove: async (areaCode, wanted) => {
      const numbers = wanted.map(({ number }) => number);
      buying.forget(numbers);
      const request = { numbers, sids: sidsOf(wanted), why: "given back to the carrier" };
      return inventory(areaCode, (stub) => stub.remove(request));
    },
  });
  const reconciliation = (otherPools: readonly string[]) =>
    new ReconciliationWithCarrier({
      sql,
      now,
      carrier,
      store,
      voice,
      areaCodes: () => areaCodes.all().map(({ areaCode }) => areaCode),
      numbers: async (areaCode) => {
        const all: InventoryNumber[] = [];
        for (let after: string | null = ""; after !== null;) {
          const from: string = after;
          const page = await inventory(areaCode, (stub) => stub.page({ after: from, limit: PAGE }));
          all.push(...page.numbers);
          after = page.next;
        }
        return all;
      },
      elsewhere: (numbers) => numbersElsewhere(env, otherPools, numbers),
      mend: async (areaCode, missing) => {
        const sids = sidsOf(missing);
        const numbers = missing.map(({ number }) => number);
        const { removed, held } = await inventory(areaCode, (stub) =>
          stub.remove({ numbers, sids, why: LEFT_ACCOUNT }),
        );
        if (held.length > 0) {
          await inventory(areaCode, (stub) => stub.rest({ numbers: held, sids, untilMs: null, why: LEFT_ACCOUNT }));
        }
        return removed.length + held.length;
      },
    });

  /** Steps until one has to wait; the alarm comes back for the rest. */
  async function work(name: string, step: () => Promise<number | null>): Promise<void> {
    const untilMs = now() + WORKS_FOR_MS;
    for (;;) {
      const next = await step();
      if (next === null) return;
      // Somebody may have asked for it meanwhile, and then it comes back at once.
      if (next > 0 || now() >= untilMs) return schedule.setIfEarlier(name, now() + next);
    }
  }
  return {
    buying,
    givingBack,
    reconciliation,
    parts: [
      {
        alarm: BUYING,
        wake: () => work(BUYING, () => buying.step()),
        recover: () => (buying.hasWork() ? schedule.setIfEarlier(BUYING, now()) : undefined),
      },
      {
        alarm: GIVING_BACK,
        wake: () => work(GIVING_BACK, () => givingBack.step()),
        recover: () => (givingBack.count() > 0 ? schedule.setIfEarlier(GIVING_BACK, now()) : undefined),
      },
    ],
    wake: (what) => schedule.set(what, now()),
  };
}

const sidsOf = (numbers: readonly Pick<InventoryNumber, "number" | "sid">[]): Record<string, string> =>
  Object.fromEntries(numbers.map(({ number, sid }) => [number, sid]));

async function numbersElsewhere(
  env: Env,
  pools: readonly string[],
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const byArea = new Map<string, string[]>();
  for (const number of numbers) byArea.set(number.slice(2, 5), [...(byArea.get(number.slice(2, 5)) ?? []), number]);
  for (const pool of pools) {
    for (const [areaCode, wanted] of byArea) {
      const known = await callObject(
        () => inventoryAt(env, pool, areaCode),
        (stub) => stub.details({ numbers: wanted }),
      );
      for (const { number } of known) found.add(number);
    }
  }
  return found;
}
