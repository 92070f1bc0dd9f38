import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { newToken } from "../../../domain/ids.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { MAX_TEXT_LENGTH } from "../../../domain/scripts/script.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picture } from "../../ui/media.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";
import { CannedResponses } from "./canned-responses.tsx";
import { ConversationLabels } from "./conversation-labels.tsx";
import { limitOf } from "../desk/limits.ts";
import { Questions } from "./questions.tsx";
import { createSeen, followUp, lastInboundId, NO_WORDS, originOf, putScript, undoScript, valuesOf } from "./reply.ts";
import type { Origin, ReplyWords } from "./reply.ts";
import "./reply-tools.css";

type Props = { desk: DeskClient; campaign: DeskCampaign; item: DeskItem; name: string; onReopen(): void };

/** What comes next in a conversation: the open question, and the composer. One instance per contact. */
export function Reply({ desk, campaign, item, name, onReopen }: Props) {
  const { contactId } = item;
  const words = useSignal<ReplyWords>({ ...NO_WORDS, words: desk.drafts.get(contactId) });
  const composer = useRef<HTMLTextAreaElement>(null);
  const seen = useRef(createSeen());
  const missing = useSignal<string | null>(null);
  const refusal = desk.refusalOf(contactId);
  const limit = limitOf(campaign, "reply", now.value, item);
  seen.current.observe(lastInboundId(item), { composing: words.value.words.trim() !== "", nowMs: Date.now() });

  function write(changes: Partial<ReplyWords>): void {
    words.value = { ...words.value, ...changes };
    // Emptying the composer starts over.
    if (words.value.words.trim() === "") words.value = { ...words.value, origin: null };
    desk.drafts.set(contactId, words.value.words);
  }

  // A refused text comes back into the composer, before what was typed since.
  useEffect(() => {
    if (refusal.value) words.value = { ...words.peek(), words: desk.drafts.get(contactId) };
  }, [refusal.value]);

  function send(): void {
    const body = words.value.words;
    if (body.trim() === "" || body.length > MAX_TEXT_LENGTH) return;
    refusal.value = null;
    const { origin } = words.value;
    // The outbox stores the text before the draft forgets it.
    desk.outbox.add({
      contactId,
      messageId: newToken(),
      body,
      initial: false,
      lastSeenId: seen.current.lastSeenId(Date.now()),
      campaignId: campaign.campaignId,
      ...(campaign.scriptVersion > 0 ? { scriptVersion: origin?.scriptVersion ?? campaign.scriptVersion } : {}),
      ...(origin?.step ? { step: origin.step } : {}),
      ...(origin?.picture === undefined ? {} : { picture: origin.picture }),
      ...(origin?.labels?.length ? { labels: [...origin.labels] } : {}),
    });
    write(NO_WORDS);
    composer.current?.focus();
  }

  function offer(stepId: string, value: string): void {
    missing.value = null;
    const step = campaign.script.steps.find((each) => each.id === stepId);
    const offered = step && followUp(campaign.script, step, value, item, desk.me);
    if (!offered) return;
    const { next, text } = offered;
    if (text.ok)
      put(text.text, {
        scriptVersion: campaign.scriptVersion,
        step: { id: next.id, variant: text.variant },
        picture: next.picture,
      });
    else missing.value = text.field;
  }

  function put(text: string, origin: Origin): void {
    missing.value = null;
    write(putScript(words.value, text, origin));
    composer.current?.focus({ preventScroll: true });
  }

  if (item.optedOut)
    return (
      <Notice tone="warn" title={`${name} has opted out.`} live={false}>
        <span>No more texts can be sent to this number.</span>
        {words.value.words && <span class="kept soft">You had written: {words.value.words}</span>}
      </Notice>
    );

  const tooLong = words.value.words.length - MAX_TEXT_LENGTH;
  return (
    <div class="stack tight">
      {item.status !== "closed" && <Questions desk={desk} campaign={campaign} item={item} onAnswer={offer} />}
      {missing.value && (
        <Notice tone="warn">
          This text needs {missing.value}, which {name} does not have. Write your own words.
        </Notice>
      )}
      {refusal.value && (
        <Notice
          tone="warn"
          title={refusal.value.reason === "conversation_moved" ? `${name} wrote while you did` : "Not sent"}
        >
          <span>
            {refusal.value.reason === "conversation_moved"
              ? "Read the new message above. Your words are still here: send them, or change them first."
              : refusal.value.message}
            {refusal.value.mayGoAtMs !== undefined &&
              ` It may go from ${shortTime(refusal.value.mayGoAtMs, now.value)}.`}
          </span>
        </Notice>
      )}
      {limit && (
        <Notice tone="warn" title={limit.title} live={false}>
          <span>{limit.what}</span>
        </Notice>
      )}
      {item.status === "closed" ? (
        <div class="row spread">
          <span class="soft">This conversation is closed.</span>
          <button type="button" class="button" onClick={onReopen}>
            Reopen
          </button>
        </div>
      ) : (
        <>
          {words.value.replaced !== null && (
            <div class="row spread replaced">
              <output>The script replaced your words.</output>
              <button type="button" class="button" onClick={() => write(undoScript(words.value))}>
                Undo
              </button>
            </div>
          )}
          <div class="row reply-tools">
            <CannedResponses
              responses={campaign.script.responses ?? []}
              values={valuesOf(item, desk.me)}
              onChoose={(text, response) => put(text, originOf(response, campaign.scriptVersion))}
            />
            <ConversationLabels desk={desk} item={item} />
          </div>
          {words.value.origin?.picture !== undefined && (
            <div class="row spread composer-picture">
              <Picture key={words.value.origin.picture} pictureId={words.value.origin.picture} />
              <button
                type="button"
                class="button quiet"
                onClick={() => {
                  const { origin } = words.value;
                  if (origin) write({ origin: { ...origin, picture: undefined } });
                }}
              >
                <Icon name="cross" /> Send without the picture
              </button>
            </div>
          )}
          <form
            class="composer"
            onSubmit={(event) => {
              event.preventDefault();
              send();
            }}
          >
            <textarea
              ref={composer}
              class="input"
              aria-label={`Your reply to ${name}`}
              placeholder="Write a reply"
              rows={2}
              value={words.value.words}
              aria-invalid={tooLong > 0 ? "true" : undefined}
              onInput={({ currentTarget }) => write({ words: currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
                event.preventDefault();
                send();
              }}
            />
            <button type="submit" class="button primary send" disabled={words.value.words.trim() === "" || tooLong > 0}>
              <span class="send-words">Send</span> <Icon name="send" />
            </button>
          </form>
          {tooLong > -200 && (
            <output class={`small number ${tooLong > 0 ? "too-long" : "soft"}`}>
              {tooLong > 0 ? `${tooLong} characters too long` : `${-tooLong} characters left`}
            </output>
          )}
        </>
      )}
    </div>
  );
}
