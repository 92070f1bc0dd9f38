import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { applyUpdate } from "../../device/update.ts";
import { Blank, Skeleton } from "../screen.tsx";

/** A screen that is loaded when it is first shown, so that texters never load what only admins use. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const state = signal<"not yet" | "loading" | "failed" | { Loaded: ComponentType<Props> }>("not yet");

  async function start(): Promise<void> {
    state.value = "loading";
    try {
      state.value = { Loaded: await load() };
    } catch {
      state.value = "failed";
    }
  }

  if (typeof window !== "undefined") window.addEventListener("online", () => state.peek() === "failed" && void start());

  return function Later(props: Props) {
    if (state.value === "not yet") queueMicrotask(() => state.peek() === "not yet" && void start());
    if (typeof state.value === "object") {
      const { Loaded } = state.value;
      return <Loaded {...props} />;
    }
    if (state.value === "failed")
      return (
        <Blank page title="This page did not load">
          <p>You may be offline, or a new version may just have been installed.</p>
          <div class="row">
            <button type="button" class="button" onClick={() => void start()}>
              Try again
            </button>
            <button type="button" class="button primary" onClick={() => void applyUpdate()}>
              Reload the app
            </button>
          </div>
        </Blank>
      );
    return (
      <main class="page">
        <Skeleton heights={["line", "card", "card"]} />
      </main>
    );
  };
}
