import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso/router";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picture } from "../../ui/media.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading, Notice, Skeleton } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { count, shortTime } from "../../ui/time/time.ts";
import { contactName } from "../contact-name.ts";
import { CampaignOver } from "./campaign-over.tsx";
import type { Card, Deck } from "./deck.ts";
import type { DeskClient } from "../desk/desk.ts";
import { TakeButton } from "../home/home-screen.tsx";
import { hourGroups, hourWordsOf } from "../desk/hours.ts";
import { isCampaignOver, limitOf } from "../desk/limits.ts";
import { TexterBar } from "../texter-bar.tsx";
import { CampaignGate } from "../home/campaign-gate.tsx";
import { SavedHere } from "../desk/saved-here.tsx";
import { TextedSoFar, UpNext } from "./progress.tsx";
import { createSendGuard } from "./send-guard.ts";
import { useSendKeys } from "./send-keys.ts";
import { SkippedNote } from "./skipped-note.tsx";
import type { Skipped } from "./skipped-note.tsx";
import "./first-texts.css";

/** First texts: one contact after the other, one press each. */
export function FirstTextsScreen() {
  const { params } = useRoute();
  return (
    <CampaignGate campaignId={params["campaignId"] ?? ""}>
      {(desk, campaign) =>
        isCampaignOver(campaign) ? (
          <CampaignOver desk={desk} campaign={campaign} />
        ) : (
          <FirstTexts key={campaign.campaignId} desk={desk} campaign={campaign} />
        )
      }
    </CampaignGate>
  );
}

function FirstTexts({ desk, campaign }: { desk: DeskClient; campaign: DeskCampaign }) {
  const deck = desk.deck(campaign.campaignId);
  const limit = limitOf(campaign, "initial", now.value);
  const card = deck.current.value;
  const halted = deck.halted.value;
  const underWay = deck.underWay.value;
  const left = Math.max(0, campaign.counts.toSend - underWay - deck.heldBack.value.length);
  const groups = hourGroups(campaign, now.value, underWay + deck.heldBack.value.length);
  const byHours = hourWordsOf(groups, now.value);
  const isOver = halted?.mayGoAtMs !== undefined && halted.mayGoAtMs <= now.value;
  useEffect(() => {
    if (isOver) deck.retry();
  }, [isOver]);
  return (
    <div class="texting">
      <TexterBar desk={desk} back="/" title={campaign.title} />
      <SavedHere desk={desk} />
      <main class="texting-main">
        <Heading title={`First texts: ${campaign.title}`} unseen />
        <div class="stack tight">
          <div class="row spread small soft number">
            <span>{byHours ?? `${counted(left, "contact")} to text`}</span>
            <output>{underWay > 0 ? `${count(underWay)} on the way` : ""}</output>
          </div>
          <TextedSoFar campaign={campaign} underWay={underWay} />
        </div>
        {limit && (
          <Notice tone="warn" title={limit.title}>
            <span>{limit.what}</span>
          </Notice>
        )}
        {!limit && halted && (
          <Notice tone="warn" title="Texting stopped">
            <span>
              {halted.message}
              {halted.mayGoAtMs !== undefined && ` You can send it from ${shortTime(halted.mayGoAtMs, now.value)}.`}
            </span>
            <button type="button" class="button" onClick={() => deck.retry()}>
              Try again
            </button>
          </Notice>
        )}
        <Dropped deck={deck} />
        {card ? (
          <FirstText
            desk={desk}
            deck={deck}
            card={card}
            editable={campaign.firstTextEditable}
            blocked={Boolean(limit ?? halted)}
          />
        ) : (
          <NothingToSend desk={desk} deck={deck} campaign={campaign} left={left} />
        )}
        <HeldBack deck={deck} />
      </main>
    </div>
  );
}

type FirstTextProps = { desk: DeskClient; deck: Deck; card: Card; editable: boolean; blocked: boolean };

