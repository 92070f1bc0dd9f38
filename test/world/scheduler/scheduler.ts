/**
 * The one list of everything that has not happened yet: answers under way, timers, commits, kills. Each entry has a virtual
 * time, which its seed has drawn; the earliest is next, and among equals the seed chooses. After each entry everything
 * runs that waits only for promises, then the next one is taken: so a number decides every interleaving.
 *
 * Time is virtual and moves only from entry to entry.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { drawsOf, STREAMS } from "./draws.ts";

/** Something that may die: an isolate, an object's instance, a request, a browser. Entries of the dead never happen. */
export class Life {
  readonly name: string;
  readonly #parent: Life | null;
  #dead = false;
  /** Timers that are set; an object with one is not put to sleep. */
  timers = 0;

  constructor(name: string, parent: Life | null = null) {
    this.name = name;
    this.#parent = parent;
  }

  get alive(): boolean {
    return !this.#dead && (this.#parent?.alive ?? true);
  }

  end(): void {
    this.#dead = true;
  }
}

/** The code that runs: whose life it belongs to, and the object whose gates it passes. */
export type Where<Place = unknown> = {
  life: Life;
  object: Place | null;
  /** The event that it is part of. */ what: string;
};

type Entry = {
  dueMs: number;
  tie: number;
  seq: number;
  label: string;
  life: Life;
  run: () => unknown;
  cancelled: boolean;
};

export type Cancel = () => void;

const HASH_AT_ONCE = 65_536;

/** More entries than this are a world that never rests. */
const MOST_ENTRIES = 400_000;

export class Scheduler {
  readonly seed: number;
  /** Epoch milliseconds, virtual; never a fraction. */
  #nowMs: number;
  #exactMs: number;
  #seq = 0;
  #steps = 0;
  readonly #heap: Entry[] = [];
  readonly #hash = createHash("sha256");
  /** Lines that are not hashed yet. */
  #lines = "";
  readonly #where = new AsyncLocalStorage<Where>();
  readonly #nature = new Life("nature");
  /** Draws of the order of things; ids have draws of their own. */
  readonly random: () => number;
  /** Called with each line of the log. */
  onLine: ((line: string) => void) | null = null;
  /** Called after each entry, when nothing waits for promises only. */
  afterStep: (() => void) | null = null;

  constructor(seed: number, startMs: number) {
    this.seed = seed;
    this.#nowMs = startMs;
    this.#exactMs = startMs;
    this.random = drawsOf(seed, STREAMS.order);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** The same with its fraction, for what must keep its order. */
  get exactMs(): number {
    return this.#exactMs;
  }

  get steps(): number {
    return this.#steps;
  }

  /** The process that runs just now. */
  where<Place>(): Where<Place> {
    // The caller knows what it has put there.
    return (this.#where.getStore() as Where<Place> | undefined) ?? { life: this.#nature, object: null, what: "" };
  }

  /** Runs code as part of a life; what it awaits goes on there. */
  as<T>(where: Where, run: () => T): T {
    return this.#where.run(where, run);
  }

  /** One line of the log, whose hash proves that two runs are the same. */
  note(text: string): void {
    const line = `${this.#steps} ${this.#nowMs} ${text}`;
    this.#lines += `${line}\n`;
    if (this.#lines.length > HASH_AT_ONCE) this.#hashLines();
    this.onLine?.(line);
  }

  #hashLines(): void {
    this.#hash.update(this.#lines);
    this.#lines = "";
  }

  digest(): string {
    this.#hashLines();
    return this.#hash.copy().digest("hex");
  }

  /** @param run in the life's context, unless that life is over by then */
  after(delayMs: number, label: string, life: Life, run: () => unknown): Cancel {
    this.#seq += 1;
    const entry: Entry = {
      dueMs: this.#exactMs + Math.max(0, delayMs),
      tie: this.random(),
      seq: this.#seq,
      label,
      life,
      run,
      cancelled: false,
    };
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Seconds of rest are skipped: time jumps to the next entry. Ends when `until` says so, or nothing is left. */
  async play(until: () => boolean): Promise<void> {
    await this.#settle();
    while (!until()) {
      const entry = this.#pop();
      if (entry === null) return;
      if (entry.cancelled || !entry.life.alive) continue;
      this.#steps += 1;
      if (this.#steps > MOST_ENTRIES) throw new Error(`This world does not rest: ${MOST_ENTRIES} steps.`);
      this.#exactMs = Math.max(this.#exactMs, entry.dueMs);
      this.#nowMs = Math.floor(this.#exactMs);
      this.note(entry.label);
      const result = this.as({ life: entry.life, object: null, what: entry.label }, entry.run);
      // Work outside of JavaScript (a query of Postgres) is waited for alone.
      if (result instanceof Promise) await result;
      await this.#settle();
      this.afterStep?.();
    }
  }

  /** What would be next, epoch ms; null when nothing is left. */
  nextDueMs(): number | null {
    while (this.#heap[0] && (this.#heap[0].cancelled || !this.#heap[0].life.alive)) this.#pop();
    return this.#heap[0]?.dueMs ?? null;
  }

  async #settle(): Promise<void> {
    // After one turn of Node's loop every promise that waits only for promises has gone as far as it can.
    await nextTurn();
  }

  #isBefore(a: Entry, b: Entry): boolean {
    if (a.dueMs !== b.dueMs) return a.dueMs < b.dueMs;
    return a.tie === b.tie ? a.seq < b.seq : a.tie < b.tie;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (!parent || !this.#isBefore(entry, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): Entry | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const a = heap[left];
      const b = heap[right];
      if (!a) break;
      const [small, smallAt] = b && this.#isBefore(b, a) ? [b, right] : [a, left];
      if (!this.#isBefore(small, last)) break;
      heap[at] = small;
      at = smallAt;
    }
    heap[at] = last;
    return first;
  }
}
