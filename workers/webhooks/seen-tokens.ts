/**
 * The carrier gives every delivery of one event the same I-Twilio-Idempotency-Token. A token that this isolate has seen
 * is answered without a call. This only saves work: another isolate does not know the token, and the owner recognizes a
 * text by its id.
 */
export class SeenTokens {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param sid of the message: the token is not signed, so it counts only together with the signed event */
  has(token: string | undefined, sid: string): boolean {
    return token !== undefined && this.#seen.has(`${token} ${sid}`);
  }

  /** The event has been handled for good. */
  add(token: string | undefined, sid: string): void {
    if (token === undefined || token.length > 200) return;
    this.#seen.add(`${token} ${sid}`);
    if (this.#seen.size <= this.#most) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
