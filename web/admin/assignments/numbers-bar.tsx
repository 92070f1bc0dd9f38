import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { contactsInWords } from "./holdings.ts";
import type { HoldingChanges } from "./holdings.ts";

type Props = { changes: HoldingChanges; left: number; busy: boolean; onDiscard(): void; onSave(): void };

/** What saving the numbers will do, before it does. */
export function NumbersBar({ changes, left, busy, onDiscard, onSave }: Props) {
  const { counts, wrong, more, fewer, missing } = changes;
  const what = [more > 0 && `${count(more)} more`, fewer > 0 && `${count(fewer)} fewer`].filter(Boolean).join(", ");
  return (
    <div class="chosen-bar">
      <div class="grow numbers-words">
        <strong>
          {wrong.length > 0 ? "Enter whole numbers only" : `${counted(counts.length, "texter")}: ${what} to send`}
        </strong>
        <span class={`small ${missing > 0 ? "short" : "soft"}`}>
          {missing > 0
            ? `Only ${contactsInWords(left)} ${left === 1 ? "is" : "are"} not assigned yet, so this is ${count(missing)} too many.`
            : fewer > 0
              ? "Only contacts who have not been texted are taken back. Conversations stay."
              : "They come from the contacts that are not assigned yet."}
        </span>
      </div>
      <div class="row">
        <button type="button" class="button" onClick={onDiscard}>
          Discard
        </button>
        <button type="button" class="button primary" disabled={wrong.length > 0} aria-disabled={busy} onClick={onSave}>
          {busy ? "Saving…" : "Save numbers"}
        </button>
      </div>
    </div>
  );
}
