import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../api.ts";
import type { Outcome } from "../api.ts";

export type Loading<T> = { answer: Signal<Outcome<T> | null>; reload(): Promise<void> };

/** Reads a path when the screen opens. While it reads again, the last answer stays on the screen. */
export function useLoad<T>(path: string): Loading<T> {
  const answer = useSignal<Outcome<T> | null>(null);
  async function reload(): Promise<void> {
    const next = await call<T>(path);
    // A read that fails later does not take away what is on the screen.
    if (next.ok || !answer.peek()?.ok) answer.value = next;
  }
  useEffect(() => {
    answer.value = null;
    void reload();
  }, [path]);
  return { answer, reload };
}
