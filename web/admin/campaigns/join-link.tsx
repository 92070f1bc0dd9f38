import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../../ui/icons.tsx";
import "./overview.css";

/** The link by which texters join, ready to be copied. */
export function JoinLink({ token }: { token: string }) {
  const link = `${location.origin}/join/${token}`;
  const notice = useSignal("");
  const field = useRef<HTMLInputElement>(null);

  async function copy(): Promise<void> {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      notice.value = "Copied";
    } catch {
      // Without permission the selected link can still be copied by hand.
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
          aria-label="Join link"
          value={link}
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
