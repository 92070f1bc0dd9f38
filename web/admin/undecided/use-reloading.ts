import { useEffect } from "preact/hooks";

const LOOK_AGAIN_MS = 10_000;

/** Reports and look-ups settle texts while somebody reads, so the list refreshes itself. */
export function useReloading(reload: () => Promise<void>): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && void reload(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
}
