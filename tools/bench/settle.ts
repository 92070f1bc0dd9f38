/** Waiting until everything has arrived everywhere, and comparing the books then. */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connect } from "../../db/client.ts";
import type { CreateCounts } from "../../twilio/emulator/api/create-text.ts";
import type { Summary } from "../../twilio/emulator/summary.ts";
import type { WebhookCounts } from "../../twilio/emulator/webhooks/webhooks.ts";
import type { Installation } from "../local/installation.ts";
import { LOCAL_DATABASE_URL } from "../local/postgres/neon-server.ts";
import { disagreements } from "./books.ts";
import type { LedgerEntry, PostgresRow, Promised } from "./books.ts";

export type CarrierSummary = Summary & {
  requests: CreateCounts;
  webhooks: Record<"inbound" | "status", WebhookCounts>;
};

export type SettledTimes = {
  /** When the carrier had the last final report answered, and when Postgres had the last row; `performance.now()`. */
  carriedAtMs: number;
  storedAtMs: number;
};

/** Reports per text: queued, sent, delivered. */
const REPORTS = 3;
const CARRIER_POLL_MS = 200;
const POSTGRES_POLL_MS = 400;

export class Books {
  readonly #carrierOrigin: string;
  readonly #db: ReturnType<typeof connect>;
  readonly #limitMs: number;
  readonly #contacts: number;
  #leased = 0;
  readonly #texts = new Set<string>();
  readonly #replies = new Set<string>();
  /** Rows of Postgres with a time before this were looked at. */
  #since = new Date(0);

  /**
   * @param contacts imported
   * @param limitMs longest wait for everything to arrive
   */
  constructor({ carrierOrigin, databaseEndpoint }: Installation, contacts: number, limitMs: number) {
    this.#contacts = contacts;
    this.#carrierOrigin = carrierOrigin;
    this.#db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: databaseEndpoint, limitMs: 30_000 });
    this.#limitMs = limitMs;
  }

  /** The product has answered that it accepted this text. */
  accepted(contactId: string, messageId: string): void {
    this.#texts.add(`${contactId}/${messageId}`);
  }

  /** The product has given these contacts to a texter. */
  leased(count: number): void {
    this.#leased += count;
  }

  /** The product has answered this inbound text with 200. */
  answered(sid: string): void {
    this.#replies.add(sid);
  }

