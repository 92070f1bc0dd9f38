/**
 * Whether the inventory has the numbers that the carrier's account has (docs/rules.md#numbers-reconciliation). A number that
 * the account lost must not be texted from; one that it has beside the inventory costs money for nothing, or belongs to
 * somebody who texts by it: a person decides about that one.
 */
import { areaCodeOf } from "../../../domain/numbers/area-codes.ts";
import { MOST_LISTED } from "../../../domain/numbers/buying.ts";
import type {
  ReconcileOutcome,
  Reconciliation,
  TakeOverOutcome,
  UnknownNumber,
} from "../../../domain/numbers/buying.ts";
import type { InventoryNumber, NewNumber } from "../../../domain/numbers/inventory.ts";
import type { NumberCarrier, NumberCarrierFailure, OwnedNumber } from "../../../domain/numbers/number-carrier.ts";
import type { PoolCarrier } from "../buying/buying.ts";
import type { Sql } from "../../kit/storage/sql.ts";

export const RECONCILIATION_MIGRATIONS: readonly string[] = [
  `
  -- One row: what the last check found.
  CREATE TABLE reconciliation (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  `,
];

export const LEFT_ACCOUNT = "The carrier's account does not have it any more.";

export type ReconciliationDeps = {
  sql: Sql;
  now: () => number;
  carrier: () => Promise<PoolCarrier>;
  /** Area codes that the pool has or had. */
  areaCodes: () => string[];
  /** Every number of an area code. */
  numbers: (areaCode: string) => Promise<InventoryNumber[]>;
  /** Which of these the pools beside this one have: they use the same account. */
  elsewhere: (numbers: readonly string[]) => Promise<ReadonlySet<string>>;
  store: (areaCode: string, numbers: NewNumber[]) => Promise<void>;
  /** Free ones leave, held ones rest. Returns how many were changed. */
  mend: (areaCode: string, missing: readonly InventoryNumber[]) => Promise<number>;
  voice: () => { voiceUrl: string; voiceFallbackUrl: string | null };
};

export class ReconciliationWithCarrier {
  readonly #deps: ReconciliationDeps;

  constructor(deps: ReconciliationDeps) {
    this.#deps = deps;
  }

  last(): Reconciliation | null {
    const json = this.#deps.sql.scalar<string>("SELECT json FROM reconciliation WHERE id = 1");
    // Written below.
    return json === null ? null : (JSON.parse(json) as Reconciliation);
  }

  /** Compares, mends what is not a matter of opinion, and stores what it found. */
  async run(): Promise<ReconcileOutcome> {
    const pool = await this.#deps.carrier();
    if (!pool.ok) return { ok: false, reason: "carrier", message: pool.message };
    // The inventory first: a number that is bought meanwhile is then missing nowhere.
    const known = new Map<string, InventoryNumber>();
    for (const areaCode of this.#deps.areaCodes()) {
      for (const each of await this.#deps.numbers(areaCode)) known.set(each.number, each);
    }
    const owned = await pool.carrier.owned();
    if (!owned.ok) return refused(owned);
    const atCarrier = new Map(owned.numbers.map((each) => [each.number, each]));
    const missing = [...known.values()].filter(({ number }) => !atCarrier.has(number));
    const unlisted = owned.numbers.filter(({ number }) => !known.has(number) && areaCodeOf(number) !== null);
    const others = await this.#deps.elsewhere(unlisted.map(({ number }) => number));
    const unknown = unlisted.filter(({ number }) => !others.has(number));
    const services = unknown.length === 0 ? new Map<string, string>() : await servicesOf(pool.carrier);
    if (!(services instanceof Map)) return refused(services);

    let mended = 0;
    for (const [areaCode, numbers] of byArea(missing)) {
      mended += await this.#deps.mend(areaCode, numbers);
    }
    // A number that left the account and came back has another id there.
    const renewed = [...known.values()].flatMap(({ number, sid }) => {
      const now = atCarrier.get(number);
      return now && now.sid !== sid ? [now] : [];
    });
    for (const [areaCode, numbers] of byArea(renewed)) await this.#deps.store(areaCode, numbers.map(newNumber));
    const result: Reconciliation = {
      at: this.#deps.now(),
      atCarrier: owned.numbers.length,
      inInventory: known.size,
      unknownCount: unknown.length,
      missingCount: missing.length,
      unknown: unknown.slice(0, MOST_LISTED).map((each) => unknownNumber(each, services)),
      missing: missing.slice(0, MOST_LISTED).map(({ number, state }) => ({ number, state })),
      mended: mended + renewed.length,
    };
    this.#store(result);
    return { ok: true, result };
  }

  /** Numbers that the account has already become the inventory's. */
  async takeOver(wanted: readonly string[]): Promise<TakeOverOutcome> {
    const pool = await this.#deps.carrier();
    if (!pool.ok) return { ok: false, reason: "carrier", message: pool.message };
    const owned = await pool.carrier.owned();
    if (!owned.ok) return refused(owned);
    const atCarrier = new Map(owned.numbers.map((each) => [each.number, each]));
    const others = await this.#deps.elsewhere(wanted);
    const taken = wanted.flatMap((number) => (others.has(number) ? [] : (atCarrier.get(number) ?? [])));
    for (const number of taken) {
      const addresses = this.#deps.voice();
      if (number.voiceUrl === addresses.voiceUrl) continue;
      const changed = await pool.carrier.changeNumber(number.sid, addresses);
      if (!changed.ok) return refused(changed);
    }
    for (const [areaCode, numbers] of byArea(taken)) await this.#deps.store(areaCode, numbers.map(newNumber));
    const known = new Set(taken.map(({ number }) => number));
    const last = this.last();
    if (last) {
      const unknown = last.unknown.filter(({ number }) => !known.has(number));
      const unknownCount = Math.max(0, last.unknownCount - (last.unknown.length - unknown.length));
      this.#store({ ...last, unknown, unknownCount });
    }
    return { ok: true, added: taken.length, unknown: wanted.filter((number) => !known.has(number)) };
  }

  #store(result: Reconciliation): void {
    this.#deps.sql.run(
      "INSERT INTO reconciliation (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      JSON.stringify(result),
    );
  }
}

function refused({ message }: NumberCarrierFailure): { ok: false; reason: "carrier"; message: string } {
  return { ok: false, reason: "carrier", message };
}

/** The Messaging Service of every number that is in one. */
async function servicesOf(carrier: NumberCarrier): Promise<Map<string, string> | NumberCarrierFailure> {
  const services = await carrier.services();
  if (!services.ok) return services;
  const found = new Map<string, string>();
  for (const { sid } of services.services) {
    const numbers = await carrier.numbersOf(sid);
    // One that was deleted meanwhile has no numbers.
    if (!numbers.ok && numbers.reason !== "unknown") return numbers;
    for (const { number } of numbers.ok ? numbers.numbers : []) found.set(number, sid);
  }
  return found;
}

function unknownNumber({ number, sid, name }: OwnedNumber, services: ReadonlyMap<string, string>): UnknownNumber {
  return { number, sid, name, serviceSid: services.get(number) ?? null };
}

function newNumber({ number, sid, capabilities }: OwnedNumber): NewNumber {
  return { number, sid, capabilities };
}

function byArea<Each extends { number: string }>(numbers: readonly Each[]): Map<string, Each[]> {
  const found = new Map<string, Each[]>();
  for (const each of numbers) {
    const areaCode = areaCodeOf(each.number);
    if (areaCode === null) continue;
    const same = found.get(areaCode);
    if (same) same.push(each);
    else found.set(areaCode, [each]);
  }
  return found;
}
