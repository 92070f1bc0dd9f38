import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";

const LOOK_AGAIN_MS = 15_000;

/** How many unclear texts need a decision; null until it is known. */
export const openReviews = signal<number | null>(null);

/** How many unmatched texts nobody has handled; null until it is known. */
export const openUnmatched = signal<number | null>(null);

/** How many requests for texts need a decision; null until it is known. */
export const openRequests = signal<number | null>(null);

/** How many sending numbers the carrier has refused within a day. */
export const stoppedSenders = signal(0);

/** Looks for unclear texts while the administration is on the screen. */
export function useOpenReviews(isAdmin: boolean): void {
  useEffect(() => {
    if (!isAdmin) return undefined;
    async function look(): Promise<void> {
      if (document.visibilityState !== "visible") return;
      const answer = await call(api.admin["opt-outs"].reviews.count.$get());
      if (!answer.ok) return;
      openReviews.value = answer.open;
      stoppedSenders.value = answer.stopped;
      openUnmatched.value = answer.unmatched;
      openRequests.value = answer.requests;
    }
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    const onVisible = () => void look();
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [isAdmin]);
}
