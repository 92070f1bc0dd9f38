/**
 * Inbound webhooks of a carrier account whose secrets cannot be opened: nobody knows yet whether the carrier sent them. They
 * are kept as they came, are proven when the account opens again, and count for nothing before. Anybody may post, so
 * there are bounds, for all and for each address that posts.
 */
import { NOTHING_HELD } from "../../domain/sending/held-webhooks.ts";
import type { HeldWebhooks } from "../../domain/sending/held-webhooks.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { SealedAccount } from "../../domain/sending/own-account.ts";
import { bodyHash, SIGNATURE_SETTINGS } from "../../twilio/signature.ts";
import { openWebhook } from "../../twilio/signed-webhook.ts";
import type { SignedBody } from "../../twilio/signed-webhook.ts";
import { signingSecretsOf } from "../bindings/own-accounts.ts";
import type { OpenedSecrets } from "../bindings/own-accounts.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import type { Logger } from "../kit/log/log.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import type { HoldWebhookRequest } from "../rpc/organization.ts";
import type { PutAside } from "../rpc/put-aside.ts";

export const HELD_ALARM = "held-webhooks";

export const HELD_BOUNDS = {
  /** Of one organization. */
  webhooks: 5_000,
  bytes: 20_000_000,
  /** Of one organization from one address: the carrier posts from many. */
  perClient: 1_000,
  /** Of one webhook: a text of 1,600 characters with ten files has some 10 KB. */
  bytesEach: 32_000,
};
/** A new key of the installation comes with no call: it is tried so often. */
const LOOK_AGAIN_MS = 60_000;
const PER_READ = 50;
const READS_PER_WAKE = 10;

type Row = {
  seq: number;
  account_sid: string;
  org_id: string;
  url: string;
  body: string;
  content_type: string;
  signature: string;
  signature_settings: string | null;
  at: number;
};

export type HeldWebhooksDeps = {
  sql: Sql;
  now: () => number;
  schedule: Pick<AlarmSchedule, "set" | "setIfEarlier">;
  /** The organization's sealed accounts, former ones as well. */
  accounts: () => SealedAccount[];
  open: (orgId: string, account: SealedAccount) => Promise<OpenedSecrets>;
  /** Resolves once the queue of texts to be replayed has it. */
  forward: (request: PutAside) => Promise<unknown>;
  log: Logger;
};

export class HeldWebhooksStore {
  readonly #deps: HeldWebhooksDeps;
  #count: number;
  #bytes: number;
  #turnedAway = 0;

  constructor(deps: HeldWebhooksDeps) {
    this.#deps = deps;
    const sums = deps.sql.one<{ n: number; bytes: number }>(
      "SELECT COUNT(*) AS n, COALESCE(SUM(bytes), 0) AS bytes FROM held_webhooks",
    );
    this.#count = sums?.n ?? 0;
    this.#bytes = sums?.bytes ?? 0;
  }

