/**
 * Which queues wait because the carrier takes no texts. One of them at a time tries one text, to find out whether it does
 * again. Pure: the caller brings the clock.
 */
import type { Trouble, TroubleNow } from "../../domain/sending/carrier-account.ts";

/** From one try to the next. */
const TRY_EVERY_MS = 30_000;
/** A queue that waits asks again after this time, so that all go on soon after a try went through. */
const ASK_EVERY_MS = 10_000;
const LEAST_MS = 500;
/** How long one queue has for its try. */
const TRY_FOR_MS = 2_000;

export type Wait = { trouble: TroubleNow; mayTry: boolean; forMs: number };

type Known = TroubleNow & { nextTryMs: number; trier: string | null };

/** The key of trouble with the whole account. */
const ACCOUNT = "account";

export class Waiting {
  readonly #known = new Map<string, Known>();

  constructor(stored: readonly { key: string; trouble: TroubleNow }[] = []) {
    // After a stop nobody is trying: the next to ask may.
    for (const { key, trouble } of stored) this.#known.set(key, { ...trouble, nextTryMs: 0, trier: null });
  }

  get stored(): { key: string; trouble: TroubleNow }[] {
    return Array.from(this.#known, ([key, known]) => ({ key, trouble: shown(known) }));
  }

  /**
   * What a queue has found out since it last asked: that the carrier takes nothing, or, if it was to try, that it does.
   * @param service key of the queue's service
   * @param answered texts that the carrier took, or refused for their own sake
   * @returns whether anything has changed
   */
  report(
    { holder, trouble, answered }: { holder: string; trouble: Trouble | null; answered: number },
    service: string,
    nowMs: number,
  ): boolean {
    if (trouble !== null) {
      const key = trouble.scope === "account" ? ACCOUNT : service;
      const before = this.#known.get(key);
      this.#known.set(key, {
        ...trouble,
        sinceMs: before?.sinceMs ?? nowMs,
        nextTryMs: nowMs + TRY_EVERY_MS,
        trier: null,
      });
      return before?.code !== trouble.code;
    }
    let cleared = false;
    for (const key of [ACCOUNT, service]) {
      if (answered > 0 && this.#known.get(key)?.trier === holder) cleared = this.#known.delete(key) || cleared;
    }
    return cleared;
  }

  /** Whether a queue has to wait; null: no. Only a queue with texts is given a try. */
  ask({ holder, waiting }: { holder: string; waiting: number }, service: string, nowMs: number): Wait | null {
    const known = this.#known.get(ACCOUNT) ?? this.#known.get(service);
    if (!known) return null;
    const trouble = shown(known);
    if (waiting > 0 && nowMs >= known.nextTryMs) {
      known.nextTryMs = nowMs + TRY_EVERY_MS;
      known.trier = holder;
      return { trouble, mayTry: true, forMs: TRY_FOR_MS };
    }
    return { trouble, mayTry: false, forMs: Math.max(LEAST_MS, Math.min(ASK_EVERY_MS, known.nextTryMs - nowMs)) };
  }

  /** What admins see: trouble with the account, or with any of the organization's services. */
  now(isOwn: (service: string) => boolean): TroubleNow | null {
    const own = [...this.#known].find(([key]) => key !== ACCOUNT && isOwn(key))?.[1];
    const known = this.#known.get(ACCOUNT) ?? own;
    return known ? shown(known) : null;
  }
}

function shown({ scope, code, why, sinceMs }: Known): TroubleNow {
  return { scope, code, why, sinceMs };
}
