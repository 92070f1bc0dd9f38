import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import type { AnswerOf, AnyAnswer, Begun } from "../../api/call.ts";
import { useSource } from "./freshness.ts";

export type Loading<Answer extends AnyAnswer> = { answer: Signal<Answer | Refusal | null>; reload(): Promise<void> };

/**
 * Reads when the screen opens, and again when one of `of` changes. Meanwhile the last answer stays on the screen.
 *
 * @param ask begins the call, e.g. `() => api.admin.people.$get()`
 */
export function useLoad<Call extends Begun>(ask: () => Call, of: readonly unknown[] = []): Loading<AnswerOf<Call>> {
  const answer = useSignal<AnswerOf<Call> | Refusal | null>(null);
  const note = useSource(reload);
  async function reload(): Promise<void> {
    const next = await call(ask());
    note(next);
    // A read that fails later does not take away what is on the screen.
    if (next.ok || !answer.peek()?.ok) answer.value = next;
  }
  useEffect(() => {
    answer.value = null;
    void reload();
  }, of);
  return { answer, reload };
}
