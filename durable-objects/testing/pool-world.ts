/** A pool's buying beside the carrier emulator, with inventories that are maps, for tests in plain Node. */
import { areaCodeOf } from "../../domain/numbers/area-codes.ts";
import type { NewNumber } from "../../domain/numbers/inventory.ts";
import type { NumberCarrier } from "../../domain/numbers/number-carrier.ts";
import { account, testCarrier } from "../../twilio/emulator/test-carrier.ts";
import { twilioNumbers } from "../../twilio/numbers/twilio-numbers.ts";
import { Buying } from "../number-pool/buying/buying.ts";
import type { BuyingDeps } from "../number-pool/buying/buying.ts";
import { ASKED_AT_MIGRATION, BUYING_MIGRATIONS } from "../number-pool/buying/purchases.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { nodeSql } from "./node-sql.ts";

export const VOICE = { voiceUrl: "https://text.example.org/voice", voiceFallbackUrl: null };

export function poolWorld(settings: object = {}) {
  const emulator = testCarrier({ settings });
  const sql = nodeSql();
  migrate(sql, [...BUYING_MIGRATIONS, ASKED_AT_MIGRATION]);
  const clock = { ms: Date.UTC(2026, 10, 20, 12) };
  const inventory = new Map<string, NewNumber>();
  const real = twilioNumbers(account, { ...emulator.deps, timeoutMs: 150 });
  /** Called before and after each call to the carrier; throwing is a death there. */
  let around: (method: string, when: "before" | "after") => void = () => {};
  /** Purchases on a slow way: their caller has given up, and they have not arrived. */
  const late: { left: number; calls: (() => Promise<unknown>)[] } = { left: 0, calls: [] };
  const carrier = new Proxy(real, {
    get(target, name: keyof NumberCarrier) {
      const method = target[name];
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        around(name, "before");
        if (name === "buy" && late.left > 0) {
          late.left -= 1;
          late.calls.push(() => Reflect.apply(method, target, args) as Promise<unknown>);
          return { ok: false, reason: "unclear", message: "No answer." };
        }
        const answer: unknown = await Reflect.apply(method, target, args);
        around(name, "after");
        return answer;
      };
    },
  });
  const deps: BuyingDeps = {
    sql,
    now: () => clock.ms,
    carrier: async () => ({ ok: true, carrier }),
    store: async (areaCode, numbers) => {
      around("store", "before");
      for (const each of numbers) {
        if (areaCodeOf(each.number) !== areaCode) throw new Error(`${each.number} is not of ${areaCode}`);
        inventory.set(each.number, each);
      }
      around("store", "after");
    },
    voice: () => VOICE,
  };
  return {
    emulator,
    sql,
    clock,
    inventory,
    carrier: real,
    buying: new Buying(deps),
    /** After a death: everything that is not in a table is forgotten. */
    restarted: () => new Buying(deps),
    /** The next purchases get no answer and arrive only when `lateArrive` says so. */
    buysLate: (count: number) => void (late.left = count),
    lateArrive: async () => {
      for (const call of late.calls.splice(0)) await call();
    },
    dieAt: (at: typeof around) => (around = at),
    /** What the emulator's account has beside the numbers of its settings. */
    account: async () => {
      const owned = await real.owned({ name: "Whistlestop" });
      if (!owned.ok) throw new Error(owned.message);
      return owned.numbers.map(({ number }) => number).toSorted();
    },
    close: () => {
      emulator.emulator.close();
      sql.close();
    },
  };
}
