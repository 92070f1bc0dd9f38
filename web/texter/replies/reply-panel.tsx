import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { newToken } from "../../../domain/ids.ts";
import { endsConversation, endsTexting } from "../../../domain/scripts/answer-action.ts";
import type { ScriptAnswer } from "../../../domain/scripts/script-schema.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { MAX_TEXT_LENGTH } from "../../../domain/scripts/script.ts";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { Sideways } from "../../ui/sideways/sideways.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { isCampaignOver, limitOf } from "../desk/limits.ts";
import { savedWords, stuck } from "../desk/saved-here.tsx";
import type { Tap } from "../desk/tap.ts";
import { teamTapped } from "../desk/tapped.ts";
import { AnswerActionDialog, GivenAway } from "./answers/answer-action.tsx";
import { CannedResponses } from "./canned-responses.tsx";
import { Composer } from "./composer.tsx";
import { ConversationLabels, LabelsButton } from "./conversation-labels.tsx";
import { Questions } from "./answers/questions.tsx";
import { isWrongNumber } from "./answers/wrong-number.ts";
import { LeftOffNotices } from "./refused/left-off-notices.tsx";
import { RefusedNotices } from "./refused/refused-notices.tsx";
import { createSeen, followUp, lastInboundId, NO_WORDS, originOf, putScript, valuesOf } from "./reply.ts";
import type { Origin, ReplyWords } from "./reply.ts";
import "./reply-tools.css";

type Props = {
  desk: DeskClient;
  campaign: DeskCampaign;
  /** With everything tapped here. */
  item: DeskItem;
  name: string;
  /** @param messageId of the text that was sent */
  onSent(messageId: string): void;
  /** An answer has given the conversation to a team. */
  onGaveAway(): void;
  /** Further actions on the conversation. */
  children: ComponentChildren;
};

