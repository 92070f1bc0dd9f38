/**
 * `CarrierAccount` (key: the carrier's account sid): one pace for all calls to the carrier with this account
 * (docs/decisions/0011). A thin shell: decisions in shares.ts and account-rate.ts.
 */
import { DurableObject } from "cloudflare:workers";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { PaceNow, PaceShare, ShareRequest, ServiceLimits } from "../../domain/sending/carrier-account.ts";
import type { Env } from "../bindings/env.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { Shares } from "./shares.ts";
import type { StoredPace } from "./shares.ts";
import { CARRIER_ACCOUNT_MIGRATIONS } from "./schema.ts";
import { SimulatedNumbers } from "./numbers/simulated-numbers.ts";
import type { CarrierAccountRpc, NumberCarrierCall } from "../rpc/carrier-account.ts";

/** How much of the pace a stop may forget; refusals and limits are stored at once. */
const WRITE_EVERY_MS = 5_000;

export class CarrierAccount extends DurableObject<Env> implements CarrierAccountRpc {
  readonly #sql: Sql;
  readonly #shares: Shares;
  #numbers: SimulatedNumbers | null = null;
  #written: string;
  #writtenAtMs = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = durableSql(ctx.storage);
    migrate(this.#sql, CARRIER_ACCOUNT_MIGRATIONS);
    this.#written = this.#sql.scalar<string>("SELECT json FROM pace WHERE id = 1") ?? "null";
    // Written below.
    this.#shares = new Shares(JSON.parse(this.#written) as StoredPace | null);
  }

  share(request: ShareRequest): PaceShare {
    const nowMs = Date.now();
    const share = this.#shares.share(request, nowMs);
    const isNews = this.#shares.takeNews() || request.refusedMs !== null;
    if (isNews || nowMs - this.#writtenAtMs >= WRITE_EVERY_MS) this.#write(nowMs);
    return share;
  }

  paceNow(request: { orgId: string; service: string | null }): PaceNow {
    return this.#shares.paceNow(request, Date.now());
  }

  setLimits(limits: ServiceLimits): CopyTaken {
    const version = this.#shares.setLimits(limits);
    this.#write(Date.now());
    return { version };
  }

  simulatedNumbers({ method, args }: NumberCarrierCall): Promise<unknown> {
    this.#numbers ??= new SimulatedNumbers({ sql: this.#sql, now: () => Date.now(), newSid });
    // The call's type joins each method with its own arguments.
    const call = this.#numbers[method].bind(this.#numbers) as (...given: unknown[]) => Promise<unknown>;
    return call(...args);
  }

  #write(nowMs: number): void {
    this.#writtenAtMs = nowMs;
    const json = JSON.stringify(this.#shares.stored);
    if (json === this.#written) return;
    this.#written = json;
    this.#sql.run(
      "INSERT INTO pace (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      json,
    );
  }
}

/** Shaped like the carrier's. */
function newSid(prefix: "PN" | "MG"): string {
  return prefix + crypto.randomUUID().replaceAll("-", "");
}
