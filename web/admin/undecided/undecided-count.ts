import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";

/** Every active campaign is asked: less often than a list that comes from one table. */
const LOOK_AGAIN_MS = 60_000;

/** How many texts need a decision, in all campaigns. */
export const undecidedTexts = signal(0);

async function lookForUndecided(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const answer = await call(api.admin.undecided.count.$get());
  if (answer.ok) undecidedTexts.value = answer.count;
}

/** Counts texts that need a decision while the administration is on the screen. */
export function useUndecidedCount(isAdmin: boolean): void {
  useEffect(() => {
    if (!isAdmin) return undefined;
    void lookForUndecided();
    const timer = setInterval(() => void lookForUndecided(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAdmin]);
}
