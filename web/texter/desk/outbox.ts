import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { TexterAnswers, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { Unreachable } from "../../api/call.ts";
import type { Keep } from "../../device/keep.ts";
import { reconnectAfterMs } from "../../live/backoff.ts";
import { keptTap, mustFollow, readTap } from "./tap.ts";
import type { KeptTap, Tap, TapEntry, TapOp } from "./tap.ts";

export type TapAnswer = TexterAnswers[TapOp];

export type TapOutboxDeps = {
  keep: Keep;
  random(): number;
  perform(tap: Tap): Promise<TapAnswer | TexterRefusal | Unreachable>;
  onDone(tap: KeptTap, answer: TapAnswer): void;
  /** Must store what is to be kept of it before it returns: afterwards the outbox forgets it. */
  onRefused(tap: KeptTap, refusal: TexterRefusal): void;
};

export type TapOutbox = {
  entries: ReadonlySignal<readonly TapEntry[]>;
  add(tap: Tap, campaignId: string): void;
  /** Takes over what another tab keeps, which may be closed by now. Both may send it: it has one id. */
  adopt(taps: readonly string[]): void;
  /** Tries what waits now, without its back-off: the network came back. */
  retryNow(): void;
  start(): void;
  /** For good. What is under way may still arrive; it is asked again at the next visit. */
  stop(): void;
};

/** Answers that may change: the same tap with the same id is tried again. */
const PASSING = new Set(["unreachable", "unavailable", "database_down", "bad_answer"]);
/** Nothing goes until the texter signs in again, or loads the newer app. */
const HALTING = new Set(["not_signed_in", "suspended", "too_old"]);
/** Under way at once; those of one contact go one after the other. */
const AT_ONCE = 8;
/** Of the whole outbox, when the inbox finds it too fast. */
const LONGEST_REST_MS = 5_000;
export const TAPS_PREFIX = "outbox.";

/**
 * Texts and everything else that was tapped, on its way: kept over reloads until the inbox has answered, tried again with
 * the same id, so that a lost answer never becomes a second text (docs/rules.md#sending-identity, #states-taps).
 */
export function createOutbox({ keep, random, perform, onDone, onRefused }: TapOutboxDeps): TapOutbox {
  const entries = signal<readonly TapEntry[]>(kept(keep));
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let running = false;
  let stopped = false;
  /** How many go at once; one while the inbox finds it too fast. */
  let lanes = AT_ONCE;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let lastMs = entries.peek().at(-1)?.queuedAtMs ?? 0;

  function change(id: string, changes: Pick<TapEntry, "state"> & Partial<Pick<TapEntry, "failures">>): void {
    const all = entries.peek();
    const at = all.findIndex((each) => each.id === id);
    const present = all[at];
    if (present) entries.value = all.with(at, { ...present, ...changes });
  }

  function forget(id: string): void {
    entries.value = entries.peek().filter((each) => each.id !== id);
    keep.remove(TAPS_PREFIX + id);
  }

  function pump(): void {
    if (!running || rest !== undefined) return;
    const earlier: TapEntry[] = [];
    let under = entries.peek().filter((each) => each.state === "sending").length;
    for (const each of entries.peek()) {
      if (under >= lanes) return;
      const isNext = !earlier.some((before) => mustFollow(before, each));
      earlier.push(each);
      if (!isNext || each.state === "sending" || timers.has(each.id)) continue;
      under += 1;
      void deliver(each);
    }
  }

  async function deliver(entry: TapEntry): Promise<void> {
    const { id } = entry;
    change(id, { state: "sending" });
    const answer = await perform(entry);
    if (stopped) return;
    if (answer.ok) {
      lanes = Math.min(AT_ONCE, lanes + 1);
      onDone(entry, answer);
      forget(id);
    } else if (HALTING.has(answer.reason)) {
      running = false;
      change(id, { state: "waiting" });
    } else if (answer.reason === "throttled") {
      // Whatever else waits would be refused as well: all of it rests, and nothing loses its turn.
      change(id, { state: "waiting" });
      lanes = 1;
      restFor("mayGoAtMs" in answer && answer.mayGoAtMs ? answer.mayGoAtMs - Date.now() : 0);
    } else if (answer.reason === "unreachable" || PASSING.has(answer.reason)) {
      const failures = entry.failures + 1;
      change(id, { state: "waiting", failures });
      const mayGoAtMs = "mayGoAtMs" in answer ? answer.mayGoAtMs : undefined;
      tryAgain(id, mayGoAtMs === undefined ? reconnectAfterMs(failures, random()) : mayGoAtMs - Date.now());
    } else {
      onRefused(entry, answer);
      forget(id);
    }
    pump();
  }

  function tryAgain(id: string, waitMs: number): void {
    const again = () => {
      timers.delete(id);
      pump();
    };
    timers.set(id, setTimeout(again, Math.max(50, waitMs)));
  }

  function restFor(waitMs: number): void {
    clearTimeout(rest);
    // A device's clock may be hours ahead or behind.
    rest = setTimeout(wake, Math.min(LONGEST_REST_MS, Math.max(50, waitMs)));
  }

  function wake(): void {
    rest = undefined;
    pump();
  }

  function clearTimers(): void {
    clearTimeout(rest);
    rest = undefined;
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  }

  return {
    entries,
    add(tap, campaignId) {
      // No two at the same time: after a reload the time is their order.
      lastMs = Math.max(Date.now(), lastMs + 1);
      const added = keptTap(tap, campaignId, lastMs);
      if (entries.peek().some((each) => each.id === added.id)) return;
      keep.set(TAPS_PREFIX + added.id, JSON.stringify(added));
      entries.value = [...entries.peek(), { ...added, state: "waiting", failures: 0 }];
      pump();
    },
    adopt(taps) {
      const known = new Set(entries.peek().map(({ id }) => id));
      const others = taps.flatMap((json) => readTap(json) ?? []).filter(({ id }) => !known.has(id));
      if (others.length === 0) return;
      const all = [...entries.peek()];
      for (const each of others) {
        keep.set(TAPS_PREFIX + each.id, JSON.stringify(each));
        all.push({ ...each, state: "waiting", failures: 0 });
      }
      entries.value = all.sort((a, b) => a.queuedAtMs - b.queuedAtMs);
      lastMs = Math.max(lastMs, entries.peek().at(-1)?.queuedAtMs ?? 0);
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
      stopped = true;
      clearTimers();
    },
  };
}

/** What an earlier visit left, in the order in which it was tapped. */
function kept(keep: Keep): TapEntry[] {
  return keep
    .keys(TAPS_PREFIX)
    .flatMap((key) => readTap(keep.get(key)) ?? [])
    .sort((a, b) => a.queuedAtMs - b.queuedAtMs)
    .map((each) => Object.assign(each, { state: "waiting" as const, failures: 0 }));
}
