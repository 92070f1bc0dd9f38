/**
 * The carrier gives every delivery of one event the same I-Twilio-Idempotency-Token. One that this isolate has dealt with is
 * answered without asking anybody. Only a saving: another isolate does not know it, and the owner knows a text by its id.
 */
export class SeenTokens {
  readonly #most: number;
  readonly #seen = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param sid of the message: the token is not signed, so it counts for nothing but the signed event that it came with */
  has(token: string | undefined, sid: string): boolean {
    return token !== undefined && this.#seen.has(`${token} ${sid}`);
  }

  /** The event has been dealt with for good. */
  add(token: string | undefined, sid: string): void {
    if (token === undefined || token.length > 200) return;
    this.#seen.add(`${token} ${sid}`);
    if (this.#seen.size <= this.#most) return;
    const [oldest] = this.#seen;
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}
