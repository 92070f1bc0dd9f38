import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { TexterAnswers, TexterRefusal, TexterRequest } from "../../../domain/texter-app/texter.ts";
import type { Unreachable } from "../../api/call.ts";
import type { Keep } from "../../keep.ts";
import { reconnectAfterMs } from "../../live/backoff.ts";

/** A text that was sent here and that the server has not answered yet. */
export type OutboxText = TexterRequest<"send"> & { campaignId: string; queuedAtMs: number };

export type OutboxEntry = OutboxText & {
  /** `waiting`: its turn, or a retry, comes by itself. */
  state: "waiting" | "sending";
  failures: number;
};

export type TextOutboxDeps = {
  keep: Keep;
  personId: string;
  random(): number;
  send(text: TexterRequest<"send">): Promise<TexterAnswers["send"] | TexterRefusal | Unreachable>;
  onSent(text: OutboxText, answer: TexterAnswers["send"]): void;
  /** Must store the text before it returns: afterwards the outbox forgets it. */
  onRefused(text: OutboxText, refusal: TexterRefusal): void;
};

export type TextOutbox = {
  entries: ReadonlySignal<readonly OutboxEntry[]>;
  add(text: TexterRequest<"send"> & { campaignId: string }): void;
  /** Tries waiting texts now, without their back-off: the network came back. */
  retryNow(): void;
  start(): void;
  stop(): void;
};

/** Answers that may change: the same text with the same id is tried again. */
const PASSING = new Set(["unreachable", "unavailable", "database_down", "throttled", "bad_answer"]);
/** Nothing goes until the texter signs in again, or loads the newer app. */
const HALTING = new Set(["not_signed_in", "suspended", "too_old"]);
/** Texts under way at once; those of one contact go one after the other. */
const AT_ONCE = 8;

/**
 * Texts on their way: kept over reloads until the inbox has answered, tried again with the same message id, so that a
 * lost answer never becomes a second text (docs/rules.md#sending-identity).
 */
export function createOutbox({ keep, personId, random, send, onSent, onRefused }: TextOutboxDeps): TextOutbox {
  const prefix = `whistlestop.outbox.${personId}.`;
  const entries = signal<readonly OutboxEntry[]>([]);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let running = false;

  function change(messageId: string, changes: Partial<OutboxEntry>): void {
    const all = entries.peek();
    const at = all.findIndex((each) => each.messageId === messageId);
    const present = all[at];
    if (present) entries.value = all.with(at, { ...present, ...changes });
  }

  function forget(messageId: string): void {
    entries.value = entries.peek().filter((each) => each.messageId !== messageId);
    keep.remove(prefix + messageId);
  }

  function pump(): void {
    if (!running) return;
    const busy = new Set<string>();
    let under = entries.peek().filter((each) => each.state === "sending").length;
    for (const each of entries.peek()) {
      if (under >= AT_ONCE) return;
      // The first entry of a contact goes, or is awaited; those behind it wait.
      const isFirst = !busy.has(each.contactId);
      busy.add(each.contactId);
      if (!isFirst || each.state === "sending" || timers.has(each.messageId)) continue;
      under += 1;
      void deliver(each);
    }
  }

  async function deliver(entry: OutboxEntry): Promise<void> {
    change(entry.messageId, { state: "sending" });
    const { campaignId: _, queuedAtMs: _at, state: _state, failures: _failures, ...text } = entry;
    const { messageId } = text;
    const answer = await send(text);
    if (answer.ok) {
      onSent(entry, answer);
      forget(messageId);
    } else if (HALTING.has(answer.reason)) {
      running = false;
      change(messageId, { state: "waiting" });
    } else if (answer.reason === "unreachable" || PASSING.has(answer.reason)) {
      const failures = entry.failures + 1;
      change(messageId, { state: "waiting", failures });
      const mayGoAtMs = "mayGoAtMs" in answer ? answer.mayGoAtMs : undefined;
      tryAgain(messageId, mayGoAtMs === undefined ? reconnectAfterMs(failures, random()) : mayGoAtMs - Date.now());
    } else {
      onRefused(entry, answer);
      forget(messageId);
    }
    pump();
  }

  function tryAgain(messageId: string, waitMs: number): void {
    const again = () => {
      timers.delete(messageId);
      pump();
    };
    timers.set(messageId, setTimeout(again, Math.max(50, waitMs)));
  }

  function clearTimers(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  }

  for (const key of keep.keys(prefix)) {
    const text = readText(keep.get(key));
    if (text) entries.value = [...entries.peek(), { ...text, state: "waiting", failures: 0 }];
  }
  entries.value = [...entries.peek()].sort((a, b) => a.queuedAtMs - b.queuedAtMs);

  return {
    entries,
    add(request) {
      if (entries.peek().some((each) => each.messageId === request.messageId)) return;
      const text: OutboxText = { ...request, queuedAtMs: Date.now() };
      keep.set(prefix + text.messageId, JSON.stringify(text));
      entries.value = [...entries.peek(), { ...text, state: "waiting", failures: 0 }];
      pump();
    },
    retryNow() {
      clearTimers();
      pump();
    },
    start() {
      running = true;
      pump();
    },
    stop() {
      running = false;
      clearTimers();
    },
  };
}

function readText(json: string | null): OutboxText | null {
  try {
    const text: unknown = JSON.parse(json ?? "null");
    // Only this module writes it, so its main field is proof enough of the shape.
    return typeof text === "object" && text !== null && "messageId" in text ? (text as OutboxText) : null;
  } catch {
    return null;
  }
}
