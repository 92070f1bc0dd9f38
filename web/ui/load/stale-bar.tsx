import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { reconnectAfterMs } from "../../live/backoff.ts";
import { online } from "../online.ts";
import { now } from "../time/now.ts";
import { shortTime } from "../time/time.ts";
import { refresh, staleness } from "./freshness.ts";
import type { Staleness } from "./freshness.ts";
import "./stale-bar.css";

/** A person who has just lost the network is not asked for by the second. */
const SOONEST_MS = 2_000;

const WHY: Record<Staleness["why"], string> = {
  offline: "You are offline.",
  unreachable: "Whistlestop cannot be reached.",
  refused: "Part of this page could not be updated.",
};

/** In the head of a screen: that what it shows is old, and from when. Tries again by itself, and by a button. */
export function StaleBar() {
  const stale = staleness.value;
  const isOnline = online.value;
  const tries = useSignal(0);
  const isTrying = useSignal(false);
  const sinceMs = useRef<number | null>(null);

  async function retry(): Promise<void> {
    if (isTrying.peek()) return;
    isTrying.value = true;
    // One small call first: a server that is away is not asked for every list.
    const probe = await call(api.auth.me.$get());
    if (probe.ok) await refresh(sinceMs.current ?? 0);
    isTrying.value = false;
    tries.value += 1;
  }

  // Also when another call was the first to get an answer again.
  useEffect(() => {
    if (!isOnline) sinceMs.current = Date.now();
    else if (sinceMs.current !== null) {
      void refresh(sinceMs.current);
      sinceMs.current = null;
    }
  }, [isOnline]);

  const isStale = stale !== null;
  useEffect(() => {
    if (!isStale) {
      tries.value = 0;
      return undefined;
    }
    const waitMs = Math.max(SOONEST_MS, reconnectAfterMs(tries.peek() + 3, Math.random()));
    const timer = setTimeout(() => void retry(), waitMs);
    return () => clearTimeout(timer);
  }, [isStale, tries.value]);

  return (
    <div class={isStale ? "stale-bar" : "stale-bar unseen"}>
      <output dir="auto">{stale && inWords(stale, now.value)}</output>
      {isStale && (
        <button type="button" class="button" aria-disabled={isTrying.value} onClick={() => void retry()}>
          {isTrying.value ? "Trying…" : "Try again"}
        </button>
      )}
    </div>
  );
}

function inWords({ why, knownAtMs, message }: Staleness, nowMs: number): string {
  const shown = knownAtMs === null ? "" : ` This page shows what was known as of ${shortTime(knownAtMs, nowMs)}.`;
  const words = message === null ? "" : ` ${message}`;
  return `${WHY[why]}${words}${shown}`;
}
