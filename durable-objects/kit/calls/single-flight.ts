/**
 * Callers who ask the same at once share one question. A caller never gets the answer to a question that was under way before it
 * came, because what it asks about may have changed since: all who come meanwhile share the next one.
 */
import { withDeadline } from "../time/timer.ts";

type Flight<T> = { current: Promise<T>; next: Promise<T> | null };

/** The request that asks for others may have died: then they ask by themselves. */
const LEADER_LIMIT_MS = 2_000;
const WHAT = "A question that others share";

export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #limitMs: number;

  constructor(limitMs = LEADER_LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  async run(key: string, ask: () => Promise<T>): Promise<T> {
    const flight = this.#flights.get(key);
    if (!flight) return this.#begin(key, ask);
    if (flight.next === null) {
      flight.next = withDeadline(flight.current, this.#limitMs, WHAT).then(
        () => this.#begin(key, ask),
        () => this.#begin(key, ask),
      );
      return flight.next;
    }
    try {
      return await withDeadline(flight.next, this.#limitMs * 2, WHAT);
    } catch {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
      return ask();
    }
  }

  #begin(key: string, ask: () => Promise<T>): Promise<T> {
    const current = ask();
    const flight: Flight<T> = { current, next: null };
    this.#flights.set(key, flight);
    const end = () => {
      if (this.#flights.get(key) === flight && flight.next === null) this.#flights.delete(key);
    };
    current.then(end, end);
    return current;
  }
}
