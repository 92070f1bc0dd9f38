/**
 * Numbers and Messaging Services of a carrier that is none: an endless stock, no cost, and the carrier's rules (a number is
 * sold once and is in one service, a service takes 400). So purchases, campaigns' numbers and checks go the same way in a
 * simulation without a carrier account as at a real carrier.
 */
import { MOST_NUMBERS_PER_SERVICE } from "../../../domain/numbers/number-carrier.ts";
import type {
  MessagingService,
  NumberCarrier,
  NumberCarrierFailure,
  NumberSearch,
  OfferedNumber,
  OwnedNumber,
} from "../../../domain/numbers/number-carrier.ts";
import {
  isTollFree,
  stockAreaCodes,
  stockNumber,
  stockPlace,
  stockState,
  STOCK_SIZE,
  tollFreeAreaCodes,
} from "../../../domain/numbers/simulated-stock.ts";
import type { Sql } from "../../kit/storage/sql.ts";

export const SIMULATED_NUMBERS_MIGRATION = `
  CREATE TABLE simulated_numbers (
    number TEXT PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    service_sid TEXT,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX simulated_numbers_service ON simulated_numbers (service_sid) WHERE service_sid IS NOT NULL;
  CREATE TABLE simulated_services (sid TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

const ALL = { sms: true, mms: true, voice: true };
/** A search for digits that are nowhere ends after so many numbers. */
const MOST_TRIED = 200_000;

type NumberRow = { json: string; service_sid: string | null };

export class SimulatedNumbers implements NumberCarrier {
  readonly simulated = true;
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #newSid: (prefix: "PN" | "MG") => string;

  constructor({ sql, now, newSid }: { sql: Sql; now: () => number; newSid: (prefix: "PN" | "MG") => string }) {
    this.#sql = sql;
    this.#now = now;
    this.#newSid = newSid;
  }

  async search(query: NumberSearch) {
    const areaCodes = areaCodesOf(query);
    const { limit, contains } = query;
    const numbers: OfferedNumber[] = [];
    let tried = 0;
    for (let place = 0; areaCodes.length > 0 && place < STOCK_SIZE && numbers.length < limit; place += 1) {
      for (const areaCode of areaCodes) {
        tried += 1;
        if (numbers.length >= limit || tried > MOST_TRIED) return { ok: true as const, numbers };
        const number = stockNumber(areaCode, place);
        if ((contains !== undefined && !number.includes(contains)) || this.#number(number)) continue;
        numbers.push({ number, locality: null, region: stockState(areaCode), capabilities: ALL });
      }
    }
    return { ok: true as const, numbers };
  }

  async prices() {
    return { ok: true as const, prices: { currency: "USD", perMonth: { local: 0, toll_free: 0, mobile: 0 } } };
  }

  async buy({ number, name, ...addresses }: Parameters<NumberCarrier["buy"]>[0]) {
    if (stockPlace(number) === null || this.#number(number)) {
      const message = `${number} is not for sale.`;
      return { ok: false as const, reason: "not_to_be_had" as const, code: 21422, message };
    }
    const owned: OwnedNumber = {
      sid: this.#newSid("PN"),
      number,
      name,
      capabilities: ALL,
      inboundUrl: addresses.inboundUrl ?? null,
      fallbackUrl: addresses.fallbackUrl ?? null,
      voiceUrl: addresses.voiceUrl ?? null,
      voiceFallbackUrl: addresses.voiceFallbackUrl ?? null,
      createdAtMs: this.#now(),
    };
    this.#sql.run(
      "INSERT INTO simulated_numbers (number, sid, json) VALUES (?, ?, ?)",
      number,
      owned.sid,
      JSON.stringify(owned),
    );
    return { ok: true as const, number: owned };
  }

  async owned({ number, name }: { number?: string; name?: string } = {}) {
    const rows =
      number === undefined
        ? this.#sql.all<NumberRow>("SELECT json, service_sid FROM simulated_numbers ORDER BY number")
        : this.#sql.all<NumberRow>("SELECT json, service_sid FROM simulated_numbers WHERE number = ?", number);
    const numbers = rows.map(readNumber).filter((each) => name === undefined || each.name === name);
    return { ok: true as const, numbers };
  }

  async changeNumber(sid: string, change: Parameters<NumberCarrier["changeNumber"]>[1]) {
    const row = this.#bySid(sid);
    if (!row) return unknown(`There is no number ${sid}.`);
    const number: OwnedNumber = { ...readNumber(row), ...change };
    this.#sql.run("UPDATE simulated_numbers SET json = ? WHERE sid = ?", JSON.stringify(number), sid);
    return { ok: true as const, number };
  }

  async releaseNumber(sid: string) {
    if (!this.#bySid(sid)) return unknown(`There is no number ${sid}.`);
    this.#sql.run("DELETE FROM simulated_numbers WHERE sid = ?", sid);
    return { ok: true as const };
  }

  async createService(service: Parameters<NumberCarrier["createService"]>[0]) {
    const made: MessagingService = { ...service, sid: this.#newSid("MG"), createdAtMs: this.#now() };
    this.#sql.run("INSERT INTO simulated_services (sid, json) VALUES (?, ?)", made.sid, JSON.stringify(made));
    return { ok: true as const, service: made };
  }

  async service(sid: string) {
    const service = this.#service(sid);
    return service ? { ok: true as const, service } : unknown(`There is no Messaging Service ${sid}.`);
  }

  async services({ name }: { name?: string } = {}) {
    const services = this.#sql
      .all<{ json: string }>("SELECT json FROM simulated_services ORDER BY sid")
      .map(({ json }) => JSON.parse(json) as MessagingService)
      .filter((each) => name === undefined || each.name === name);
    return { ok: true as const, services };
  }

  async changeService(sid: string, change: Parameters<NumberCarrier["changeService"]>[1]) {
    const before = this.#service(sid);
    if (!before) return unknown(`There is no Messaging Service ${sid}.`);
    const service: MessagingService = { ...before, ...change };
    this.#sql.run("UPDATE simulated_services SET json = ? WHERE sid = ?", JSON.stringify(service), sid);
    return { ok: true as const, service };
  }

  async deleteService(sid: string) {
    if (!this.#service(sid)) return unknown(`There is no Messaging Service ${sid}.`);
    this.#sql.run("UPDATE simulated_numbers SET service_sid = NULL WHERE service_sid = ?", sid);
    this.#sql.run("DELETE FROM simulated_services WHERE sid = ?", sid);
    return { ok: true as const };
  }

  async numbersOf(serviceSid: string) {
    if (!this.#service(serviceSid)) return unknown(`There is no Messaging Service ${serviceSid}.`);
    const numbers = this.#sql.all<{ sid: string; number: string }>(
      "SELECT sid, number FROM simulated_numbers WHERE service_sid = ? ORDER BY number",
      serviceSid,
    );
    return { ok: true as const, numbers };
  }

  async addToService(serviceSid: string, numberSid: string) {
    if (!this.#service(serviceSid)) return unknown(`There is no Messaging Service ${serviceSid}.`);
    const row = this.#bySid(numberSid);
    if (!row)
      return { ok: false as const, reason: "refused" as const, code: 21421, message: `${numberSid} is no number.` };
    if (row.service_sid === serviceSid) return { ok: true as const, already: true };
    if (row.service_sid !== null) {
      const message = `${readNumber(row).number} is in another Messaging Service.`;
      return { ok: false as const, reason: "in_another_service" as const, message };
    }
    const size = this.#sql.scalar<number>("SELECT count(*) FROM simulated_numbers WHERE service_sid = ?", serviceSid);
    if ((size ?? 0) >= MOST_NUMBERS_PER_SERVICE) {
      const message = `A Messaging Service takes ${MOST_NUMBERS_PER_SERVICE} numbers.`;
      return { ok: false as const, reason: "service_full" as const, message };
    }
    this.#sql.run("UPDATE simulated_numbers SET service_sid = ? WHERE sid = ?", serviceSid, numberSid);
    return { ok: true as const, already: false };
  }

  async removeFromService(serviceSid: string, numberSid: string) {
    if (this.#bySid(numberSid)?.service_sid !== serviceSid) return unknown(`${numberSid} is not in ${serviceSid}.`);
    this.#sql.run("UPDATE simulated_numbers SET service_sid = NULL WHERE sid = ?", numberSid);
    return { ok: true as const };
  }

  /** Nobody asks a simulation for a registration. */
  async registration() {
    return { ok: true as const, registration: null };
  }

  /** Nobody gives a simulated number up. */
  async deactivated() {
    return { ok: true as const, count: 0 };
  }

  #number(number: string): boolean {
    return this.#sql.scalar<number>("SELECT 1 FROM simulated_numbers WHERE number = ?", number) !== null;
  }

  #bySid(sid: string): NumberRow | null {
    return this.#sql.one<NumberRow>("SELECT json, service_sid FROM simulated_numbers WHERE sid = ?", sid);
  }

  #service(sid: string): MessagingService | null {
    const json = this.#sql.scalar<string>("SELECT json FROM simulated_services WHERE sid = ?", sid);
    // Written above.
    return json === null ? null : (JSON.parse(json) as MessagingService);
  }
}

function readNumber({ json }: NumberRow): OwnedNumber {
  // Written above.
  return JSON.parse(json) as OwnedNumber;
}

function areaCodesOf({ kind = "local", country = "US", areaCode, region, locality }: NumberSearch): string[] {
  // The stock has no places smaller than states.
  if (kind === "mobile" || locality !== undefined) return [];
  const all = kind === "toll_free" ? tollFreeAreaCodes() : stockAreaCodes(country, null);
  return all.filter(
    (each) =>
      (areaCode === undefined || each === areaCode) &&
      (region === undefined || (!isTollFree(each) && stockState(each) === region)),
  );
}

function unknown(message: string): NumberCarrierFailure {
  return { ok: false, reason: "unknown", code: 20404, message };
}
