import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";
import "./sheet.css";

/**
 * Covers the lower part of what it is rendered in; what is above stays in sight and can be scrolled. The parent makes
 * what is below inert. Closes by Escape and gives the focus back.
 */
export function Sheet({ title, children, onClose }: { title: string; children: ComponentChildren; onClose(): void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    // On a phone a focused field would open the keyboard over the sheet.
    const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    const field = hasKeyboard ? sheet.current?.querySelector("input") : null;
    (field ?? sheet.current)?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      open
      ref={sheet}
      class="sheet"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="sheet-head">
        <h3 id={id} dir="auto">
          {title}
        </h3>
        <button type="button" class="button quiet icon" aria-label={`Close ${title}`} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      <div class="sheet-main">{children}</div>
    </dialog>
  );
}
