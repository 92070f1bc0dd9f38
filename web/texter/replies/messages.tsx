import type { DeskItem, ThreadMessage } from "../../../domain/texter-app/texter.ts";
import { Delivery, deliveryOf, outboxDelivery } from "../../ui/delivery.tsx";
import { Media } from "../../ui/media.tsx";
import { ReactionMark } from "../../ui/reaction.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";
import { isHandedOver } from "../home/new-for-you.ts";
import { stuck } from "../desk/saved-here.tsx";
import { isText } from "../desk/tap.ts";
import { MessageList } from "../message-list.tsx";

/** Of an outgoing text. */
export function writerOf({ by }: Pick<ThreadMessage, "by">): "You" | "Another texter" | "Automatic text" {
  if (by === undefined) return "You";
  return by === "other" ? "Another texter" : "Automatic text";
}

/** With what is under way and who had the conversation before. */
export function Messages({ desk, item, name }: { desk: DeskClient; item: DeskItem; name: string }) {
  const known = new Set(item.messages.map((message) => message.id));
  const underWay = desk.tapped
    .tapsOf(item.contactId)
    .filter(isText)
    .filter((entry) => !known.has(entry.id));
  const isStuck = stuck(desk.outbox.entries.value).length > 0;
  const length = item.messages.length + underWay.length;

  return (
    <MessageList name={name} newest={length}>
      {item.messages.map((message) => {
        const shown = message.direction === "out" ? deliveryOf(message, now.value) : null;
        return (
          <li key={message.id} class={message.direction}>
            {(message.body !== "" || !message.media) && (
              <p class={`bubble kept ${message.direction}`}>
                <span class="unseen">{message.direction === "out" ? `${writerOf(message)}: ` : `${name}: `}</span>
                <span class="words" dir="auto">
                  {message.body}
                </span>
              </p>
            )}
            {message.media && (
              <Media
                media={message.media}
                contactId={item.contactId}
                messageId={message.id}
                from={message.direction === "out" ? writerOf(message).toLowerCase() : name}
              />
            )}
            {message.reaction && <ReactionMark emoji={message.reaction} by={name} />}
            <span class="small soft row">
              {message.by && <span aria-hidden="true">{writerOf(message)}</span>}
              <time dateTime={new Date(message.at).toISOString()}>{shortTime(message.at, now.value)}</time>
              {shown && <Delivery shown={shown} />}
            </span>
          </li>
        );
      })}
      {isHandedOver(item) && underWay.length === 0 && (
        <li class="handed-over">
          <p class="soft small">
            This conversation was given to you. The texts above are from another texter: read them, then go on.
          </p>
        </li>
      )}
      {underWay.map((entry) => (
        <li key={entry.id} class="out">
          <p class="bubble kept out">
            <span class="unseen">You: </span>
            <span class="words" dir="auto">
              {entry.params.body}
            </span>
          </p>
          <span class="small soft row">
            <time dateTime={new Date(entry.queuedAtMs).toISOString()}>{shortTime(entry.queuedAtMs, now.value)}</time>
            <Delivery shown={outboxDelivery(isStuck)} />
          </span>
        </li>
      ))}
    </MessageList>
  );
}
