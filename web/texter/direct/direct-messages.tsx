import type { DirectMessage } from "../../../domain/phone-service/direct.ts";
import { Delivery, deliveryOf, outboxDelivery } from "../../ui/delivery.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import { MessageList } from "../message-list.tsx";
import type { DirectText } from "./direct-outbox.ts";

type Props = {
  name: string;
  messages: readonly DirectMessage[];
  /** What the person has sent and the line does not show yet. */
  underWay: readonly DirectText[];
  isLive: boolean;
  /** Reads texts from before; null: these are all. */
  onEarlier: (() => void) | null;
};

/** With what is under way. */
export function DirectMessages({ name, messages, underWay, isLive, onEarlier }: Props) {
  const last = underWay.at(-1)?.messageId ?? messages.at(-1)?.id;
  return (
    <MessageList name={name} newest={last}>
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
    </MessageList>
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
