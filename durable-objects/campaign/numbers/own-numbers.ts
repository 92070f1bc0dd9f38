/**
 * The numbers of a started campaign and the Messaging Services that have them: planned in the block of the start, then never
 * changed except by how far each is.
 */
import type { NumberSetup } from "../../../domain/numbers/campaign-numbers.ts";
import { servicesFor, spreadOverQueues } from "../../../domain/numbers/needed.ts";
import type { NumberRules } from "../../../domain/numbers/needed.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { HeldPart } from "./reserved-numbers.ts";

export type OwnNumberRow = {
  number: string;
  queue_no: number;
  part: number;
  pool: string;
  area_code: string;
  reservation_id: string;
  sid: string | null;
  /** `leaving`, `taken_out`: unhealthy, and no longer in its service; it stays the campaign's until the archive. */
  state: "planned" | "assigned" | "moved" | "leaving" | "taken_out" | "left_out" | "returned";
  why: string | null;
};

export type OwnServiceRow = {
  queue_no: number;
  part: number;
  sid: string | null;
  state: "new" | "ready" | "deleted";
  /** Until then a call that makes it may still arrive at the carrier; null: none is unclear. */
  unclear_until: number | null;
};

/** `number` of these at most are moved in one step. */
type SetupRecord = Pick<NumberSetup, "state" | "message">;

