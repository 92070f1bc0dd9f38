import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { keepsHere } from "../../device/database.ts";
import { Icon } from "../../ui/icons.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { stuck } from "../desk/saved-here.tsx";
import { isText } from "../desk/tap.ts";

const SHOWN_MS = 10_000;

type Came = {
  /** Of the contact who was texted. */
  name: string;
  messageId: string;
  /** The contact whose conversation came. */
  at: string;
};

/** After Send the next conversation came by itself: whose text was sent, until another conversation is opened. */
const from = signal<Came | null>(null);

export function rememberWhereFrom(came: Came): void {
  from.value = came;
}

/** What became of the text that was sent, and the way back to its conversation. */
export function CameFrom({ desk, contactId }: { desk: DeskClient; contactId: string }) {
  const came = from.value?.at === contactId ? from.value : null;
  const state = came ? stateOf(desk, came.messageId) : "sent";
  useEffect(() => {
    // A refusal stays until it has been seen.
    if (!came || state === "refused") return undefined;
    const timer = setTimeout(() => (from.value = null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [came, state]);
  return (
    <output class="came-from-place">
      {came && (
        <span class={`came-from ${state === "refused" ? "refused" : ""}`}>
          <span>
            {state === "sent" && <Icon name="check" />} {state === "saved" && !keepsHere.value ? UNSAVED : WORDS[state]}{" "}
            <bdi>{came.name}</bdi>
          </span>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              from.value = null;
              history.back();
            }}
          >
            Back
          </button>
        </span>
      )}
    </output>
  );
}

const WORDS = { sent: "Sent to", sending: "Sending to", saved: "Saved on this phone, for", refused: "Not sent to" };

const UNSAVED = "Waiting on this page, for";

function stateOf(desk: DeskClient, messageId: string): keyof typeof WORDS {
  if (desk.refused.all.value.some(({ tap }) => tap.op === "send" && tap.params.messageId === messageId))
    return "refused";
  const entries = desk.outbox.entries.value;
  if (!entries.filter(isText).some((each) => each.params.messageId === messageId)) return "sent";
  return stuck(entries).length > 0 ? "saved" : "sending";
}
