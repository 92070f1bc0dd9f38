/**
 * A texter who never gives up: takes contacts, sends first texts, answers replies, opts some out, and repeats
 * unanswered requests with the same ids, as the app does. Stores what the product promised, to compare it with the
 * carrier's ledger.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeskItem, TexterAnswers, TexterOp } from "../../domain/texter-app/texter.ts";
import type { Refusal } from "../../domain/outcome.ts";
import { createApiClient } from "../../tools/demo/api-client.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import type { Random } from "./random.ts";

/** `askedMs` and `answeredMs`: when the texter first asked for it, and when it was promised. */
export type Accepted = {
  contactId: string;
  messageId: string;
  cell: string;
  askedMs: number;
  answeredMs: number;
  /** Of the last text of the contact that the texter had seen. */
  lastSeenId: string | null;
  /** Whether it was a first text. */
  initial: boolean;
};
/** A number whose opt-out was answered with yes at this time, epoch ms. */
export type OptedOut = { cell: string; atMs: number; by: "texter" | "admin" | "contact" };

/** Refusals that pass with time. */
const PASSING = new Set(["unavailable", "throttled", "fault"]);
const RETRY_MS = 150;
const IDLE_MS = 500;
const HELD_AHEAD = 20;
const REPLIES_AT_ONCE = 5;

export type TexterWork = {
  campaignId: string;
  stopped: () => boolean;
  /** Pause after each text, so that the contacts last as long as the run. */
  paceMs: number;
  /** Texts under way at once. */
  atOnce: number;
  /** Share of contacts whom the texter opts out right after a text to them was accepted, while it is queued. */
  optOutShare: number;
  random: Random;
  /** How long a reply takes to write, ms; by then the contact may have written again. */
  composeMs?: () => number;
  /** Whether the texter gives up when a request for contacts is not answered, instead of repeating it. */
  givesUp?: () => boolean;
  /** Pause while there is nothing to do, ms. */
  idleMs?: number;
};

export class CrashTexter {
  readonly accepted: Accepted[] = [];
  readonly optedOut: OptedOut[] = [];
  readonly refusals = new Map<string, number>();
  readonly #client: ApiClient;

  /** @param signedIn what `cookies` of an earlier one has said */
  constructor(origin: string, signedIn = "") {
    this.#client = createApiClient(origin, signedIn);
  }

  /** By which another one goes on as this one. */
  cookies(): string {
    return this.#client.cookies();
  }

  /** By a join link: makes the account and joins. */
  async come(person: { email: string; password: string; firstName: string; lastName: string }, joinToken: string) {
    const { email, password } = person;
    const signedUp = await this.#client.post("/api/auth/sign-up", { ...person, joinToken });
    if (!signedUp.ok) await this.#client.post("/api/auth/sign-in", { email, password });
    return this.op("join", { token: joinToken });
  }

  /** Repeats until there is an answer; `unavailable` is none. */
  async op<Op extends TexterOp>(op: Op, params: unknown): Promise<TexterAnswers[Op] | Refusal> {
    for (;;) {
      try {
        const answer = await this.#client.post<TexterAnswers[Op]>(`/api/texter/${op}`, params);
        if (answer.ok || !PASSING.has(answer.reason)) return answer;
      } catch {
        // Killed in between: whether it was done is not known, so the same request goes again.
      }
      await sleep(RETRY_MS);
    }
  }

  /** Asks once; null when there is no answer. */
  async once<Op extends TexterOp>(op: Op, params: unknown): Promise<TexterAnswers[Op] | Refusal | null> {
    try {
      return await this.#client.post<TexterAnswers[Op]>(`/api/texter/${op}`, params);
    } catch {
      return null;
    }
  }

  /** Texts until it is stopped, or, if no end is set, until there is no contact left to text. */
  async work(work: TexterWork): Promise<void> {
    const { campaignId, stopped, atOnce, paceMs, givesUp, idleMs = IDLE_MS } = work;
    while (!stopped()) {
      const request = { campaignId, requestId: randomUUID(), count: HELD_AHEAD };
      await (givesUp?.() ? this.once("take", request) : this.op("take", request));
      const batch = await this.op("next", { campaignId, count: HELD_AHEAD, have: [] });
      const items = batch.ok ? batch.items : [];
      let sent = 0;
      for (let at = 0; at < items.length && !stopped(); at += atOnce) {
        const answers = await Promise.all(items.slice(at, at + atOnce).map((item) => this.#first(item, work)));
        sent += answers.filter(Boolean).length;
        await sleep(paceMs * atOnce);
      }
      const replied = paceMs > 0 ? await this.#reply(work) : 0;
      if (sent + replied > 0) continue;
      if (items.length === 0 && paceMs === 0) return;
      await sleep(idleMs);
    }
  }

  /** Everything on the desk, also contacts without a text. */
  async everything(): Promise<DeskItem[]> {
    const all = await this.op("changes", { seq: 0 });
    if (!all.ok) throw new Error(`the desk cannot be read: ${all.message}`);
    return all.items;
  }

  /** All conversations on the desk. */
  async desk(campaignId: string): Promise<DeskItem[]> {
    const items: DeskItem[] = [];
    for (const filter of ["waiting", "open", "closed"]) {
      for (let offset = 0; ; offset += 200) {
        const page = await this.op("conversations", { campaignId, filter, offset, limit: 200 });
        if (!page.ok) throw new Error(`the desk cannot be read: ${page.message}`);
        items.push(...page.items);
        if (page.items.length < 200) break;
      }
    }
    return items;
  }

  async #first(item: DeskItem, { optOutShare, random }: TexterWork): Promise<boolean> {
    if (!item.firstText?.ok) return false;
    const isLeaver = random() < optOutShare;
    const sent = await this.send(item, item.firstText.text, true);
    if (sent && isLeaver) await this.#optOut(item);
    return sent;
  }

  async #reply({ campaignId, stopped, optOutShare, random, composeMs }: TexterWork): Promise<number> {
    const page = await this.op("conversations", { campaignId, filter: "waiting", offset: 0, limit: REPLIES_AT_ONCE });
    let sent = 0;
    for (const item of page.ok ? page.items : []) {
      if (stopped()) break;
      const isLeaver = random() < optOutShare;
      const writingMs = composeMs?.() ?? 0;
      if (writingMs > 0) await sleep(writingMs);
      if (!(await this.send(item, `Thank you, ${item.firstName}!`, false))) continue;
      sent += 1;
      if (isLeaver) await this.#optOut(item);
    }
    return sent;
  }

  async send(item: DeskItem, body: string, initial: boolean): Promise<boolean> {
    const messageId = randomUUID();
    const { contactId, cell } = item;
    const lastSeenId = item.messages.findLast(({ direction }) => direction === "in")?.id ?? null;
    const askedMs = Date.now();
    const answer = await this.op("send", { contactId, messageId, body, initial, lastSeenId });
    if (answer.ok)
      this.accepted.push({ contactId, messageId, cell, askedMs, answeredMs: Date.now(), lastSeenId, initial });
    else this.refusals.set(answer.reason, (this.refusals.get(answer.reason) ?? 0) + 1);
    return answer.ok;
  }

  async #optOut({ contactId, cell }: DeskItem): Promise<void> {
    const answer = await this.op("optOut", { contactId, reason: "crash test" });
    if (answer.ok) this.optedOut.push({ cell, atMs: Date.now(), by: "texter" });
  }
}