  async carrier(): Promise<CarrierSummary> {
    // GET /control/ledger/summary (twilio/emulator/api/control-api.ts).
    return (await this.#control("GET", "/ledger/summary")) as CarrierSummary;
  }

  /** Changes settings of the carrier, e.g. how long it takes to answer. */
  async setCarrier(change: Record<string, unknown>): Promise<void> {
    await this.#control("PUT", "/settings", change);
  }

  /** A fault that all texts meet from now on (twilio/emulator/faults.ts). */
  async setFault(fault: Record<string, unknown>): Promise<void> {
    await this.#control("POST", "/faults", fault);
  }

  async clearFaults(): Promise<void> {
    await this.#control("DELETE", "/faults");
  }

  /** The ledger, once all that was accepted is final there. */
  async carried(): Promise<LedgerEntry[]> {
    await this.#wait(performance.now() + this.#limitMs, CARRIER_POLL_MS, async () => {
      const { accepted, byStatus } = await this.carrier();
      return accepted >= this.#texts.size && (byStatus.delivered ?? 0) >= accepted;
    });
    return this.#ledger();
  }

  /** Waits until Postgres has what was imported and leased, so that it is not still at it in the next window. */
  async rest(): Promise<void> {
    let stored = { imported: 0, leased: 0 };
    await this.#wait(performance.now() + this.#limitMs, POSTGRES_POLL_MS, async () => {
      const found = await this.#db.execute<typeof stored>(
        sql`select count(cell)::int as imported, count(texter_id)::int as leased from contacts`,
      );
      stored = found.rows[0] ?? stored;
      return stored.imported >= this.#contacts && stored.leased >= this.#leased;
    });
    const { imported, leased } = stored;
    if (imported === this.#contacts && leased === this.#leased) return;
    throw new Error(
      `Postgres has ${imported} of ${this.#contacts} imported contacts, and ${leased} of ${this.#leased} leases.`,
    );
  }

  /**
   * Waits for both books to be complete. Throws, naming texts, when they do not agree in time. Then begins new ones.
   * @param reports how many the carrier sends itself per text
   */
  async settle({ reports = REPORTS }: { reports?: number } = {}): Promise<SettledTimes> {
    const until = performance.now() + this.#limitMs;
    const carriedAtMs = await this.#wait(until, CARRIER_POLL_MS, async () => {
      const { accepted, byStatus, webhooks } = await this.carrier();
      const { underWay, answered, refused, failed } = webhooks.status;
      if (accepted < this.#texts.size || (byStatus.delivered ?? 0) < accepted || underWay > 0) return false;
      return answered + refused + failed >= accepted * reports;
    });
    const storedAtMs = await this.#wait(until, POSTGRES_POLL_MS, () => this.#isStored());
    const promised: Promised = { texts: this.#texts, replies: this.#replies };
    const wrong = disagreements(promised, await this.#ledger(), await this.#rows());
    if (wrong.length > 0) throw new Error(`The books do not agree.\n  ${wrong.join("\n  ")}`);
    this.#texts.clear();
    this.#replies.clear();
    await this.#control("POST", "/reset");
    const latest = await this.#db.execute<{ at: string | null }>(sql`select max(at) as at from messages`);
    // The next text comes later than this one: everything is at rest.
    this.#since = new Date(Date.parse(latest.rows[0]?.at ?? "1970-01-01") + 1);
    return { carriedAtMs, storedAtMs };
  }

  /**
   * Waits until the carrier has reported on all that programs were told is sent. Throws when a text is missing there, or
   * there twice. Then begins new books.
   * @param bodies of the texts; no two are the same
   */
  async settlePrograms(bodies: ReadonlySet<string>): Promise<void> {
    await this.#wait(performance.now() + this.#limitMs, CARRIER_POLL_MS, async () => {
      const { accepted, byStatus, webhooks } = await this.carrier();
      return accepted >= bodies.size && (byStatus.delivered ?? 0) >= accepted && webhooks.status.underWay === 0;
    });
    const ledger = (await this.#ledger<{ body: string }>()).map(({ body }) => body);
    const carried = new Set(ledger);
    const missing = [...bodies].filter((body) => !carried.has(body));
    const foreign = ledger.filter((body) => !bodies.has(body));
    if (missing.length > 0 || foreign.length > 0 || ledger.length !== carried.size) {
      const twice = ledger.length - carried.size;
      throw new Error(
        `Of ${bodies.size} texts of programs, ${missing.length} are not in the carrier's ledger and ${twice} are there twice; ${foreign.length} others are there.`,
      );
    }
    await this.#control("POST", "/reset");
  }

  /** When the condition came true, or the limit. */
  async #wait(untilMs: number, pollMs: number, isTrue: () => Promise<boolean>): Promise<number> {
    while (!(await isTrue()) && performance.now() < untilMs) await sleep(pollMs);
    return performance.now();
  }

  async #isStored(): Promise<boolean> {
    const found = await this.#db.execute<{ texts: number; replies: number }>(sql`
      select count(*) filter (where direction = 'out' and send_status = 'DELIVERED')::int as texts,
             count(*) filter (where direction = 'in')::int as replies
      from messages where at >= ${this.#since.toISOString()}`);
    const { texts = 0, replies = 0 } = found.rows[0] ?? {};
    return texts >= this.#texts.size && replies >= this.#replies.size;
  }

  async #rows(): Promise<PostgresRow[]> {
    const found = await this.#db.execute<PostgresRow>(sql`
      select contact_id as "contactId", id, direction, send_status as "sendStatus", sid
      from messages where at >= ${this.#since.toISOString()}`);
    return found.rows;
  }

  async #ledger<Entry = LedgerEntry>(): Promise<Entry[]> {
    // GET /control/ledger (twilio/emulator/api/control-api.ts).
    const { texts } = (await this.#control("GET", "/ledger?limit=10000000")) as { texts: Entry[] };
    return texts;
  }

  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#carrierOrigin}/control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The carrier emulator refused ${path}: ${await response.text()}`);
    return response.json();
  }
}
