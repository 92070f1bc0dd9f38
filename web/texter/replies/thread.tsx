import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Skeleton, useTitle } from "../../ui/screen.tsx";
import { contactName } from "../contact-name.ts";
import type { DeskClient } from "../desk/desk.ts";
import { LinkState } from "../desk/link-state.tsx";
import { teamTapped } from "../desk/tapped.ts";
import { CameFrom } from "./came-from.tsx";
import { Messages } from "./messages.tsx";
import { OptOutDialog } from "./opt-out-dialog.tsx";
import { ReplyPanel } from "./reply-panel.tsx";
import { lastInboundId } from "./reply.ts";
import "./thread.css";

type ThreadProps = {
  desk: DeskClient;
  campaign: DeskCampaign;
  contactId: string;
  listPath: string;
  /** The next conversation that waits, if there is one. */
  nextPath: string | null;
  onSent(name: string, messageId: string): void;
  /** The conversation was given to a team: it leaves this desk. */
  onGaveAway(): void;
};

/** One conversation: all messages so far, and what comes next. */
export function Thread({ desk, campaign, contactId, listPath, nextPath, onSent, onGaveAway }: ThreadProps) {
  const item = desk.tapped.contact(contactId);
  const missing = useSignal<{ title: string; what: string } | null>(null);

  async function load(): Promise<void> {
    missing.value = null;
    const answer = await desk.call("contact", { contactId });
    if (answer.ok || desk.store.contact(contactId).peek()) return;
    const isGone = answer.reason === "not_found" || answer.reason === "not_yours" || answer.reason === "bad_request";
    missing.value = isGone
      ? { title: "This conversation is not yours", what: "It may have been reassigned to somebody else." }
      : { title: "The conversation did not load", what: answer.message };
  }
  useEffect(() => void load(), [contactId, desk.store.generation.value, item === null]);

  if (item)
    return (
      <Loaded
        desk={desk}
        campaign={campaign}
        item={item}
        listPath={listPath}
        nextPath={nextPath}
        onSent={(messageId) => onSent(contactName(item), messageId)}
        onGaveAway={onGaveAway}
      />
    );
  const draft = desk.drafts.get(contactId);
  return (
    <>
      <header class="bar">
        <BackToList listPath={listPath} />
        <span class="bar-title" />
      </header>
      {missing.value ? (
        <Blank title={missing.value.title}>
          <p>{missing.value.what}</p>
          {draft && (
            <p class="kept">
              You had written: <bdi>{draft}</bdi>
            </p>
          )}
          <div class="row">
            <button type="button" class="button" onClick={() => void load()}>
              Try again
            </button>
            <a class="button primary" href={listPath}>
              Back to the list
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

type LoadedProps = Omit<ThreadProps, "contactId" | "onSent"> & { item: DeskItem; onSent(messageId: string): void };

function Loaded({ desk, campaign, item, listPath, nextPath, onSent, onGaveAway }: LoadedProps) {
  const { contactId } = item;
  const { campaignId } = campaign;
  const name = contactName(item);
  const heading = useRef<HTMLHeadingElement>(null);
  const isOptingOut = useSignal(false);

  useTitle(name);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [contactId]);
  // Also one that is given while it is on the screen.
  useEffect(() => desk.newForYou.open(item));

  // The button that was pressed is gone after it, and the focus with it.
  const isGiven = teamTapped(desk.tapped.tapsOf(contactId)) !== null;
  const phase = item.optedOut ? "opted out" : isGiven ? "given away" : item.status === "closed" ? "closed" : "open";
  const phaseBefore = useRef(phase);
  useEffect(() => {
    if (phaseBefore.current === phase || isOptingOut.value) return;
    phaseBefore.current = phase;
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [phase, isOptingOut.value]);

  return (
    <>
      <header class="bar thread-bar">
        <BackToList listPath={listPath} />
        <div class="grow">
          <h2 ref={heading} tabIndex={-1} class="bar-title" dir="auto">
            {name}
          </h2>
          <span class="soft small number">{formatPhone(item.cell)}</span>
        </div>
        <LinkState desk={desk} />
      </header>
      <CameFrom desk={desk} contactId={contactId} />
      <Messages desk={desk} item={item} name={name} />
      <ReplyPanel
        key={contactId}
        desk={desk}
        campaign={campaign}
        item={item}
        name={name}
        onSent={onSent}
        onGaveAway={onGaveAway}
      >
        {!item.optedOut && (
          <button type="button" class="button quiet" onClick={() => (isOptingOut.value = true)}>
            Opt out
          </button>
        )}
        {item.status !== "closed" && item.status !== "needsMessage" && (
          <button
            type="button"
            class="button quiet"
            onClick={() =>
              desk.outbox.add({ op: "close", params: { contactId, lastSeenId: lastInboundId(item) } }, campaignId)
            }
          >
            Close
          </button>
        )}
        {nextPath && (
          <a class="button quiet" href={nextPath}>
            Next waiting <Icon name="skip" />
          </a>
        )}
      </ReplyPanel>
      {isOptingOut.value && (
        <OptOutDialog
          orgName={desk.me.orgName}
          name={name}
          onOptOut={(reason) => {
            desk.outbox.add({ op: "optOut", params: { contactId, reason } }, campaignId);
            isOptingOut.value = false;
          }}
          onClose={() => (isOptingOut.value = false)}
        />
      )}
    </>
  );
}
