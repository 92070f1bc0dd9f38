/** Which forms have unsaved changes. Loaded with the app itself, see below. */
import { signal } from "@preact/signals";

/** Names of the forms with unsaved changes, by their id. */
export const unsavedForms = signal<ReadonlyMap<string, string>>(new Map());

export const goingBack: {
  /** Called when the browser has gone back or forward while something is unsaved. */
  hold: (() => void) | null;
} = { hold: null };

// Listeners are called in their order, and the router's would show another screen: this one has to be there first.
if (typeof window !== "undefined")
  window.addEventListener("popstate", (event) => {
    if (goingBack.hold === null || unsavedForms.peek().size === 0) return;
    event.stopImmediatePropagation();
    goingBack.hold();
  });