  /** Kept for good once this has been answered. The same webhook again is the same one. */
  async hold(request: HoldWebhookRequest): Promise<{ ok: true } | Refusal<"not_needed" | "no_room">> {
    const { orgId, accountSid, url, body, contentType, signature, signatureSettings, client } = request;
    const { sql, now, schedule, accounts, open } = this.#deps;
    const account = accounts().find((each) => each.accountSid === accountSid);
    if (!account || (await open(orgId, account)).ok) {
      return refuse("not_needed", "The account's signatures can be checked.");
    }
    const id = bodyHash([url, signature, body].join("\n"));
    // No await from here on, so that the bounds hold.
    if (sql.scalar("SELECT 1 FROM held_webhooks WHERE id = ?", id) !== null) return { ok: true };
    const bytes = new TextEncoder().encode(url + body).byteLength;
    const full = this.#isFull(bytes, client);
    if (full !== null) {
      this.#turnedAway += 1;
      return refuse("no_room", full);
    }
    sql.run(
      `INSERT INTO held_webhooks
         (id, org_id, account_sid, url, body, content_type, signature, signature_settings, client, bytes, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      orgId,
      accountSid,
      url,
      body,
      contentType,
      signature,
      signatureSettings,
      client,
      bytes,
      now(),
    );
    this.#count += 1;
    this.#bytes += bytes;
    this.#turnedAway = 0;
    schedule.setIfEarlier(HELD_ALARM, now() + LOOK_AGAIN_MS);
    return { ok: true };
  }

  #isFull(bytes: number, client: string): string | null {
    if (bytes > HELD_BOUNDS.bytesEach) return "It is larger than any text.";
    if (this.#count >= HELD_BOUNDS.webhooks || this.#bytes + bytes > HELD_BOUNDS.bytes) return "The store is full.";
    const ofClient = this.#deps.sql.scalar<number>("SELECT COUNT(*) FROM held_webhooks WHERE client = ?", client) ?? 0;
    return ofClient >= HELD_BOUNDS.perClient ? "Too many came from this address." : null;
  }

  /** The organization's accounts, or the installation's key, may be other ones now. */
  accountsChanged(): void {
    if (this.#count > 0) this.#deps.schedule.set(HELD_ALARM, this.#deps.now());
  }

  /** By the alarm. */
  async prove(): Promise<void> {
    const { schedule, now } = this.#deps;
    const opened = await this.#openAll();
    for (let read = 0; read < READS_PER_WAKE; read += 1) {
      const rows = this.#readable([...opened.keys()]);
      if (rows.length === 0) break;
      await this.#proveRows(rows, opened);
    }
    const isMore = this.#readable([...opened.keys()]).length > 0;
    if (this.#count > 0) schedule.set(HELD_ALARM, now() + (isMore ? 0 : LOOK_AGAIN_MS));
  }

  async #proveRows(rows: readonly Row[], opened: ReadonlyMap<string, OpenedSecrets & { ok: true }>): Promise<void> {
    const { sql, log, forward } = this.#deps;
    const proven: PutAside[] = [];
    for (const row of rows) {
      const account = opened.get(row.account_sid);
      const webhook = { url: row.url, body: new TextEncoder().encode(row.body), header: headersOf(row) };
      const read = account && openWebhook(webhook, signingSecretsOf(account.secrets));
      if (read?.ok) proven.push(putAsideOf(row, read.body));
    }
    // First to the queue, then away from here: a stop in between delivers twice, which the text's id makes once.
    await allInWaves(proven, (request) => forward(request));
    const done = JSON.stringify(rows.map(({ seq }) => seq));
    sql.transaction(() => {
      const gone = sql.one<{ bytes: number; n: number }>(
        "SELECT COUNT(*) AS n, COALESCE(SUM(bytes), 0) AS bytes FROM held_webhooks WHERE seq IN (SELECT value FROM json_each(?))",
        done,
      );
      sql.run("DELETE FROM held_webhooks WHERE seq IN (SELECT value FROM json_each(?))", done);
      sql.run("UPDATE held_webhook_counts SET dropped = dropped + ? WHERE id = 1", rows.length - proven.length);
      this.#count -= gone?.n ?? 0;
      this.#bytes -= gone?.bytes ?? 0;
    });
    log.info("held_webhooks_proven", { delivered: proven.length, dropped: rows.length - proven.length });
  }

  async now(): Promise<HeldWebhooks> {
    const { sql } = this.#deps;
    const dropped = sql.scalar<number>("SELECT dropped FROM held_webhook_counts WHERE id = 1") ?? 0;
    if (this.#count === 0) return { ...NOTHING_HELD, dropped };
    const waiting = { waiting: this.#count, dropped, turnedAway: this.#turnedAway };
    const first = sql.one<Row>("SELECT * FROM held_webhooks ORDER BY seq LIMIT 1");
    const account = this.#deps.accounts().find((each) => each.accountSid === first?.account_sid);
    if (!first || !account) return { ...waiting, why: "Their carrier account is not the organization's anymore." };
    const opened = await this.#deps.open(first.org_id, account);
    return { ...waiting, why: opened.ok ? "They are being read now." : opened.why };
  }

  #readable(accountSids: readonly string[]): Row[] {
    return this.#deps.sql.all<Row>(
      "SELECT * FROM held_webhooks WHERE account_sid IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?",
      JSON.stringify(accountSids),
      PER_READ,
    );
  }

  /** Accounts of held webhooks that open now. */
  async #openAll() {
    const { sql, accounts, open } = this.#deps;
    const held = sql.all<Pick<Row, "account_sid" | "org_id">>("SELECT DISTINCT account_sid, org_id FROM held_webhooks");
    const found = new Map<string, OpenedSecrets & { ok: true }>();
    for (const { account_sid: sid, org_id: orgId } of held) {
      const account = accounts().find((each) => each.accountSid === sid);
      const opened = account && (await open(orgId, account));
      if (opened?.ok) found.set(sid, opened);
    }
    return found;
  }
}

function headersOf(row: Row) {
  return (name: string): string | undefined => {
    switch (name) {
      case "content-type":
        return row.content_type;
      case "x-twilio-signature":
        return row.signature;
      case SIGNATURE_SETTINGS:
        return row.signature_settings ?? undefined;
      default:
        return undefined;
    }
  };
}

function putAsideOf({ org_id: orgId, at }: Row, { raw: form, isJson }: SignedBody): PutAside {
  return { kind: "inbound", orgId, form, ...(isJson ? { isJson } : {}), by: "held", at };
}
