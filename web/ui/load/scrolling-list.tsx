import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

type Props = {
  /** Gives it its greatest height. */
  class: string;
  /** What a screen reader calls it. */
  label: string;
  ordered?: boolean;
  children: ComponentChildren;
};

/** A list that scrolls by itself once it is long; then the keyboard reaches it, too. */
export function ScrollingList({ class: name, label, ordered = false, children }: Props) {
  const list = useRef<HTMLUListElement & HTMLOListElement>(null);

  function update(): void {
    const el = list.current;
    if (!el) return;
    if (el.scrollHeight > el.clientHeight) el.tabIndex = 0;
    else el.removeAttribute("tabindex");
  }
  useEffect(update);
  useEffect(() => {
    if (!list.current) return undefined;
    // What was folded away had no height.
    const observer = new ResizeObserver(update);
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const shared = { ref: list as RefObject<never>, class: name, "aria-label": label, children };
  return ordered ? <ol {...shared} /> : <ul {...shared} />;
}
