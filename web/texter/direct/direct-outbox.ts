import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { TexterAnswer } from "../../../domain/texter-app/texter.ts";
import type { Unreachable } from "../../api/call.ts";
import type { Keep } from "../../device/keep.ts";
import { reconnectAfterMs } from "../../live/backoff.ts";
import { DIRECT_OUT } from "../home/direct-kept.ts";

/** A text on its way, as the device keeps it. */
export type DirectText = { messageId: string; number: string; to: string; body: string; atMs: number };

type Answer = TexterAnswer<"directSend"> | Unreachable;

export type DirectOutboxDeps = {
  keep: Keep;
  send(text: DirectText): Promise<Answer>;
  /** Its words have to be kept before this returns: afterwards they are forgotten here. */
  onRefused(text: DirectText, refusal: Extract<Answer, { ok: false }>): void;
  random?: () => number;
};

export type DirectOutbox = {
  waiting: ReadonlySignal<readonly DirectText[]>;
  add(text: DirectText): void;
  /** The network came back. */
  retryNow(): void;
  stop(): void;
};

/** Answers that may change: the same text with the same id is tried again. */
const PASSING = new Set(["unreachable", "unavailable", "database_down", "bad_answer", "throttled", "fault"]);
/** Nothing goes until the person has signed in again. */
const HALTING = new Set(["not_signed_in", "suspended", "too_old"]);

/**
 * Direct texts on their way, one after the other: kept over reloads until there is an answer, and tried again with the same id, so
 * that a lost answer never becomes a second text.
 */
export function createDirectOutbox({ keep, send, onRefused, random = Math.random }: DirectOutboxDeps): DirectOutbox {
  const waiting = signal<readonly DirectText[]>(kept(keep));
  let isBusy = false;
  let isStopped = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forget({ messageId }: DirectText): void {
    keep.remove(DIRECT_OUT + messageId);
    waiting.value = waiting.peek().filter((each) => each.messageId !== messageId);
  }

  async function pump(): Promise<void> {
    const [next] = waiting.peek();
    if (isBusy || isStopped || timer !== undefined || !next) return;
    isBusy = true;
    const answer = await send(next);
    isBusy = false;
    if (isStopped) return;
    if (answer.ok) {
      failures = 0;
      forget(next);
    } else if (HALTING.has(answer.reason)) return;
    else if (PASSING.has(answer.reason)) {
      failures += 1;
      timer = setTimeout(retryNow, reconnectAfterMs(failures, random()));
      return;
    } else {
      onRefused(next, answer);
      forget(next);
    }
    void pump();
  }

  function retryNow(): void {
    clearTimeout(timer);
    timer = undefined;
    void pump();
  }

  void pump();
  return {
    waiting,
    retryNow,
    add(text) {
      if (waiting.peek().some(({ messageId }) => messageId === text.messageId)) return;
      keep.set(DIRECT_OUT + text.messageId, JSON.stringify(text));
      waiting.value = [...waiting.peek(), text];
      void pump();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What an earlier visit left, in its order. */
function kept(keep: Keep): DirectText[] {
  return keep
    .keys(DIRECT_OUT)
    .flatMap((key) => read(keep.get(key)) ?? [])
    .toSorted((a, b) => a.atMs - b.atMs);
}

function read(json: string | null): DirectText | null {
  try {
    // Written by `add`; what an older app may have written is passed over.
    const text = JSON.parse(json ?? "null") as Partial<DirectText> | null;
    const { messageId, number, to, body, atMs } = text ?? {};
    if (!messageId || !number || !to || !body || typeof atMs !== "number") return null;
    return { messageId, number, to, body, atMs };
  } catch {
    return null;
  }
}
