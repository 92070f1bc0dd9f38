/**
 * `SmsLine` (key: organization and number): the texts of a user of the phone service: idempotency keys, sending, delivery
 * states. A thin shell; the parts are in line.ts. Made when first needed, so that a question leaves nothing behind.
 */
import { DurableObject } from "cloudflare:workers";
import { parseLineKey } from "../../domain/phone-service/line-texts.ts";
import type { InboundSms, LineMessage } from "../../domain/phone-service/line-texts.ts";
import type { Env } from "../bindings/env.ts";
import { callObject } from "../kit/calls/retry.ts";
import { createLogger } from "../kit/log/log.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type {
  LineReport,
  LineSendRequest,
  LineThreadRequest,
  OpenLineRequest,
  SmsLineRpc,
} from "../rpc/phone-service/sms-line.ts";
import type { StoredRange } from "../rpc/requests.ts";
import { directoryFor, inboxOf, organizationAt } from "../rpc/stubs.ts";
import { lineCarriers } from "./line-carrier.ts";
import { setNumberAddress } from "./number-address.ts";
import { Line } from "./line.ts";

const POST_LIMIT_MS = 10_000;

export class SmsLine extends DurableObject<Env> implements SmsLineRpc {
  #made: Line | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (this.#isThere()) this.#line.recover();
  }

  #isThere(): boolean {
    const tables = durableSql(this.ctx.storage);
    return tables.scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'messages'") !== null;
  }

  get #line(): Line {
    if (this.#made) return this.#made;
    const { env, ctx } = this;
    const key = ctx.id.name ?? "";
    const { orgId, number } = parseLineKey(key);
    const organization = () => organizationAt(env, orgId);
    this.#made = new Line({
      key,
      sql: durableSql(ctx.storage),
      storage: ctx.storage,
      now: () => Date.now(),
      carrier: lineCarriers(env, {
        orgId,
        now: () => Date.now(),
        ownAccounts: () => organization().carrierAccounts(),
        simulation: () => organization().simulation(),
        phoneGot: (texts) => organization().phoneGot({ texts }),
      }),
      look: (cell) =>
        callObject(
          () => directoryFor(env, orgId, cell),
          (directory) => directory.numberNow({ orgId, cell }),
        ),
      directory: (cell) => directoryFor(env, orgId, cell),
      inboundUrl: async () => (await organization().phoneService()).settings.inboundUrl,
      post: async (url, text) => {
        const { status, body } = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(text),
          redirect: "manual",
          signal: AbortSignal.timeout(POST_LIMIT_MS),
        });
        await body?.cancel();
        return status;
      },
      setAddress: (pool) => setNumberAddress(env, { orgId, number, pool }),
      inbox: (personId) => inboxOf(env, orgId, personId),
      events: env.POSTGRES_EVENTS,
      log: createLogger({ object: "SmsLine" }),
    });
    return this.#made;
  }

  override async alarm(): Promise<void> {
    await this.#line.wake();
  }

  send(request: LineSendRequest) {
    return this.#line.send(request);
  }

  open(request: OpenLineRequest): void {
    this.#line.open(request);
  }

  close({ userId }: { userId: string }): void {
    if (this.#isThere()) this.#line.owner.take(userId);
  }

  thread(request: LineThreadRequest) {
    return this.#isThere() ? this.#line.thread(request) : null;
  }

  readUpTo(request: { personId: string; peer: string; seq: number }): void {
    if (this.#isThere()) this.#line.readUpTo(request);
  }

  peerChanged({ peer }: { peer: string }): void {
    if (this.#isThere()) this.#line.owner.peerChanged(peer);
  }

  receive(request: { sid: string; from: string; body: string }): { at: number } {
    return this.#line.receive(request);
  }

  inbound(request: { after: number; limit: number }): InboundSms[] {
    return this.#isThere() ? this.#line.inbound(request) : [];
  }

  deliveryReports({ reports }: { reports: LineReport[] }): boolean[] {
    return this.#isThere() ? this.#line.deliveryReports(reports) : reports.map(() => false);
  }

  confirmStored(stored: StoredRange): void {
    if (this.#isThere()) this.#line.confirmStored(stored);
  }

  texts({ peer, limit }: { peer?: string; limit: number }): LineMessage[] {
    return this.#isThere() ? this.#line.store.texts(peer ?? null, limit) : [];
  }
}
