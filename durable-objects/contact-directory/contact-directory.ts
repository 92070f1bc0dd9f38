/**
 * `ContactDirectory` (key `organization.shard`): for each phone number, whether it is opted out and which contacts have
 * it. Asked at import and by webhooks, never per text: it pushes opt-outs to every contact (docs/architecture.md#objects).
 */
import { DurableObject } from "cloudflare:workers";
import type { ObjectEvent } from "../../domain/record/events.ts";
import { heardIn } from "../../domain/opt-outs/carrier-verdict.ts";
import { strongestClaim } from "../../domain/messages/routing.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Env } from "../bindings/env.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { createLogger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { callObject } from "../kit/calls/retry.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { directoryAt, queueAt } from "../rpc/stubs.ts";
import { BadNumbers, UNREACHABLE } from "./bad-numbers.ts";
import { byQueue, Numbers } from "./numbers.ts";
import type { NumberFlag, OptOutWord } from "./numbers.ts";
import { Reviews } from "./reviews.ts";
import { MIGRATIONS } from "./schema.ts";
import { SidClaims } from "./sid-claims.ts";
import { Unmatched } from "./unmatched.ts";
import { hasJoined, joined, SHARED, SHARED_REASON, SharedWords } from "./sharing.ts";
import type {
  ContactDirectoryRpc,
  DecideReviewRequest,
  DecideUnmatchedRequest,
  KeepUnmatchedRequest,
  NoteUnreachableRequest,
  OptOutManyRequest,
  RegisterRequest,
  RouteRequest,
  ShareRequest,
  UnregisterRequest,
} from "../rpc/contact-directory.ts";
import type { StoredRange } from "../rpc/requests.ts";
import type { UnclearText } from "../../domain/opt-outs/opt-outs.ts";

const TELL_AGAIN_MS = 2_000;

export class ContactDirectory extends DurableObject<Env> implements ContactDirectoryRpc {
  readonly #schedule: AlarmSchedule;
  readonly #recorder: Recorder;
  readonly #numbers: Numbers;
  readonly #reviews: Reviews;
  readonly #shared: SharedWords;
  readonly #sql: Sql;
  readonly #badNumbers: BadNumbers;
  readonly #unmatched: Unmatched;
  readonly #claims: SidClaims;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, MIGRATIONS);
    this.#sql = sql;
    this.#shared = new SharedWords(sql);
    const key = ctx.id.name ?? "";
    this.#recorder = new Recorder({
      object: "ContactDirectory",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: this.#numbers.orgId, campaignId: "" }),
      events: env.POSTGRES_EVENTS,
      log: createLogger({ object: "ContactDirectory", key }),
    });
    this.#schedule = this.#recorder.schedule;
    const record = (events: ObjectEvent[]) => this.#recorder.record(events);
    this.#numbers = new Numbers({ sql, now, record });
    this.#reviews = new Reviews({ sql, now, numbers: this.#numbers, record });
    const nextVersion = () => this.#numbers.nextVersion();
    this.#badNumbers = new BadNumbers({ sql, now, nextVersion, record });
    this.#unmatched = new Unmatched({ sql, now, nextVersion, record });
    this.#claims = new SidClaims({ sql, now });
    this.#recorder.arm();
  }

  override async alarm(): Promise<void> {
    await this.#recorder.wake([{ alarm: "notify", wake: () => this.#tellAll() }]);
  }

  async register(request: RegisterRequest) {
    this.#numbers.rememberOrg(request.orgId);
    await this.#takePart();
    // Made by `registerChunk` with this shape.
    return this.#numbers.register(JSON.parse(request.contacts) as [string, string][]);
  }

  unregister(request: UnregisterRequest): void {
    this.#numbers.unregister(request.contacts);
  }

  async optOut({ orgId, ...word }: OptOutWord & { orgId: string }): Promise<{ decided: boolean }> {
    this.#numbers.rememberOrg(orgId);
    this.#numbers.write(word);
    if (word.optedOut) this.#reviews.settle(word.cell);
    const decided = isBy(this.#numbers.decidingWord(word.cell), word);
    this.#tellLater();
    await this.#tell(word.cell);
    return { decided };
  }

  async optOutMany(request: OptOutManyRequest): Promise<{ changed: number }> {
    const { orgId, cells, optedOut, note, personId } = request;
    this.#numbers.rememberOrg(orgId);
    const word = { optedOut, reason: "admin", contactId: null, messageId: null, personId, note };
    const { changed, version } = this.#numbers.writeMany(cells, word);
    if (optedOut) for (const cell of changed) this.#reviews.settle(cell);
    this.#tellLater();
    await this.#tellMany(changed, { optedOut, version });
    // A repeated call finds them changed already, but may only answer once the contacts of all of them were updated.
    for (const cell of cells) if (this.#numbers.isUntold(cell)) await this.#tell(cell);
    return { changed: changed.length };
  }

  askReview({ orgId, ...text }: UnclearText): void {
    this.#numbers.rememberOrg(orgId);
    this.#reviews.ask(text);
  }

  async decideReview(request: DecideReviewRequest) {
    const decided = this.#reviews.decide(request);
    if (decided.ok && this.#numbers.isUntold(request.cell)) {
      this.#tellLater();
      await this.#tell(request.cell);
    }
    return decided;
  }

  joinSharing({ orgId, after }: { orgId: string; after: string }) {
    return this.#shared.join(orgId, after);
  }

  async share(request: ShareRequest): Promise<void> {
    const { orgId, shard, cells, optedOut, version } = request;
    const untold = this.#shared.note(orgId, cells, optedOut, version);
    if (untold.length === 0) return;
    await allInWaves(this.#shared.others(orgId), (other) =>
      callObject(
        () => directoryAt(this.env, other, shard),
        (directory) => directory.takeShared({ orgId: other, cells: untold }),
      ),
    );
    this.#shared.told(orgId, untold, version);
  }

  async takeShared({ orgId, cells }: { orgId: string; cells: string[] }): Promise<void> {
    this.#numbers.rememberOrg(orgId);
    const fresh = cells.filter((cell) => this.#numbers.flag(cell)?.optedOut !== true);
    const word = { optedOut: true, reason: SHARED_REASON, contactId: null, messageId: null, personId: null };
    const { changed, version } = this.#numbers.writeMany(fresh, word);
    for (const cell of changed) this.#reviews.settle(cell);
    this.#tellLater();
    await this.#tellMany(changed, { optedOut: true, version });
    for (const cell of cells) if (this.#numbers.isUntold(cell)) await this.#tell(cell);
  }

  /** The queue repeats this call until it is answered. */
  async noteBadNumber({ orgId, cell, code }: { orgId: string; cell: string; code: number }): Promise<void> {
    this.#numbers.rememberOrg(orgId);
    this.#badNumbers.note(cell, code);
    await allInWaves(byQueue(this.#numbers.contactIds(cell)), ({ queueKey, contacts }) =>
      callObject(
        () => queueAt(this.env, queueKey),
        (queue) => queue.applyBadNumber({ contacts, code }),
      ),
    );
  }

  async noteUnreachable({ orgId, cell, text, at }: NoteUnreachableRequest): Promise<void> {
    if (this.#badNumbers.isBadNow(cell, text, at)) await this.noteBadNumber({ orgId, cell, code: UNREACHABLE });
  }

  async route({ from, to, sid, saidAt }: RouteRequest) {
    // Delivered before, when nobody had been texted: it stays unmatched.
    if (this.#unmatched.has(sid)) return null;
    const ids = this.#numbers.contactIds(from);
    const since = saidAt !== undefined && this.#numbers.stoppedSince(from, saidAt);
    const flags = {
      optedOut: this.#numbers.flag(from)?.optedOut ?? false,
      ...(since ? { stoppedSince: true as const } : {}),
    };
    const only = ids.length === 1 ? ids[0] : undefined;
    if (only !== undefined) return { contactId: only, ...flags };
    const queues = byQueue(ids).flatMap(({ queueKey, contacts }) => contacts.map((n) => ({ queueKey, n })));
    // Without every answer the right conversation is unknown: the webhook fails and the carrier repeats it.
    const claimants = await allInWaves(queues, async ({ queueKey, n }) => ({
      contactId: `${queueKey}.${n}`,
      claim: await callObject(
        () => queueAt(this.env, queueKey),
        (queue) => queue.routingClaim({ n, sid, ...(to === undefined ? {} : { to }) }),
      ),
    }));
    const strongest = strongestClaim(claimants);
    return strongest && { contactId: strongest.contactId, ...flags };
  }

  async keepUnmatched({ saidAt, verdict, ...text }: KeepUnmatchedRequest): Promise<void> {
    const { orgId, from, sid } = text;
    this.#numbers.rememberOrg(orgId);
    const known = { optedOut: this.#numbers.flag(from)?.optedOut ?? false };
    const word = heardIn(text.body, known, verdict);
    if (!this.#unmatched.keep(text, { settled: word.kind === "opt_out" })) {
      // Delivered again. Its opt-out is stored already, and the contact may have said something else since: only
      // contacts that were not updated are.
      if (this.#numbers.isUntold(from)) await this.#tell(from);
      return;
    }
    if (word.kind === "review") {
      const { reason, phrase } = word;
      const contactId = text.contactId ?? "";
      this.#reviews.ask({ sid, cell: from, contactId, body: text.body, reason, phrase, at: Date.now() });
    }
    const optedOut = word.kind === "opt_out";
    if (!optedOut && word.kind !== "opt_in") return;
    if (!optedOut && saidAt !== undefined && this.#numbers.stoppedSince(from, saidAt)) return;
    const reason = optedOut ? "stop_word" : "start_word";
    await this.optOut({ orgId, cell: from, optedOut, reason, contactId: null, messageId: sid, personId: null });
  }

  async decideUnmatched(request: DecideUnmatchedRequest) {
    const { orgId, sid, cell, decision, personId } = request;
    const found = this.#unmatched.mark({ sid, cell, handled: decision !== "reopen", personId });
    if (!found) return refuse("not_found", "There is no such text in your organization's inbox.");
    if (decision === "opt_out") {
      this.#unmatched.markAllOf(cell, personId);
      const word = { reason: "admin", contactId: null, messageId: sid, personId, note: "Asked for in a text" };
      await this.optOut({ orgId, cell, optedOut: true, ...word });
    }
    return { ok: true as const };
  }

  contactIdsOf({ cell }: { cell: string }): string[] {
    return this.#numbers.contactIds(cell);
  }

  async sidsOf({ cell }: { cell: string }): Promise<string[]> {
    const sids = await allInWaves(byQueue(this.#numbers.contactIds(cell)), (each) =>
      callObject(
        () => queueAt(this.env, each.queueKey),
        (queue) => queue.sidsOf({ contacts: each.contacts }),
      ),
    );
    return sids.flat();
  }

  claimSid({ sid, holder }: { sid: string; holder: string }): boolean {
    return this.#claims.claim(sid, holder);
  }

  confirmStored(stored: StoredRange): void {
    this.#recorder.confirm(stored);
  }

  /** A number whose contacts cannot be updated does not hold up the others. */
  async #tellAll(): Promise<void> {
    await allInWaves(this.#numbers.untold(), (cell) => this.#tell(cell), 1);
    if (this.#numbers.untold().length > 0) this.#schedule.set("notify", Date.now());
  }

  /** A stop in between leaves numbers whose contacts were not updated; the alarm updates them. */
  #tellLater(): void {
    if (this.#numbers.untold().length > 0) this.#schedule.setIfEarlier("notify", Date.now() + TELL_AGAIN_MS);
  }

  /** Numbers that were stored under one version: one call per queue. */
  async #tellMany(cells: readonly string[], flag: NumberFlag): Promise<void> {
    const contactIds = cells.flatMap((cell) => this.#numbers.contactIds(cell));
    await allInWaves(byQueue(contactIds), (each) =>
      callObject(
        () => queueAt(this.env, each.queueKey),
        (queue) => queue.applyOptOut({ contacts: each.contacts, ...flag }),
      ),
    );
    await this.#passOn(cells, flag);
    for (const cell of cells) this.#numbers.told(cell, flag.version);
  }

  /**
   * Passes opt-outs on to the installation's other organizations, where they share; shared ones are not passed on
   * again.
   */
  async #passOn(cells: readonly string[], { optedOut, version }: NumberFlag): Promise<void> {
    if (!this.#shares) return;
    await this.#takePart();
    const own = cells.filter((cell) => this.#numbers.decidingWord(cell)?.reason !== SHARED_REASON);
    if (own.length === 0) return;
    const { orgId } = this.#numbers;
    const shard = this.#shard;
    await callObject(
      () => directoryAt(this.env, SHARED, shard),
      (directory) => directory.share({ orgId, shard, cells: own, optedOut, version }),
    );
  }

  /** Once, where opt-outs are shared: from then on this directory gets the others' opt-outs, and they get its own. */
  async #takePart(): Promise<void> {
    if (!this.#shares || hasJoined(this.#sql)) return;
    const { orgId } = this.#numbers;
    let after: string | null = "";
    while (after !== null) {
      const from: string = after;
      const page = await callObject(
        () => directoryAt(this.env, SHARED, this.#shard),
        (directory) => directory.joinSharing({ orgId, after: from }),
      );
      // A number that has said something to this organization itself is left as it is.
      const unknown = page.cells.filter((cell) => this.#numbers.flag(cell) === null);
      const word = { optedOut: true, reason: SHARED_REASON, contactId: null, messageId: null, personId: null };
      this.#numbers.writeMany(unknown, word);
      after = page.next;
    }
    joined(this.#sql);
    this.#tellLater();
  }

  get #shares(): boolean {
    return this.env.SHARED_OPT_OUTS === "true";
  }

  /** The last part of this object's key (domain/ids.ts, directoryKey). */
  get #shard(): number {
    const key = this.ctx.id.name ?? "";
    return Number(key.slice(key.lastIndexOf(".") + 1));
  }

  /** Updates every contact with the number; resolves when all are updated. */
  async #tell(cell: string): Promise<void> {
    const flag = this.#numbers.flag(cell);
    if (flag) await this.#tellMany([cell], flag);
  }
}

/** Whether the number opted out by this text of this contact. */
function isBy(deciding: OptOutWord | null, word: OptOutWord): boolean {
  return (
    deciding?.optedOut === true &&
    word.messageId !== null &&
    deciding.messageId === word.messageId &&
    deciding.contactId === word.contactId
  );
}
