import { computed, signal } from "@preact/signals";

/** What the device says; true proves little, because it has a network without a way to the server as well. */
const claimed = signal(typeof navigator === "undefined" || navigator.onLine !== false);
/** Whether the last call got any answer. */
const answered = signal(true);

/** Whether the server can be reached, as far as anybody knows. */
export const online = computed(() => claimed.value && answered.value);

/** Whether the device itself says that it has no network. */
export const withoutNetwork = computed(() => !claimed.value);

/** Told by every call and by every socket that opens. */
export function noteAnswered(isAnswered: boolean): void {
  answered.value = isAnswered;
}

if (typeof window !== "undefined") {
  window.addEventListener("online", () => (claimed.value = answered.value = true));
  window.addEventListener("offline", () => (claimed.value = false));
}
