import { online } from "../../ui/online.ts";
import type { DeskClient } from "./desk.ts";
import { stuck } from "./saved-here.tsx";

/** Whether changes arrive by themselves, and how much has not left this phone. */
export function LinkState({ desk }: { desk: DeskClient }) {
  const link = desk.link.value;
  const saved = stuck(desk.outbox.entries.value).length;
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
  if (saved > 0) {
    state = "waiting";
    words = online.value ? `${saved} saved` : `Offline, ${saved} saved`;
  }
  return (
    <output class={`link-state ${state}`} aria-label={`Connection: ${words}`}>
      {words}
    </output>
  );
}
