import { signal } from "@preact/signals";

/** The time, for screens on which it only has to be about right. */
export const now = signal(Date.now());
if (typeof document !== "undefined") setInterval(() => (now.value = Date.now()), 10_000);
