import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { Icon } from "../../ui/icons.tsx";
import { Media } from "../../ui/media.tsx";
import { ReactionMark } from "../../ui/reaction.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Notice, Skeleton } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import { contactName } from "../contact-name.ts";
import { Delivery, deliveryOf, outboxDelivery } from "../../ui/delivery.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { LinkState } from "../desk/link-state.tsx";
import { OptOutDialog } from "./opt-out-dialog.tsx";
import { Reply } from "./reply-panel.tsx";
import "./thread.css";

type ThreadProps = { desk: DeskClient; campaign: DeskCampaign; contactId: string; listPath: string };

/** One conversation: all messages so far, and what comes next. */
export function Thread({ desk, campaign, contactId, listPath }: ThreadProps) {
  const item = desk.store.contact(contactId).value;
  const missing = useSignal<{ title: string; what: string } | null>(null);

  async function load(): Promise<void> {
    missing.value = null;
    const answer = await desk.call("contact", { contactId });
    if (answer.ok || desk.store.contact(contactId).peek()) return;
    const isGone = answer.reason === "not_found" || answer.reason === "not_yours" || answer.reason === "bad_request";
    missing.value = isGone
      ? { title: "This conversation is not yours", what: "It may have been given to somebody else." }
      : { title: "The conversation did not load", what: answer.message };
  }
  useEffect(() => void load(), [contactId, desk.store.generation.value]);

  if (item) return <Loaded desk={desk} campaign={campaign} item={item} listPath={listPath} />;
  return (
    <>
      <header class="bar">
        <BackToList listPath={listPath} />
        <span class="bar-title" />
      </header>
      {missing.value ? (
        <Blank title={missing.value.title}>
          <p>{missing.value.what}</p>
          <div class="row">
            <button type="button" class="button" onClick={() => void load()}>
              Try again
            </button>
            <a class="button primary" href={listPath}>
              To the list
            </a>
          </div>
        </Blank>
      ) : (
        <Skeleton heights={["line", "tall"]} />
      )}
    </>
  );
}

function BackToList({ listPath }: { listPath: string }) {
  return (
    <a class="button quiet icon only-phone" href={listPath} aria-label="Back to the list">
      <Icon name="back" />
    </a>
  );
}

type LoadedProps = { desk: DeskClient; campaign: DeskCampaign; item: DeskItem; listPath: string };

function Loaded({ desk, campaign, item, listPath }: LoadedProps) {
  const { contactId } = item;
  const name = contactName(item);
  const heading = useRef<HTMLHeadingElement>(null);
  const isOptingOut = useSignal(false);
  const failed = useSignal<string | null>(null);
  const next = desk.store.conversations(campaign.campaignId, "waiting").find((each) => each.contactId !== contactId);

  useEffect(() => {
    document.title = `${name} · Whistlestop`;
    heading.current?.focus({ preventScroll: true });
  }, [contactId]);

  // After an opt-out the button that asked is gone, and the focus with it.
  const wasOptedOut = useRef(item.optedOut);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (!item.optedOut || wasOptedOut.current || isOptingOut.value || !isLost) return;
    wasOptedOut.current = true;
    heading.current?.focus();
  }, [item.optedOut, isOptingOut.value]);

  async function change(op: "close" | "reopen"): Promise<void> {
    failed.value = null;
    const answer = await desk.call(op, { contactId });
    if (!answer.ok) failed.value = answer.message;
  }

  return (
    <>
      <header class="bar thread-bar">
        <BackToList listPath={listPath} />
        <div class="grow">
          <h2 ref={heading} tabIndex={-1} class="bar-title clip">
            {name}
          </h2>
          <span class="soft small number">{formatPhone(item.cell)}</span>
        </div>
        <LinkState desk={desk} />
      </header>
      <Messages desk={desk} item={item} name={name} />
      <div class="thread-foot">
        {failed.value && <Notice tone="wrong">{failed.value}</Notice>}
        <Reply
          key={contactId}
          desk={desk}
          campaign={campaign}
          item={item}
          name={name}
          onReopen={() => void change("reopen")}
        />
        <div class="thread-actions">
          {!item.optedOut && (
            <button type="button" class="button quiet" onClick={() => (isOptingOut.value = true)}>
              Opt out
            </button>
          )}
          {item.status !== "closed" && item.status !== "needsMessage" && (
            <button type="button" class="button quiet" onClick={() => void change("close")}>
              Close
            </button>
          )}
          {next && (
            <a class="button quiet" href={`/text/${campaign.campaignId}/replies/${next.contactId}`}>
              Next waiting <Icon name="skip" />
            </a>
          )}
        </div>
      </div>
      {isOptingOut.value && (
        <OptOutDialog desk={desk} contactId={contactId} name={name} onClose={() => (isOptingOut.value = false)} />
      )}
    </>
  );
}

function Messages({ desk, item, name }: { desk: DeskClient; item: DeskItem; name: string }) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const known = new Set(item.messages.map((message) => message.id));
  const underWay = desk.outbox.entries.value.filter(
    (entry) => entry.contactId === item.contactId && !known.has(entry.messageId),
  );
  const length = item.messages.length + underWay.length;

  useLayoutEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [length]);

  return (
    <div
      ref={list}
      class="messages"
      role="log"
      aria-label={`Conversation with ${name}`}
      // A scrolling region has to be reachable by the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 60;
      }}
    >
      <ol>
        {item.messages.map((message) => {
          const shown = message.direction === "out" ? deliveryOf(message, now.value) : null;
          return (
            <li key={message.id} class={message.direction}>
              {(message.body !== "" || !message.media) && (
                <p class={`bubble kept ${message.direction}`}>
                  <span class="unseen">{message.direction === "out" ? "You: " : `${name}: `}</span>
                  {message.body}
                </p>
              )}
              {message.media && (
                <Media
                  media={message.media}
                  contactId={item.contactId}
                  messageId={message.id}
                  from={message.direction === "out" ? "you" : name}
                />
              )}
              {message.reaction && <ReactionMark emoji={message.reaction} by={name} />}
              <span class="small soft row">
                <time dateTime={new Date(message.at).toISOString()}>{shortTime(message.at, now.value)}</time>
                {shown && <Delivery shown={shown} />}
              </span>
            </li>
          );
        })}
        {underWay.map((entry) => (
          <li key={entry.messageId} class="out">
            <p class="bubble kept out">
              <span class="unseen">You: </span>
              {entry.body}
            </p>
            <span class="small soft row">
              <time dateTime={new Date(entry.queuedAtMs).toISOString()}>{shortTime(entry.queuedAtMs, now.value)}</time>
              <Delivery shown={outboxDelivery(entry)} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
