import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { MAX_TEXT_LENGTH } from "../../../domain/scripts/script.ts";
import { countSegments, leanText } from "../../../domain/scripts/segments.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { counted } from "../../ui/counted.ts";
import { Icon } from "../../ui/icons.tsx";
import { useKeys } from "../../ui/keyboard/keys.ts";
import type { DeskClient } from "../desk/desk.ts";
import { draftKey } from "./direct-client.ts";

type Props = {
  desk: DeskClient;
  number: string;
  peer: string;
  /** Whether a text may go now; else the words stay here. */
  maySend: boolean;
  /** Has stored the text when it returns. */
  onSend(body: string): void;
};

/** Where a text is written. What was typed is kept on the device until it is sent. */
export function DirectComposer({ desk, number, peer, maySend, onSend }: Props) {
  const key = draftKey(number, peer);
  const words = useSignal(desk.drafts.get(key));
  const field = useRef<HTMLTextAreaElement>(null);
  const tooLong = words.value.length - MAX_TEXT_LENGTH;
  const mayGo = maySend && words.value.trim() !== "" && tooLong <= 0;

  function write(next: string): void {
    words.value = next;
    desk.drafts.set(key, next);
  }

  function send(): void {
    if (!maySend || words.peek().trim() === "" || words.peek().length > MAX_TEXT_LENGTH) return;
    onSend(words.peek());
    write("");
    field.current?.focus();
  }
  useKeys({ "Ctrl+Enter": send });

  const { segments, unitsLeft } = countSegments(leanText(words.value));
  return (
    <>
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          class="input"
          dir="auto"
          aria-label={`Your text to ${formatPhone(peer)}`}
          aria-keyshortcuts="Control+Enter"
          placeholder="Text"
          rows={2}
          value={words.value}
          aria-invalid={tooLong > 0 ? "true" : undefined}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            // On a Mac the same is done with Command.
            if (event.key !== "Enter" || !event.metaKey || event.repeat) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="button primary send" disabled={!mayGo}>
          <span class="send-words">Send</span> <Icon name="send" />
        </button>
      </form>
      {words.value !== "" && (
        <span class={`small number ${tooLong > 0 ? "too-long" : "soft"}`}>
          {tooLong > 0
            ? `${tooLong} characters too long`
            : `${counted(segments, "segment")}, ${counted(unitsLeft, "character")} left in ${segments === 1 ? "it" : "the last one"}`}
        </span>
      )}
    </>
  );
}
