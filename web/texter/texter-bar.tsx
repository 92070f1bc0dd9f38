import { Icon } from "../ui/icons.tsx";
import type { DeskClient } from "./desk/desk.ts";
import { keysShown } from "./keys.ts";
import { LinkState } from "./desk/link-state.tsx";

/** Top bar of the texting screens: the way back, the campaign, the connection. */
export function TexterBar({ desk, back, title }: { desk: DeskClient; back: string; title: string }) {
  return (
    <header class="bar">
      <a class="button quiet icon" href={back} aria-label="Back to your campaigns">
        <Icon name="back" />
      </a>
      <span class="bar-title" dir="auto">
        {title}
      </span>
      <button
        type="button"
        class="button quiet icon with-keyboard"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        aria-haspopup="dialog"
        onClick={() => (keysShown.value = true)}
      >
        <Icon name="keys" />
      </button>
      <LinkState desk={desk} />
    </header>
  );
}
