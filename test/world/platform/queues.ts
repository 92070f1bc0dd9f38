/**
 * Queues. Cloudflare, "Delivery guarantees", "Batching, retries and delays" and "Dead letter queues"
 * (developers.cloudflare.com/queues, read November 2026): at least once, in no order; a batch goes when it is full or its time is
 * over; a message is acknowledged by itself or with its batch; after its retries it goes to the dead-letter queue, or is
 * deleted where there is none.
 */
import { Life } from "../scheduler/scheduler.ts";
import { clone } from "./clone.ts";
import type { WorldEdge } from "./edge.ts";
import type { Gate } from "./places.ts";
import { settleOnce } from "./world-core.ts";
import type { WorldCore } from "./world-core.ts";

export type QueueSettings = {
  name: string;
  maxBatchSize: number;
  maxBatchTimeoutMs: number;
  maxRetries: number;
  deadLetterQueue: string | null;
};

type Message = { id: string; body: unknown; attempts: number; atMs: number };

const NOBODY = new Life("queue");

export class Queues {
  readonly #core: WorldCore;
  readonly #edge: WorldEdge;
  readonly #env: () => object;
  readonly #settings = new Map<string, QueueSettings>();
  readonly #waiting = new Map<string, Message[]>();
  readonly #planned = new Set<string>();
  /** Whether nothing can be handed over just now. */
  isAway = false;
  #ids = 0;

  constructor(core: WorldCore, edge: WorldEdge, env: () => object, settings: readonly QueueSettings[]) {
    this.#core = core;
    this.#edge = edge;
    this.#env = env;
    for (const each of settings) {
      this.#settings.set(each.name, each);
      this.#waiting.set(each.name, []);
    }
  }

  /** Messages that are waiting or under way. */
  get size(): number {
    return [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** What `env` has for a queue. */
  producer(name: string): { send: (body: unknown) => Promise<void> } {
    const { scheduler, chance } = this.#core;
    return {
      send: (body) => {
        const sent: unknown = clone(body);
        const where = scheduler.where<Gate>();
        return new Promise<void>((resolve, reject) => {
          const ends = settleOnce(resolve, reject);
          const leave = () =>
            scheduler.after(chance.latency(), `send to ${name}`, NOBODY, () => {
              if (this.isAway) {
                scheduler.after(chance.latency(), `no queue ${name}`, where.life, () =>
                  ends.reject(new Error("Queue send failed: Internal Server Error")),
                );
                return;
              }
              this.#add(name, sent, 0);
              scheduler.after(chance.latency(), `sent to ${name}`, where.life, () => ends.resolve());
            });
          if (where.object) where.object.whenDurable(leave);
          else leave();
        });
      },
    };
  }

  #add(name: string, body: unknown, delayMs: number, attempts = 0): void {
    this.#ids += 1;
    this.#put(name, { id: `m${this.#ids}`, body, attempts, atMs: this.#core.scheduler.nowMs + delayMs });
  }

  #put(name: string, message: Message): void {
    this.#waiting.get(name)?.push(message);
    this.#plan(name);
  }

  #plan(name: string): void {
    const { scheduler, chance } = this.#core;
    const settings = this.#settings.get(name);
    const [first] = this.#waiting.get(name) ?? [];
    if (!settings || !first || this.#planned.has(name)) return;
    this.#planned.add(name);
    const ready = this.#ready(name).length;
    const waitMs = ready >= settings.maxBatchSize ? 0 : settings.maxBatchTimeoutMs;
    const earliestMs = Math.min(...(this.#waiting.get(name) ?? []).map(({ atMs }) => atMs));
    const delayMs = Math.max(0, earliestMs - scheduler.nowMs) + waitMs + chance.latency();
    scheduler.after(delayMs, `batch of ${name}`, NOBODY, () => {
      this.#planned.delete(name);
      this.#deliver(name, settings);
      this.#plan(name);
    });
  }

  #ready(name: string): Message[] {
    return (this.#waiting.get(name) ?? []).filter(({ atMs }) => atMs <= this.#core.scheduler.nowMs);
  }

  #deliver(name: string, settings: QueueSettings): void {
    const { scheduler, chance } = this.#core;
    const ready = this.#ready(name);
    const chosen: Message[] = [];
    while (chosen.length < settings.maxBatchSize && ready.length > 0)
      chosen.push(...ready.splice(Math.floor(scheduler.random() * ready.length), 1));
    if (chosen.length === 0) return;
    const left = (this.#waiting.get(name) ?? []).filter((message) => !chosen.includes(message));
    this.#waiting.set(name, left);
    // Delivered once more although it was done: at least once.
    for (const message of chosen) if (chance.meets("messagesTwice")) this.#put(name, { ...message });
    const fates = new Map<Message, { retry: number | null }>();
    const decide = (message: Message, retry: number | null) => {
      if (!fates.has(message)) fates.set(message, { retry });
    };
    const batch = {
      queue: name,
      messages: chosen.map((message) => ({
        id: message.id,
        timestamp: new Date(message.atMs),
        attempts: message.attempts + 1,
        body: clone(message.body),
        ack: () => decide(message, null),
        retry: (options?: { delaySeconds?: number }) => decide(message, options?.delaySeconds ?? 0),
      })),
      ackAll: () => chosen.forEach((message) => decide(message, null)),
      retryAll: (options?: { delaySeconds?: number }) =>
        chosen.forEach((message) => decide(message, options?.delaySeconds ?? 0)),
    };
    const settle = (failed: boolean) => {
      for (const message of chosen) {
        const retry = fates.get(message)?.retry ?? (fates.has(message) || !failed ? null : 0);
        if (retry !== null) this.#again(settings, message, retry * 1000);
      }
    };
    this.#edge
      .run(`queue ${name}`, (isolate, context) => isolate.worker.queue(batch, this.#env(), context))
      .then(
        () => settle(false),
        () => settle(true),
      );
  }

  #again(settings: QueueSettings, message: Message, delayMs: number): void {
    const attempts = message.attempts + 1;
    const { scheduler } = this.#core;
    if (attempts <= settings.maxRetries)
      return this.#put(settings.name, { ...message, attempts, atMs: scheduler.nowMs + delayMs });
    scheduler.note(`dead letter of ${settings.name}`);
    if (settings.deadLetterQueue !== null) this.#add(settings.deadLetterQueue, message.body, 0);
  }
}
