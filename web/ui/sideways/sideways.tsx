import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { moreOf } from "./more-of.ts";

type Props = { as?: "div" | "ul"; label?: string; class?: string; children: ComponentChildren };

/** Buttons in as many rows as they take, or in one that scrolls; layout.css draws a sign where that one goes on. */
export function Sideways({ as: Row = "div", label, class: more = "", children }: Props) {
  const row = useRef<HTMLElement>(null);
  function mark(): void {
    const { current } = row;
    if (!current) return;
    const goesOn = moreOf(current);
    if ((current.dataset["more"] ?? "") !== goesOn) current.dataset["more"] = goesOn;
  }
  // Its buttons may have changed.
  useLayoutEffect(mark);
  useEffect(() => {
    const { current } = row;
    if (!current) return undefined;
    const sizes = new ResizeObserver(mark);
    sizes.observe(current);
    current.addEventListener("scroll", mark, { passive: true });
    return () => {
      sizes.disconnect();
      current.removeEventListener("scroll", mark);
    };
  }, []);
  return (
    <Row ref={row as RefObject<HTMLDivElement & HTMLUListElement>} class={`sideways ${more}`} aria-label={label}>
      {children}
    </Row>
  );
}
