import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AssignmentsAnswer } from "../../../domain/assignment/assignments.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import type { Outcome } from "../../api/call.ts";
import { useSource } from "../../ui/load/freshness.ts";
import type { Loading } from "../../ui/load/load.ts";

/** Counted from an answer, so that a campaign with many queues is not asked faster than it answers. */
const AGAIN_MS = 4_000;

export type Holdings = Loading<AssignmentsAnswer> & {
  /** Why the last refresh failed, while what was known before stays on the screen. */
  failed: Signal<string | null>;
};

/** The campaign's assignments, refreshed while the page is open. */
export function useHoldings(campaignId: string): Holdings {
  const answer = useSignal<Outcome<AssignmentsAnswer> | null>(null);
  const failed = useSignal<string | null>(null);
  const asked = useSignal(0);
  const note = useSource(reload);

  async function reload(): Promise<void> {
    const turn = asked.peek() + 1;
    asked.value = turn;
    const next = await call(campaignApi.assignments.$get({ param: { campaignId } }));
    // An answer that was asked for before a change must not cover the one after it.
    if (turn !== asked.peek()) return;
    note(next);
    // That the server cannot be reached is said in the head of the screen.
    failed.value = next.ok || next.reason === "unreachable" ? null : next.message;
    if (next.ok || !answer.peek()?.ok) answer.value = next;
  }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isLeft = false;
    const again = async () => {
      if (document.visibilityState === "visible") await reload();
      if (!isLeft) timer = setTimeout(() => void again(), AGAIN_MS);
    };
    void again();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [campaignId]);
  return { answer, reload, failed };
}
