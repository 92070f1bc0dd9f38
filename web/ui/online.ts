import { signal } from "@preact/signals";

/** Whether the device says that it has a network; true proves little, false is certain. */
export const online = signal(typeof navigator === "undefined" || navigator.onLine);
if (typeof window !== "undefined") {
  window.addEventListener("online", () => (online.value = true));
  window.addEventListener("offline", () => (online.value = false));
}
