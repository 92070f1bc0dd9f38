import { effect } from "@preact/signals";
import type { DeskCopyChange, SavedDesk } from "../../device/person-data.ts";
import type { DeskStore } from "./store.ts";

const SAVE_AFTER_MS = 250;
/** The inbox tells an app that was away longer what changed, but perhaps no longer who left. */
const TRUSTED_MS = 12 * 3_600_000;

/** Shows the desk as the last visit left it. `old`: good to look at, and to be read anew as soon as there is a network. */
export function restoreDesk(store: DeskStore, saved: SavedDesk | null, nowMs: number): "none" | "old" | "fresh" {
  if (!saved) return "none";
  store.restore(saved);
  if (saved.requests) store.setRequests(saved.requests);
  return nowMs - saved.syncedAtMs > TRUSTED_MS ? "old" : "fresh";
}

/** Saves what changes on the desk, so that it can be shown without a network. */
export function keepDeskCopy(
  store: DeskStore,
  { save, syncedAtMs }: { save(change: DeskCopyChange): Promise<void>; syncedAtMs(): number },
) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    void save({
      ...store.takeChanged(),
      seq: store.seq(),
      syncedAtMs: syncedAtMs(),
      campaigns: [...store.campaigns.peek().values()],
      requests: store.requests.peek(),
    });
  }

  let isFirst = true;
  const end = effect(() => {
    void store.revision.value;
    void store.campaigns.value;
    void store.requests.value;
    if (!isFirst) timer ??= setTimeout(flush, SAVE_AFTER_MS);
    isFirst = false;
  });

  return {
    /** The page may be gone in the next moment. */
    flushNow: () => timer !== undefined && flush(),
    stop() {
      clearTimeout(timer);
      end();
    },
  };
}
