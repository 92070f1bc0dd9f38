import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../ui/icons.tsx";

/** So near to the end, a new message should come into sight by itself. */
const AT_END_PX = 60;

type Props = {
  name: string;
  /** Changes when a message has come. */
  newest: number | string | undefined;
  /** List items, the oldest first. */
  children: ComponentChildren;
};

/** A conversation so far. The newest message stays in sight, whatever takes room below: keyboard, sheet, rotation. */
export function MessageList({ name, newest, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useSignal(true);
  const size = useRef("");

  function toEnd(): void {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }

  /** The browser scrolls by itself when the room or the letters change; only a person's scrolling leaves the end. */
  function scrolled({ scrollHeight, scrollTop, clientHeight, clientWidth }: HTMLElement): void {
    const present = `${scrollHeight} ${clientHeight} ${clientWidth}`;
    const isByPerson = present === size.current;
    size.current = present;
    if (isByPerson) isAtEnd.value = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    else if (isAtEnd.peek()) toEnd();
  }
  useLayoutEffect(() => {
    if (isAtEnd.peek()) toEnd();
  }, [newest]);
  useEffect(() => {
    if (!list.current) return undefined;
    const observer = new ResizeObserver(() => isAtEnd.peek() && toEnd());
    observer.observe(list.current);
    // What is in it grows too: a picture that has loaded, larger letters.
    if (list.current.firstElementChild) observer.observe(list.current.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="messages-frame">
      <div
        ref={list}
        class="messages"
        role="log"
        aria-label={`Conversation with ${name}`}
        // A scrolling region has to be reachable by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget }) => scrolled(currentTarget)}
      >
        <ol>{children}</ol>
      </div>
      {!isAtEnd.value && (
        <button type="button" class="button to-end" onClick={toEnd}>
          <Icon name="down" /> <span>Newest message</span>
        </button>
      )}
    </div>
  );
}