/** One instance for all contacts: the button keeps the focus from one to the next. */
function FirstText({ desk, deck, card, editable, blocked }: FirstTextProps) {
  const { item } = card;
  const name = contactName(item);
  const button = useRef<HTMLButtonElement>(null);
  const edited = useSignal<{ contactId: string; words: string; version: number | undefined } | null>(null);
  const mine = edited.value?.contactId === item.contactId ? edited.value : null;
  // A text that was begun from an older script stays that script's.
  const version = mine ? mine.version : item.scriptVersion;
  const words = editable ? (mine?.words ?? (desk.drafts.get(item.contactId) || card.text)) : card.text;

  // What is really on the screen: set after the screen has changed, so that no press means another contact.
  const shown = useRef<{ contactId: string; words: string; version: number | undefined } | null>(null);
  const [guard] = useState(createSendGuard);
  useLayoutEffect(() => {
    guard.shows(item.contactId, performance.now());
    shown.current = { contactId: item.contactId, words, version };
  });

  /** Until the next action or for a while: it may be undone. */
  const skipped = useSignal<Skipped | null>(null);

  function send(): void {
    // The second tap of a double one, too.
    if (!guard.maySend(performance.now())) return;
    if (blocked || !shown.current || shown.current.words.trim() === "") return;
    deck.send(shown.current.contactId, shown.current.words, shown.current.version);
    skipped.value = null;
  }
  useSendKeys(button, send);

  return (
    <>
      <section class="person-card" aria-label={`Text to ${name}`}>
        <div class="person-card-head">
          <h2 aria-live="polite" dir="auto">
            {name}
          </h2>
          <span class="soft number">{formatPhone(item.cell)}</span>
        </div>
        <div class="row">
          {card.shownBefore && <span class="badge">Shown before, not texted yet</span>}
          {card.skipped && <span class="badge">You skipped this contact before</span>}
          {card.changed && <span class="badge warn">The script has changed. Read it again.</span>}
        </div>
        {card.picture !== undefined && <Picture key={card.picture} pictureId={card.picture} />}
        {!editable ? (
          <p class="bubble out kept" dir="auto">
            {words}
          </p>
        ) : (
          <textarea
            class="input bubble-input"
            dir="auto"
            aria-label={`Text to ${name}`}
            rows={6}
            maxLength={1600}
            value={words}
            onInput={({ currentTarget }) => {
              edited.value = { contactId: item.contactId, words: currentTarget.value, version };
              desk.drafts.set(item.contactId, currentTarget.value === card.text ? "" : currentTarget.value);
            }}
          />
        )}
      </section>
      <UpNext cards={deck.ready.value.slice(1, 4)} />
      <div class="send-bar">
        <SkippedNote deck={deck} skipped={skipped} />
        <button
          type="button"
          class="button"
          disabled={deck.ready.value.length < 2}
          // A held key skips one contact, not all of them.
          onKeyDown={(event) => event.repeat && event.key === "Enter" && event.preventDefault()}
          onClick={(event) => {
            deck.skip(item.contactId);
            skipped.value = { contactId: item.contactId, name };
            // After a tap or a click, Enter and Space send again; after skipping by keyboard the focus stays here.
            if (event.detail > 0) button.current?.focus({ preventScroll: true });
          }}
        >
          <Icon name="skip" /> Skip
        </button>
        <button
          ref={button}
          type="button"
          class="button primary send"
          disabled={blocked}
          onClick={send}
          aria-keyshortcuts="Enter Space"
        >
          Send <Icon name="send" />
        </button>
      </div>
    </>
  );
}

function NothingToSend({
  desk,
  deck,
  campaign,
  left,
}: {
  desk: DeskClient;
  deck: Deck;
  campaign: DeskCampaign;
  left: number;
}) {
  const { counts } = campaign;
  const isLimited = sendingRefusal(campaign, "initial") !== null;
  if (deck.supply.value === "failed")
    return (
      <Blank title="The next contacts did not load">
        <p>Nothing is lost. They will load when the connection is back.</p>
        <button type="button" class="button primary" onClick={() => deck.retry()}>
          Try again
        </button>
      </Blank>
    );
  if (deck.supply.value === "loading") return <Skeleton heights={["line", "tall"]} />;
  return (
    <Blank
      title={
        left > 0
          ? "Nothing to send right now"
          : deck.heldBack.value.length > 0
            ? "Everyone else has been texted"
            : "All first texts are sent"
      }
    >
      {counts.waiting > 0 ? (
        <p>
          {counts.waiting === 1
            ? "One person has answered and is waiting for you."
            : `${count(counts.waiting)} people have answered and are waiting for you.`}
        </p>
      ) : (
        <p>Replies will show up in your conversations.</p>
      )}
      <div class="stack tight">
        <a class={`button ${counts.waiting > 0 ? "primary" : ""}`} href={`/text/${campaign.campaignId}/replies`}>
          {counts.waiting > 0 ? "Answer replies" : "Conversations"}
        </a>
        {!isLimited && <TakeButton desk={desk} campaign={campaign} primary={counts.waiting === 0} />}
      </div>
    </Blank>
  );
}

function HeldBack({ deck }: { deck: Deck }) {
  const held = deck.heldBack.value;
  if (held.length === 0) return null;
  return (
    <details class="aside">
      <summary>{counted(held.length, "contact is held back", "contacts are held back")}</summary>
      <p class="soft small">
        Something is missing to fill in their text. An admin can add it, or add a fallback to the script.
      </p>
      <ul class="stack tight">
        {held.map(({ item, message }) => (
          <li key={item.contactId} class="row spread">
            <span dir="auto">{contactName(item)}</span>
            <span class="badge warn">{message}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Dropped({ deck }: { deck: Deck }) {
  const latest = deck.dropped.value.at(-1);
  // The latest one; a hundred of them would push the next contact off the screen.
  useEffect(() => {
    if (!latest) return undefined;
    const timer = setTimeout(() => deck.dismiss(latest.contactId), 12_000);
    return () => clearTimeout(timer);
  }, [latest]);
  if (!latest) return null;
  return (
    <Notice tone="warn" title={`${latest.name} was not texted`}>
      <span>{latest.message}</span>
    </Notice>
  );
}
