/** A seed's draws beyond the order of things: how long the network takes, and what it loses. */
import { drawsOf } from "./draws.ts";
import type { Scheduler } from "./scheduler.ts";

/** A favourite of a seed meets its fault this often; one event of so many is one. */
export const FAVOURITE_SHARE = 0.3;
const FAVOURITE_OF = 12;

/** How bad the weather is, drawn per seed; each is 0 when it is switched off. */
export type Weather = {
  /** Longest of most latencies, ms. */
  latencyMs: number;
  /** Share of latencies that are a hundred times as long. */
  stalls: number;
  /** Shares of calls between objects that do not arrive, and whose answer does not. */
  callsLost: number;
  answersLost: number;
  /** Share of calls that arrive long after their caller was told that they were lost. */
  callsLate: number;
  /** Share of calls that an overloaded object refuses. */
  callsOverloaded: number;
  /** The same between browsers and the edge. */
  requestsLost: number;
  responsesLost: number;
  /** Share of queue messages that are delivered once more. */
  messagesTwice: number;
  /** Shares of queries that fail, before and after their effect. */
  queriesLost: number;
  queryAnswersLost: number;
  /** Share of requests to the carrier that arrive long after their caller has given up. */
  carrierLate: number;
};

export const FAIR: Weather = {
  latencyMs: 3,
  stalls: 0,
  callsLost: 0,
  answersLost: 0,
  callsLate: 0,
  callsOverloaded: 0,
  requestsLost: 0,
  responsesLost: 0,
  messagesTwice: 0,
  queriesLost: 0,
  queryAnswersLost: 0,
  carrierLate: 0,
};

export class Chance {
  weather: Weather = FAIR;
  /** What was met, by kind. */
  readonly met = new Map<string, number>();
  readonly #scheduler: Scheduler;
  readonly #favourites = new Map<string, boolean>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Milliseconds of one way. */
  latency(): number {
    const { random } = this.#scheduler;
    const { latencyMs, stalls } = this.weather;
    const ms = random() * latencyMs;
    return stalls > 0 && random() < stalls ? ms * 100 : ms;
  }

  /**
   * Whether this happens; counted under its kind.
   *
   * @param what is hit: each seed has its favourites, which are hit much more often than others
   */
  meets(kind: Exclude<keyof Weather, "latencyMs" | "stalls">, what?: string): boolean {
    let share = this.weather[kind];
    if (share > 0 && what !== undefined && this.isFavourite(`${kind} ${what}`)) share = FAVOURITE_SHARE;
    if (share === 0 || this.#scheduler.random() >= share) return false;
    this.count(kind);
    return true;
  }

  /** One in some of all kinds of events, drawn by its name. */
  isFavourite(what: string): boolean {
    let known = this.#favourites.get(what);
    if (known === undefined) {
      known = drawsOf(this.#scheduler.seed, hashOf(what))() < 1 / FAVOURITE_OF;
      this.#favourites.set(what, known);
    }
    return known;
  }

  count(kind: string): void {
    this.met.set(kind, (this.met.get(kind) ?? 0) + 1);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.#scheduler.random() * list.length)];
    if (picked === undefined) throw new Error("There is nothing to pick from.");
    return picked;
  }
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
