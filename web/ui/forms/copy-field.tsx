import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";
import "./copy-field.css";

type Props = {
  label: string;
  text: string;
  /** It is news: the focus comes here. */
  isNew?: boolean;
};

/** A link to give to somebody, ready to be copied. */
export function CopyField({ label, text, isNew = false }: Props) {
  const notice = useSignal("");
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (isNew) field.current?.focus();
  }, []);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      notice.value = "Copied";
    } catch {
      // Without permission the selected text can still be copied by hand.
      notice.value = "Press Ctrl+C or Cmd+C to copy";
    }
  }

  return (
    <div class="stack tight">
      <div class="copy">
        <input
          ref={field}
          class="input"
          readOnly
          aria-label={label}
          value={text}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="copy" /> Copy
        </button>
      </div>
      <output class="small soft copied">{notice.value}</output>
    </div>
  );
}