export class OwnNumbers {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Part of the start's block. @param held more than needed are left to be released */
  plan(held: readonly HeldPart[], needed: number, queues: { n: number; contacts: number }[], rules: NumberRules): void {
    // Mixed, so that no queue has one area code alone.
    const numbers = mixed(held);
    const spread = spreadOverQueues(Math.min(needed, numbers.length), queues);
    let at = 0;
    for (const { n: queueNo, numbers: count } of spread) {
      for (const [part, size] of servicesFor(count, rules).entries()) {
        this.#sql.run(
          "INSERT INTO own_services (queue_no, part, sid, state) VALUES (?, ?, NULL, 'new')",
          queueNo,
          part,
        );
        for (const { number, of } of numbers.slice(at, at + size)) {
          this.#sql.run(
            `INSERT INTO own_numbers (number, queue_no, part, pool, area_code, reservation_id, sid, state, why)
             VALUES (?, ?, ?, ?, ?, ?, NULL, 'planned', NULL)`,
            number,
            queueNo,
            part,
            of.pool,
            of.areaCode,
            of.reservationId,
          );
        }
        at += size;
      }
    }
    this.save({ state: "running", message: null });
  }

  /** null: the campaign texts by its organization's service. */
  record(): SetupRecord | null {
    const json = this.#sql.scalar<string>("SELECT json FROM number_setup WHERE id = 1");
    // Written below.
    return json === null ? null : (JSON.parse(json) as SetupRecord);
  }

  save(record: SetupRecord): void {
    this.#sql.run(
      "INSERT INTO number_setup (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      JSON.stringify(record),
    );
  }

  progress(): NumberSetup | null {
    const record = this.record();
    if (record === null) return null;
    const numbers = this.#counts("SELECT state, count(*) AS n FROM own_numbers GROUP BY state");
    const services = this.#counts("SELECT state, count(*) AS n FROM own_services GROUP BY state");
    const sum = (counts: Map<string, number>) => [...counts.values()].reduce((all, n) => all + n, 0);
    return {
      ...record,
      numbers: sum(numbers),
      moved: ["moved", "leaving", "taken_out", "returned"].reduce((all, state) => all + (numbers.get(state) ?? 0), 0),
      leftOut: numbers.get("left_out") ?? 0,
      services: sum(services),
      servicesReady: (services.get("ready") ?? 0) + (services.get("deleted") ?? 0),
    };
  }

  /** Numbers of one reservation that are not assigned yet; none when all are. */
  planned(): OwnNumberRow[] {
    return this.#sql.all<OwnNumberRow>(
      `SELECT * FROM own_numbers WHERE state = 'planned' AND reservation_id =
         (SELECT reservation_id FROM own_numbers WHERE state = 'planned' ORDER BY reservation_id LIMIT 1)`,
    );
  }

  notToBeAssigned(reservationId: string): void {
    this.#sql.run(
      "UPDATE own_numbers SET state = 'assigned' WHERE reservation_id = ? AND state = 'planned'",
      reservationId,
    );
  }

  assigned(sids: readonly { number: string; sid: string }[]): void {
    for (const { number, sid } of sids) {
      this.#sql.run(
        "UPDATE own_numbers SET state = 'assigned', sid = ? WHERE number = ? AND state = 'planned'",
        sid,
        number,
      );
    }
  }

  /** The first service that is not ready. */
  nextService(): OwnServiceRow | null {
    return this.#sql.one<OwnServiceRow>(
      "SELECT * FROM own_services WHERE state = 'new' ORDER BY queue_no, part LIMIT 1",
    );
  }

  services(): OwnServiceRow[] {
    return this.#sql.all<OwnServiceRow>("SELECT * FROM own_services ORDER BY queue_no, part");
  }

  saveService(
    { queue_no: queueNo, part }: OwnServiceRow,
    change: { sid: string | null; state: OwnServiceRow["state"] },
  ) {
    this.#sql.run(
      "UPDATE own_services SET sid = ?, state = ? WHERE queue_no = ? AND part = ?",
      change.sid,
      change.state,
      queueNo,
      part,
    );
  }

  setUnclear({ queue_no: queueNo, part }: OwnServiceRow, untilMs: number | null): void {
    this.#sql.run("UPDATE own_services SET unclear_until = ? WHERE queue_no = ? AND part = ?", untilMs, queueNo, part);
  }

  unclearServices(): (OwnServiceRow & { unclear_until: number })[] {
    return this.#sql.all("SELECT * FROM own_services WHERE unclear_until IS NOT NULL ORDER BY queue_no, part");
  }

  /** Unless another call was made meanwhile. */
  isClear({ queue_no: queueNo, part, unclear_until: untilMs }: OwnServiceRow): void {
    this.#sql.run(
      "UPDATE own_services SET unclear_until = NULL WHERE queue_no = ? AND part = ? AND unclear_until = ?",
      queueNo,
      part,
      untilMs,
    );
  }

  nextUnclearMs(): number | null {
    return this.#sql.scalar<number>("SELECT min(unclear_until) FROM own_services");
  }

  of(
    { queue_no: queueNo, part }: Pick<OwnServiceRow, "queue_no" | "part">,
    state: OwnNumberRow["state"],
    limit = -1,
  ): OwnNumberRow[] {
    return this.#sql.all<OwnNumberRow>(
      "SELECT * FROM own_numbers WHERE queue_no = ? AND part = ? AND state = ? ORDER BY number LIMIT ?",
      queueNo,
      part,
      state,
      limit,
    );
  }

  moved(numbers: readonly string[]): void {
    this.#sql.run(
      `UPDATE own_numbers SET state = 'moved' WHERE state = 'assigned' AND number IN (SELECT value FROM json_each(?))`,
      JSON.stringify(numbers),
    );
  }

  leftOut(number: string, why: string): void {
    this.#sql.run("UPDATE own_numbers SET state = 'left_out', why = ? WHERE number = ?", why, number);
  }

  number(number: string): OwnNumberRow | null {
    return this.#sql.one<OwnNumberRow>("SELECT * FROM own_numbers WHERE number = ?", number);
  }

  leaves(number: string, why: string): void {
    this.#sql.run(
      "UPDATE own_numbers SET state = 'leaving', why = ? WHERE number = ? AND state = 'moved'",
      why,
      number,
    );
  }

  /** Unless the archive has taken it back meanwhile. */
  takenOut(number: string): void {
    this.#sql.run("UPDATE own_numbers SET state = 'taken_out' WHERE number = ? AND state = 'leaving'", number);
  }

  /** Where numbers of the campaign still are, by queue. */
  places(): { pool: string; area_code: string; queue_no: number }[] {
    return this.#sql.all(
      `SELECT DISTINCT pool, area_code, queue_no FROM own_numbers WHERE state IN ('planned', 'assigned', 'moved', 'leaving', 'taken_out')
       ORDER BY queue_no, area_code`,
    );
  }

  returned({
    pool,
    area_code: areaCode,
    queue_no: queueNo,
  }: {
    pool: string;
    area_code: string;
    queue_no: number;
  }): void {
    this.#sql.run(
      `UPDATE own_numbers SET state = 'returned' WHERE pool = ? AND area_code = ? AND queue_no = ? AND state <> 'left_out'`,
      pool,
      areaCode,
      queueNo,
    );
  }

  #counts(query: string): Map<string, number> {
    return new Map(this.#sql.all<{ state: string; n: number }>(query).map(({ state, n }) => [state, n]));
  }
}

/** One number of each reservation in turn. */
function mixed(held: readonly HeldPart[]): { number: string; of: HeldPart }[] {
  const most = Math.max(0, ...held.map(({ numbers }) => numbers.length));
  const turns = Array.from({ length: most }, (_, index) =>
    held.flatMap((of) => {
      const number = of.numbers[index];
      return number === undefined ? [] : [{ number, of }];
    }),
  );
  return turns.flat();
}
