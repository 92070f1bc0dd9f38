import { online } from "../../ui/online.ts";
import type { DeskClient } from "./desk.ts";

/** Whether changes arrive by themselves, and what has not left this device. */
export function LinkState({ desk }: { desk: DeskClient }) {
  const link = desk.link.value;
  const stuck = desk.outbox.entries.value.filter((entry) => entry.failures > 0).length;
  let state = "waiting";
  let words = "Reconnecting";
  if (link.state === "live") {
    state = "live";
    words = "Live";
  } else if (link.state === "connecting") {
    state = "connecting";
    words = "Connecting";
  } else if (link.state === "stopped") words = "Updates delayed";
  if (!online.value) {
    state = "waiting";
    words = "Offline";
  }
  if (stuck > 0) {
    state = "waiting";
    words = `${stuck} unsent`;
  }
  return (
    <output class={`link-state ${state}`} aria-label={`Connection: ${words}`}>
      {words}
    </output>
  );
}
