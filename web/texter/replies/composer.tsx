import type { RefObject } from "preact";
import { MAX_TEXT_LENGTH } from "../../../domain/scripts/script.ts";
import { Icon } from "../../ui/icons.tsx";
import { useKeys } from "../../ui/keyboard/keys.ts";
import { Picture } from "../../ui/media.tsx";
import { undoScript } from "./reply.ts";
import type { ReplyWords } from "./reply.ts";

type Props = {
  name: string;
  words: ReplyWords;
  field: RefObject<HTMLTextAreaElement | null>;
  onWrite(changes: Partial<ReplyWords>): void;
  /** Whether a text may go now; else the words stay here. */
  maySend: boolean;
  onSend(): void;
};

/** Where a reply is written, with what the script put there and its picture. */
export function Composer({ name, words, field, maySend, onWrite, onSend }: Props) {
  const { origin } = words;
  const tooLong = words.words.length - MAX_TEXT_LENGTH;
  useKeys({ "Ctrl+Enter": onSend });
  return (
    <>
      {words.replaced !== null && (
        <div class="row spread replaced">
          <output>The script’s text replaced what you had typed.</output>
          <button type="button" class="button" onClick={() => onWrite(undoScript(words))}>
            Undo
          </button>
        </div>
      )}
      {origin?.picture !== undefined && (
        <div class="row spread composer-picture">
          <Picture key={origin.picture} pictureId={origin.picture} />
          <button
            type="button"
            class="button quiet"
            onClick={() => onWrite({ origin: { ...origin, picture: undefined } })}
          >
            <Icon name="cross" /> Send without the picture
          </button>
        </div>
      )}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        <textarea
          ref={field}
          class="input"
          dir="auto"
          aria-label={`Your reply to ${name}`}
          aria-keyshortcuts="Control+Enter"
          placeholder="Reply"
          rows={2}
          value={words.words}
          aria-invalid={tooLong > 0 ? "true" : undefined}
          onInput={({ currentTarget }) => onWrite({ words: currentTarget.value })}
          onKeyDown={(event) => {
            // On a Mac the same is done with Command.
            if (event.key !== "Enter" || !event.metaKey || event.repeat) return;
            event.preventDefault();
            onSend();
          }}
        />
        <button
          type="submit"
          class="button primary send"
          disabled={!maySend || words.words.trim() === "" || tooLong > 0}
        >
          <span class="send-words">Send</span> <Icon name="send" />
        </button>
      </form>
      {tooLong > -200 && (
        <output class={`small number ${tooLong > 0 ? "too-long" : "soft"}`}>
          {tooLong > 0 ? `${tooLong} characters too long` : `${-tooLong} characters left`}
        </output>
      )}
    </>
  );
}
