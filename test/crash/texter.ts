/**
 * A texter who never gives up: takes contacts, sends first texts, and repeats whatever got no answer with the same ids, as
 * the app does. Keeps what the product promised (`accepted`), to be held against what the carrier has.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeskItem, TexterAnswers, TexterOp } from "../../domain/protocol/texter.ts";
import type { Refusal } from "../../domain/protocol/outcome.ts";
import { createApiClient } from "../../tools/demo/api-client.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";

export type Accepted = { contactId: string; messageId: string };

/** Refusals that time mends. */
const PASSING = new Set(["unavailable", "throttled", "fault"]);
const RETRY_MS = 150;
const HELD_AHEAD = 20;

export class Texter {
  readonly accepted: Accepted[] = [];
  readonly refusals = new Map<string, number>();
  readonly #client: ApiClient;

  constructor(origin: string) {
    this.#client = createApiClient(origin);
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

  /** Texts until nothing is left, or until told to stop. */
  async work(campaignId: string, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      await this.op("take", { campaignId, requestId: randomUUID(), count: HELD_AHEAD });
      const batch = await this.op("next", { campaignId, count: HELD_AHEAD, have: [] });
      if (!batch.ok || batch.items.length === 0) return;
      for (const item of batch.items) {
        if (stopped()) return;
        await this.#send(item);
      }
    }
  }

  /** Everything on the desk, as the queues told it. */
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

  async #send(item: DeskItem): Promise<void> {
    if (!item.firstText?.ok) return;
    const messageId = randomUUID();
    const { contactId } = item;
    const body = item.firstText.text;
    const answer = await this.op("send", { contactId, messageId, body, initial: true, lastSeenId: null });
    if (answer.ok) this.accepted.push({ contactId, messageId });
    else this.refusals.set(answer.reason, (this.refusals.get(answer.reason) ?? 0) + 1);
  }
}
