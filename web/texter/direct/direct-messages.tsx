import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { DirectMessage } from "../../../domain/phone-service/direct.ts";
import { Delivery, deliveryOf, outboxDelivery } from "../../ui/delivery.tsx";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import type { DirectText } from "./direct-outbox.ts";

/** So near to the end, a new message should come into sight by itself. */
const AT_END_PX = 60;

type Props = {
  name: string;
  messages: readonly DirectMessage[];
  /** What the person has sent and the line does not show yet. */
  underWay: readonly DirectText[];
  isLive: boolean;
  /** Reads texts from before; null: these are all. */
  onEarlier: (() => void) | null;
};

/** The conversation so far. The newest message stays in sight, whatever takes room below. */
export function DirectMessages({ name, messages, underWay, isLive, onEarlier }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useSignal(true);
  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  const last = underWay.at(-1)?.messageId ?? messages.at(-1)?.id;
  useLayoutEffect(() => {
    if (isAtEnd.peek()) toEnd();
  }, [last]);
  useEffect(() => {
    if (!list.current) return undefined;
    const observer = new ResizeObserver(() => isAtEnd.peek() && toEnd());
    observer.observe(list.current);
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
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          (isAtEnd.value = scrollHeight - scrollTop - clientHeight < AT_END_PX)
        }
      >
        <ol>
          {onEarlier && (
            <li class="handed-over">
              <button type="button" class="button" onClick={onEarlier}>
                Show earlier texts
              </button>
            </li>
          )}
          {messages.map((message) => (
            <Message key={message.id} message={message} name={name} />
          ))}
          {underWay.map(({ messageId, body, atMs }) => (
            <li key={messageId} class="out">
              <Bubble by="You" direction="out" body={body} />
              <span class="small soft row">
                <time dateTime={new Date(atMs).toISOString()}>{shortTime(atMs, now.value)}</time>
                <Delivery shown={outboxDelivery(!isLive)} />
              </span>
            </li>
          ))}
        </ol>
      </div>
      {!isAtEnd.value && (
        <button type="button" class="button to-end" onClick={toEnd}>
          <Icon name="down" /> <span>Newest message</span>
        </button>
      )}
    </div>
  );
}

function Message({ message, name }: { message: DirectMessage; name: string }) {
  const { direction, body, at, status, code, why } = message;
  const shown = direction === "out" ? deliveryOf({ sendStatus: status, errorCode: code }, now.value) : null;
  return (
    <li class={direction}>
      <Bubble by={direction === "out" ? "You" : name} direction={direction} body={body} />
      <span class="small soft row">
        <time dateTime={new Date(at).toISOString()}>{shortTime(at, now.value)}</time>
        {shown && <Delivery shown={shown} />}
      </span>
      {why !== null && <span class="small soft">{why}</span>}
    </li>
  );
}

function Bubble({ by, direction, body }: { by: string; direction: "out" | "in"; body: string }) {
  return (
    <p class={`bubble kept ${direction}`}>
      <span class="unseen">{by}: </span>
      <span class="words" dir="auto">
        {body}
      </span>
    </p>
  );
}
