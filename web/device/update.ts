/** The service worker that keeps the app on this device, and the newer version that it may hold ready. */
import { signal } from "@preact/signals";

/** A newer version is on this device, and waits until somebody asks for it. */
export const updateReady = signal(false);

/** Coming back to the app looks for a newer version, but not more often than this. */
const LOOK_EVERY_MS = 10 * 60_000;

export async function keepApp(): Promise<void> {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  // Without one (a private window, no room) the app works as long as there is a network.
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
  if (!registration) return;
  const look = () => (updateReady.value = registration.waiting !== null && navigator.serviceWorker.controller !== null);
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  let lookedAtMs = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - lookedAtMs < LOOK_EVERY_MS) return;
    lookedAtMs = Date.now();
    void registration.update().catch(() => {});
  });
}

/** A new version may be installed: looks now. */
export async function lookForUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.update().catch(() => {});
}

/** Loads the newer version. What is typed and tapped is kept on the device, so the reload loses nothing. */
export async function applyUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const next = registration?.waiting ?? (registration && (await installed(registration)));
  if (!next) {
    // Nothing newer is here: the page itself has to come from the server.
    await registration?.unregister();
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  next.postMessage("activate");
}

async function installed(registration: ServiceWorkerRegistration): Promise<ServiceWorker | null> {
  await registration.update().catch(() => {});
  const { installing } = registration;
  if (!installing) return registration.waiting;
  return new Promise((resolve) => {
    installing.addEventListener("statechange", () => {
      if (installing.state === "installed") resolve(registration.waiting);
      else if (installing.state === "redundant") resolve(null);
    });
  });
}