/** What comes next in a conversation: the open question, the composer, the tools. One instance per contact. */
export function ReplyPanel({ desk, campaign, item, name, onSent, onGaveAway, children }: Props) {
  const { contactId } = item;
  const words = useSignal<ReplyWords>({ ...NO_WORDS, words: desk.drafts.get(contactId) });
  const composer = useRef<HTMLTextAreaElement>(null);
  const seen = useRef(createSeen());
  const missing = useSignal<string | null>(null);
  /** The answer that waits for the texter's word, because it ends all texting. */
  const asked = useSignal<{ stepId: string; given: ScriptAnswer; kind: "opt_out" | "wrong_number" } | null>(null);
  const sheet = useSignal<"responses" | "labels" | null>(null);
  const refused = desk.refused.all.value.filter(({ tap }) => tap.contactId === contactId);
  const limit = limitOf(campaign, "reply", now.value, item);
  const waiting = stuck(desk.outbox.entries.value).filter((each) => each.contactId === contactId && each.op !== "send");
  const responses = campaign.script.responses ?? [];
  seen.current.observe(lastInboundId(item), { composing: words.value.words.trim() !== "", nowMs: Date.now() });

  const tap = (next: Tap) => desk.outbox.add(next, campaign.campaignId);

  function write(changes: Partial<ReplyWords>): void {
    words.value = { ...words.value, ...changes };
    // Emptying the composer starts over.
    if (words.value.words.trim() === "") words.value = { ...words.value, origin: null };
    desk.drafts.set(contactId, words.value.words);
  }

  // A refused text comes back into the composer, before what was typed since.
  const lastRefused = refused.at(-1)?.tap.id;
  useEffect(() => {
    if (lastRefused !== undefined) words.value = { ...words.peek(), words: desk.drafts.get(contactId) };
  }, [lastRefused]);

  function send(): void {
    const body = words.value.words;
    if (limit || body.trim() === "" || body.length > MAX_TEXT_LENGTH) return;
    for (const each of refused) if (each.tap.op === "send") desk.refused.dismiss(each.tap.id);
    const { origin } = words.value;
    const messageId = newToken();
    // The outbox stores the text before the draft forgets it.
    tap({
      op: "send",
      params: {
        contactId,
        messageId,
        body,
        initial: false,
        lastSeenId: seen.current.lastSeenId(Date.now()),
        ...(campaign.scriptVersion > 0 ? { scriptVersion: origin?.scriptVersion ?? campaign.scriptVersion } : {}),
        ...(origin?.step ? { step: origin.step } : {}),
        ...(origin?.picture === undefined ? {} : { picture: origin.picture }),
        ...(origin?.labels?.length ? { labels: [...origin.labels] } : {}),
      },
    });
    write(NO_WORDS);
    composer.current?.focus();
    onSent(messageId);
  }

  function answer(stepId: string, given: ScriptAnswer | null): void {
    if (given && endsTexting(given.action)) asked.value = { stepId, given, kind: given.action.kind };
    else record(stepId, given);
  }

  function record(stepId: string, given: ScriptAnswer | null): void {
    const action = given?.action;
    const seenWith = action && { action, scriptVersion: campaign.scriptVersion, lastSeenId: lastInboundId(item) };
    tap({ op: "answer", params: { contactId, stepId, value: given?.value ?? null, ...seenWith } });
    if (given && !endsConversation(action)) {
      offer(stepId, given.value);
      // Also where the script offers no text: what is typed next is the reply.
      composer.current?.focus({ preventScroll: true });
    }
    if (action?.kind === "team") onGaveAway();
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

  const isWrong = isWrongNumber(campaign.script, item);
  const isClosed = item.status === "closed";
  const givenTo = teamTapped(desk.tapped.tapsOf(contactId));
  // Nothing can be said any more; words that were begun stay in sight.
  const isOver = isCampaignOver(campaign);
  return (
    <div class={`thread-foot ${sheet.value ? "under-sheet" : ""}`}>
      <div class="foot-main" inert={sheet.value !== null}>
        <RefusedNotices desk={desk} all={refused} name={name} />
        <LeftOffNotices desk={desk} contactId={contactId} name={name} />
        {waiting.length > 0 && (
          <output class="saved-here" dir="auto">
            {savedWords(waiting.length)}
          </output>
        )}
        {item.optedOut && (
          <Notice tone="warn" title={isWrong ? "Wrong number" : `${name} has opted out.`} live={false}>
            <span>
              {isWrong
                ? `This number is not ${name}’s, so it is not texted anymore.`
                : "No more texts can be sent to this number."}
            </span>
            {words.value.words && (
              <span class="kept soft">
                You had written: <bdi>{words.value.words}</bdi>
              </span>
            )}
          </Notice>
        )}
        {!item.optedOut && (
          <>
            {!isClosed && !isOver && <Questions desk={desk} campaign={campaign} item={item} onAnswer={answer} />}
            {missing.value && (
              <Notice tone="warn">
                This text needs {missing.value}, which is missing for {name}. Please write your own reply.
              </Notice>
            )}
            {limit && (
              <Notice tone="warn" title={limit.title} live={false}>
                <span>{limit.what}</span>
              </Notice>
            )}
            {givenTo && <GivenAway desk={desk} teamId={givenTo} />}
            {!givenTo && isClosed && !isOver && (
              <div class="row spread">
                <span class="soft">This conversation is closed.</span>
                <button type="button" class="button" onClick={() => tap({ op: "reopen", params: { contactId } })}>
                  Reopen
                </button>
              </div>
            )}
            {!givenTo && !isClosed && (!isOver || words.value.words !== "") && (
              <Composer
                name={name}
                words={words.value}
                field={composer}
                maySend={!limit}
                onWrite={write}
                onSend={send}
              />
            )}
          </>
        )}
        <Sideways class="thread-actions">
          {!item.optedOut && !isClosed && !isOver && responses.length > 0 && (
            <button
              type="button"
              class="button quiet"
              aria-haspopup="dialog"
              onClick={() => (sheet.value = "responses")}
            >
              <Icon name="search" /> Canned responses
            </button>
          )}
          {!item.optedOut && !isClosed && (
            <LabelsButton desk={desk} item={item} onOpen={() => (sheet.value = "labels")} />
          )}
          {children}
        </Sideways>
      </div>
      {sheet.value === "responses" && (
        <CannedResponses
          responses={responses}
          values={valuesOf(item, desk.me)}
          onChoose={(text, response) => {
            sheet.value = null;
            put(text, originOf(response, campaign.scriptVersion));
          }}
          onClose={() => (sheet.value = null)}
        />
      )}
      {asked.value && (
        <AnswerActionDialog
          orgName={desk.me.orgName}
          name={name}
          answer={asked.value.given.label || asked.value.given.value}
          kind={asked.value.kind}
          onConfirm={() => {
            if (asked.value) record(asked.value.stepId, asked.value.given);
            asked.value = null;
          }}
          onClose={() => (asked.value = null)}
        />
      )}
      {sheet.value === "labels" && <ConversationLabels desk={desk} item={item} onClose={() => (sheet.value = null)} />}
    </div>
  );
}
