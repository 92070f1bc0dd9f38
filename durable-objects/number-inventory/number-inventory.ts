/**
 * `NumberInventory` (key: pool and area code): the numbers of one area code, who has reserved them and what they are assigned
 * to (docs/rules.md#numbers). One object decides, so no number is ever given to two. A thin shell: parts in wiring.ts.
 */
import { DurableObject } from "cloudflare:workers";
import { areaCodeOf } from "../../domain/numbers/area-codes.ts";
import type { InventoryNumber, NewNumber, NumberUse } from "../../domain/numbers/inventory.ts";
import type { Env } from "../bindings/env.ts";
import { createLogger } from "../kit/log/log.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type {
  AssignNumbersRequest,
  NumberInventoryRpc,
  NumbersPageRequest,
  OwnedNumbers,
  ReleaseReservationRequest,
  RenewReservationRequest,
  ReserveNumbersRequest,
  UnassignNumbersRequest,
} from "../rpc/number-inventory.ts";
import type { StoredRange } from "../rpc/requests.ts";
import { poolAt } from "../rpc/stubs.ts";
import { lookUpCache } from "../phone-service/look-up-cache.ts";
import { InventoryParts } from "./wiring.ts";
import { unassign } from "./unassign.ts";

export class NumberInventory extends DurableObject<Env> implements NumberInventoryRpc {
  readonly #parts: InventoryParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const key = ctx.id.name ?? "";
    this.#parts = new InventoryParts({
      key,
      sql: durableSql(ctx.storage),
      storage: ctx.storage,
      now: () => Date.now(),
      events: env.POSTGRES_EVENTS,
      pool: (pool) => poolAt(env, pool),
      cache: lookUpCache(env),
      log: createLogger({ object: "NumberInventory", key }),
    });
  }

  override alarm(): Promise<void> {
    return this.#parts.wake();
  }

  reserve(request: ReserveNumbersRequest) {
    return this.#settled().reservations.reserve(request);
  }

  renew(request: RenewReservationRequest) {
    return this.#parts.reservations.renew(request);
  }

  release(request: ReleaseReservationRequest) {
    return this.#parts.reservations.release(request);
  }

  assign(request: AssignNumbersRequest) {
    return this.#onceSettled(this.#parts.reservations.assign(request));
  }

  unassign(request: UnassignNumbersRequest) {
    return this.#onceSettled(unassign(this.#parts.numbers, request));
  }

  add({ numbers }: { numbers: NewNumber[] }) {
    const foreign = numbers.find(({ number }) => areaCodeOf(number) !== this.#parts.areaCode);
    if (foreign) return { ok: false as const, reason: "other_area_code" as const, number: foreign.number };
    return { ok: true as const, ...this.#parts.numbers.add(numbers) };
  }

  remove({ why = "removed", ...owned }: OwnedNumbers & { why?: string }) {
    const { numbers } = this.#settled();
    return { ok: true as const, ...numbers.remove(numbers.still(owned), why) };
  }

  rest({ untilMs, why, ...owned }: OwnedNumbers & { untilMs: number | null; why: string }) {
    const { numbers } = this.#settled();
    return { ok: true as const, ...numbers.rest(numbers.still(owned), untilMs, why) };
  }

  wake({ numbers }: { numbers: string[] }) {
    return { ok: true as const, ...this.#parts.numbers.wake(numbers, "woken") };
  }

  find({ number }: { number: string }) {
    return this.#settled().numbers.find(number);
  }

  userOf(number: string): string {
    return this.#parts.userOf(number);
  }

  page(request: NumbersPageRequest) {
    return this.#settled().page(request);
  }

  details({ numbers }: { numbers: string[] }): InventoryNumber[] {
    return this.#settled().details(numbers);
  }

  usedBy({ use }: { use: NumberUse }): InventoryNumber[] {
    return this.#parts.usedBy(use);
  }

  history({ number }: { number: string }) {
    return this.#settled().numbers.history.of(number);
  }

  counts() {
    const { numbers } = this.#settled();
    return { ...numbers.counts(), version: numbers.version };
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  /** A change is answered when no cache believes what was before it. */
  #onceSettled<Answer>(answer: Answer): Answer | Promise<Answer> {
    const settled = this.#parts.lookUps.settled();
    return settled === null ? answer : settled.then(() => answer);
  }

  /** The parts, once what has ended is over. */
  #settled(): InventoryParts {
    this.#parts.settle();
    return this.#parts;
  }
}
