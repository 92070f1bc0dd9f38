import { useSignal } from "@preact/signals";
import { useLocation, useRoute } from "preact-iso/router";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { DirectThread } from "../../../domain/phone-service/direct.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Heading, Skeleton } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";
import { useDesk } from "../desk/open-desk.ts";
import { useDirectDesk } from "../home/direct-card.tsx";
import { TexterBar } from "../texter-bar.tsx";
import { DirectConversation } from "./direct-conversation.tsx";
import "../texter.css";
import "../replies/conversations.css";
import "./direct.css";

export function directPath(number: string, peer: string): string {
  return `/direct/${number.slice(1)}/${peer.slice(1)}`;
}

/** Conversations by the person's own number: the list and the chosen one, side by side where there is room. */
export function DirectScreen() {
  const desk = useDesk();
  useDirectDesk(desk);
  const { params } = useRoute();
  const [number, peer] = [params["number"], params["peer"]];
  const chosen = number && peer ? { number: `+${number}`, peer: `+${peer}` } : null;
  const known = desk.store.direct.value;
  return (
    <main class={`texting conversations ${chosen ? "reading" : "choosing"}`}>
      <div class="list-pane">
        <TexterBar desk={desk} back="/" title="Direct texts" />
        <div class="list-main">
          <Heading key={chosen ? "reading" : "list"} title="Direct texts" unseen />
          {known === null ? (
            <Skeleton heights={["card", "card"]} />
          ) : known.numbers.length === 0 ? (
            <Blank title="You have no number of your own">
              <p>An admin of your organization can give you one.</p>
            </Blank>
          ) : (
            <List desk={desk} numbers={known.numbers} threads={known.threads} chosen={chosen} />
          )}
        </div>
      </div>
      <div class="thread-pane">
        {chosen ? (
          <DirectConversation key={`${chosen.number} ${chosen.peer}`} desk={desk} {...chosen} />
        ) : (
          <Blank title="Choose a conversation">
            <p>Or begin a new one.</p>
          </Blank>
        )}
      </div>
    </main>
  );
}

type Chosen = { number: string; peer: string } | null;

function List({
  desk,
  numbers,
  threads,
  chosen,
}: {
  desk: DeskClient;
  numbers: readonly string[];
  threads: readonly DirectThread[];
  chosen: Chosen;
}) {
  const isBeginning = useSignal(false);
  return (
    <>
      <div class="row spread direct-top">
        <span class="soft number">From {numbers.map(formatPhone).join(", ")}</span>
        <button type="button" class="button" onClick={() => (isBeginning.value = true)}>
          <Icon name="plus" /> New text
        </button>
      </div>
      {threads.length === 0 && (
        <Blank title="No texts yet">
          <p>Texts to your number appear here by themselves.</p>
        </Blank>
      )}
      <ul class="people" aria-label="Conversations">
        {threads.map((thread) => (
          <li key={`${thread.number} ${thread.peer}`}>
            <ThreadLink
              thread={thread}
              isChosen={chosen?.number === thread.number && chosen.peer === thread.peer}
              withNumber={numbers.length > 1}
              draft={desk.drafts.get(`direct.${thread.number}.${thread.peer}`)}
            />
          </li>
        ))}
      </ul>
      {isBeginning.value && <NewText numbers={numbers} onClose={() => (isBeginning.value = false)} />}
    </>
  );
}

function ThreadLink({
  thread: { number, peer, last, unread },
  isChosen,
  withNumber,
  draft,
}: {
  thread: DirectThread;
  isChosen: boolean;
  withNumber: boolean;
  draft: string;
}) {
  return (
    <a class="person" href={directPath(number, peer)} aria-current={isChosen ? "true" : undefined}>
      <span class="row spread">
        <strong class="grow number">{formatPhone(peer)}</strong>
        <time class="small soft number" dateTime={new Date(last.at).toISOString()}>
          {shortTime(last.at, now.value)}
        </time>
      </span>
      <span class="clip soft" dir="auto">
        {draft ? `Draft: ${draft}` : `${last.direction === "out" ? "You: " : ""}${last.words}`}
      </span>
      {(unread > 0 || withNumber) && (
        <span class="row">
          {unread > 0 && <span class="badge full">{unread} new</span>}
          {withNumber && <span class="small soft">by {formatPhone(number)}</span>}
        </span>
      )}
    </a>
  );
}

/** Asks for the number to text; the conversation then opens, and its first text begins it. */
function NewText({ numbers, onClose }: { numbers: readonly string[]; onClose(): void }) {
  const { route } = useLocation();
  const to = useSignal("");
  const from = useSignal(numbers[0] ?? "");
  const wrong = useSignal<string | null>(null);

  function begin(): void {
    const digits = to.value.replaceAll(/\D/g, "");
    const peer = digits.length === 10 ? `+1${digits}` : digits.length === 11 ? `+${digits}` : "";
    if (!/^\+1[2-9]\d{9}$/.test(peer)) {
      wrong.value = "Enter a phone number with its area code, like (617) 234-5671.";
      return;
    }
    onClose();
    route(directPath(from.value, peer));
  }

  return (
    <Dialog
      title="New text"
      onSubmit={begin}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Write
          </button>
        </>
      }
    >
      <Field label="Phone number" wrong={wrong.value}>
        {(described) => (
          <input
            {...described}
            class="input"
            type="tel"
            inputMode="tel"
            autocomplete="off"
            required
            maxLength={40}
            value={to.value}
            onInput={({ currentTarget }) => (to.value = currentTarget.value)}
          />
        )}
      </Field>
      {numbers.length > 1 && (
        <Field label="From">
          {(described) => (
            <select
              {...described}
              class="input"
              value={from.value}
              onChange={({ currentTarget }) => (from.value = currentTarget.value)}
            >
              {numbers.map((number) => (
                <option key={number} value={number}>
                  {formatPhone(number)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Dialog>
  );
}
