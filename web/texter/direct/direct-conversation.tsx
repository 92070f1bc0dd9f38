import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { DirectLimit, DirectMessage } from "../../../domain/phone-service/direct.ts";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Notice, Skeleton, useTitle } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";
import { LinkState } from "../desk/link-state.tsx";
import { directClient } from "./direct-client.ts";
import { DirectComposer } from "./direct-composer.tsx";
import { DirectMessages } from "./direct-messages.tsx";
import "../replies/thread.css";

type Props = { desk: DeskClient; number: string; peer: string };
type Read = { messages: DirectMessage[]; hasMore: boolean; limit: DirectLimit | null };

/** One conversation. The list says when it has changed; then it is read again. */
export function DirectConversation({ desk, number, peer }: Props) {
  const read = useSignal<Read | null>(null);
  const failed = useSignal<{ title: string; what: string } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const client = directClient(desk);
  const thread = desk.store.direct.value?.threads.find((each) => each.number === number && each.peer === peer);
  const isLive = desk.link.value.state === "live";
  const name = formatPhone(peer);
  useTitle(name);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  async function load(): Promise<void> {
    failed.value = null;
    const answer = await desk.call("directThread", { number, peer });
    if (!answer.ok) {
      if (answer.reason === "not_found") {
        read.value = null;
        failed.value = { title: "This number is not yours", what: answer.message };
      } else if (read.peek() === null) {
        failed.value = { title: "The conversation did not load", what: answer.message };
      }
      return;
    }
    const { messages, hasMore, limit } = answer;
    const first = messages[0]?.seq ?? 0;
    // Earlier ones that were read before stay.
    const earlier = (read.peek()?.messages ?? []).filter(({ seq }) => seq < first);
    read.value = {
      messages: [...earlier, ...messages],
      hasMore: earlier.length > 0 ? (read.peek()?.hasMore ?? false) : hasMore,
      limit,
    };
    markRead();
  }
  useEffect(() => void load(), [thread?.version, isLive]);

  /** Only what somebody may have seen. */
  function markRead(): void {
    const last = read.peek()?.messages.at(-1);
    const unread = desk.store.direct
      .peek()
      ?.threads.find((each) => each.number === number && each.peer === peer)?.unread;
    if (!last || !unread || document.visibilityState !== "visible") return;
    void desk.call("directRead", { number, peer, upTo: last.seq });
  }
  useEffect(() => {
    document.addEventListener("visibilitychange", markRead);
    return () => document.removeEventListener("visibilitychange", markRead);
  }, []);

  async function loadEarlier(): Promise<void> {
    const before = read.peek()?.messages[0]?.seq;
    if (before === undefined) return;
    const answer = await desk.call("directThread", { number, peer, before });
    const present = read.peek();
    if (!answer.ok || !present) return;
    read.value = { ...present, messages: [...answer.messages, ...present.messages], hasMore: answer.hasMore };
  }

  const known = new Set(read.value?.messages.map(({ id }) => id));
  const underWay = client.outbox.waiting.value.filter(
    (text) => text.number === number && text.to === peer && !known.has(text.messageId),
  );
  const refusal = client.refusal.value;
  return (
    <>
      <header class="bar thread-bar">
        <a class="button quiet icon only-phone" href="/direct" aria-label="Back to the list">
          <Icon name="back" />
        </a>
        <div class="grow">
          <h2 ref={heading} tabIndex={-1} class="bar-title number">
            {name}
          </h2>
          <span class="soft small number own-number">from {formatPhone(number)}</span>
        </div>
        <LinkState desk={desk} />
      </header>
      {failed.value && (
        <Blank title={failed.value.title}>
          <p>{failed.value.what}</p>
          <div class="row">
            <button type="button" class="button" onClick={() => void load()}>
              Try again
            </button>
            <a class="button primary" href="/direct">
              Back to the list
            </a>
          </div>
        </Blank>
      )}
      {!failed.value && !read.value && <Skeleton heights={["line", "tall"]} />}
      {!failed.value && read.value && (
        <>
          <DirectMessages
            name={name}
            messages={read.value.messages}
            underWay={underWay}
            isLive={isLive}
            onEarlier={read.value.hasMore ? () => void loadEarlier() : null}
          />
          <div class="thread-foot">
            <div class="foot-main">
              {refusal?.number === number && refusal.to === peer && (
                <Notice tone="wrong" title="Your text was not sent">
                  <span>{refusal.message}</span>
                  <button type="button" class="button" onClick={client.dismiss}>
                    OK
                  </button>
                </Notice>
              )}
              {read.value.limit && <Limit limit={read.value.limit} number={number} />}
              <DirectComposer
                // A refused text is back in the draft.
                key={refusal?.message ?? ""}
                desk={desk}
                number={number}
                peer={peer}
                maySend={read.value.limit === null}
                onSend={(body) => client.send(number, peer, body)}
              />
            </div>
          </div>
        </>
      )}
    </>
  );
}

/** Why nothing can be sent now, and what is possible. */
function Limit({ limit: { reason, mayGoAtMs }, number }: { limit: DirectLimit; number: string }) {
  if (reason === "opted_out") {
    return (
      <Notice tone="warn" title="This number has opted out" live={false}>
        <span>
          Your organization cannot text it anymore. They can change that by texting START to {formatPhone(number)}.
        </span>
      </Notice>
    );
  }
  if (reason === "bad_number") {
    return (
      <Notice tone="warn" title="The carrier cannot reach this number" live={false}>
        <span>You can text it again once somebody answers from it.</span>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" title="It is too early or too late there" live={false}>
      <span>
        {mayGoAtMs === undefined
          ? "Your organization’s texting hours do not allow texts to this number."
          : `You can text from ${shortTime(mayGoAtMs, now.value)} your time. What you write is kept here.`}
      </span>
    </Notice>
  );
}
