import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { properName } from "../../../domain/contacts/person-name.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { CarrierSide, CarrierText, UndecidedDecision, UndecidedText } from "../../../domain/messages/undecided.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import type { Outcome } from "../../api/call.ts";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import { undecidedTexts } from "./undecided-count.ts";
import { advice, sentence, toneOf } from "./words.ts";

type Props = {
  campaignId: string;
  text: UndecidedText;
  /** Called when this text needs no decision any more. */
  onDecided?: (() => void) | undefined;
};

const DONE: Record<UndecidedDecision["decision"], string> = {
  sent: "Marked as sent, with the carrier's details.",
  again: "Sending it again.",
  drop: "Dropped. It will not be sent.",
};

/** One text that needs a decision: our side next to the carrier's, and the decision below. */
export function UndecidedCard({ campaignId, text, onDecided }: Props) {
  const { contactId, messageId } = text;
  const undecided = campaignApi.undecided[":messageId"];
  const param = { campaignId, messageId: encodeURIComponent(messageId) };
  const carrier = useSignal<Outcome<CarrierSide> | null>(null);
  const chosen = useSignal<string | null>(null);
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const done = useSignal<string | null>(null);

  async function ask(): Promise<void> {
    carrier.value = null;
    const answer = await call(undecided.carrier.$get({ param, query: { contactId } }));
    carrier.value = answer;
    if (!answer.ok) return;
    const fitting = answer.texts.filter(({ kind }) => kind === "fits");
    const stillThere = answer.texts.some(({ sid }) => sid === chosen.value);
    if (!stillThere) chosen.value = fitting.length === 1 ? (fitting[0]?.sid ?? null) : null;
  }
  useEffect(() => void ask(), [campaignId, messageId]);

  async function decide(decision: UndecidedDecision): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(undecided.$post({ param, json: { contactId, ...decision } }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer.message;
      return;
    }
    done.value = DONE[decision.decision];
    undecidedTexts.value = Math.max(0, undecidedTexts.value - 1);
    onDecided?.();
  }

  const texts = carrier.value?.ok ? carrier.value.texts : [];
  const isLoaded = carrier.value?.ok === true;
  return (
    <li class="card stack" aria-label={`Text to ${text.cell}`}>
      <div class="undecided-sides">
        <OurSide text={text} />
        <div class="stack tight">
          <div class="row spread">
            <h3>On the carrier’s list</h3>
            <button
              type="button"
              class="button quiet"
              aria-disabled={carrier.value === null}
              onClick={() => void ask()}
            >
              Check again
            </button>
          </div>
          {carrier.value === null && <div class="skeleton line" aria-hidden="true" />}
          {carrier.value?.ok === false && <Notice tone="warn">{carrier.value.message}</Notice>}
          {isLoaded && texts.length === 0 && (
            <p class="soft">The carrier lists no text to this number around that time.</p>
          )}
          {texts.length > 0 && (
            <ul class="carrier-texts">
              {texts.map((each) => (
                <CarrierRow
                  key={each.sid}
                  text={each}
                  isChosen={each.sid === chosen.value}
                  onChoose={() => (chosen.value = each.sid)}
                />
              ))}
            </ul>
          )}
        </div>
      </div>
      {done.value ? (
        <div class="row">
          <output class="badge good">{done.value}</output>
        </div>
      ) : (
        <>
          {isLoaded && (
            <p class="small soft" dir="auto">
              {advice(text, texts)}
            </p>
          )}
          {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
          <div class="row">
            {texts.length > 0 && (
              <button
                type="button"
                class={chosen.value === null ? "button" : "button primary"}
                aria-disabled={busy.value || chosen.value === null}
                onClick={() => chosen.value !== null && void decide({ decision: "sent", sid: chosen.value })}
              >
                It was sent
              </button>
            )}
            <button
              type="button"
              class="button"
              aria-disabled={busy.value}
              onClick={() => void decide({ decision: "again" })}
            >
              It was not sent: send again
            </button>
            <button
              type="button"
              class="button"
              aria-disabled={busy.value}
              onClick={() => void decide({ decision: "drop" })}
            >
              It was not sent: drop it
            </button>
          </div>
        </>
      )}
    </li>
  );
}

function OurSide({ text }: { text: UndecidedText }) {
  return (
    <div class="stack tight">
      <div class="row">
        <h3>Our text</h3>
      </div>
      <p class="row spread soft small">
        <span>
          <strong class="who" dir="auto">
            {properName(text.contactName) || "No name"}
          </strong>{" "}
          <span class="number" dir="auto">
            {formatPhone(text.cell)}
          </span>
        </span>
        <span class="number">sent {timeOf(text.at)}</span>
      </p>
      <p class="kept undecided-words" dir="auto">
        {text.body}
      </p>
      <ol class="undecided-calls small">
        {text.calls.map(({ beganAtMs, why, lookedUp }) => (
          <li key={beganAtMs}>
            <span class="number">{secondsOf(beganAtMs)}</span> Handed to the carrier. {sentence(why)}.
            {lookedUp && (
              <span class="soft">
                {" "}
                Checked {secondsOf(lookedUp.atMs)}: {lookedUp.answer}.
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

const KINDS: Record<CarrierText["kind"], string | null> = {
  fits: "Same words",
  taken: "Belongs to another message",
  other: null,
};

function CarrierRow({ text, isChosen, onChoose }: { text: CarrierText; isChosen: boolean; onChoose(): void }) {
  const id = useId();
  const kind = KINDS[text.kind];
  return (
    <li class={isChosen ? "chosen" : undefined}>
      <input
        id={id}
        type="radio"
        checked={isChosen}
        disabled={text.kind === "taken"}
        aria-label={`The carrier's text of ${text.createdAtMs === null ? "unknown time" : secondsOf(text.createdAtMs)}`}
        onChange={onChoose}
      />
      <label for={id} class="stack tight">
        <span class="row small">
          <span class="number" dir="auto">
            {text.createdAtMs === null ? "No date" : secondsOf(text.createdAtMs)}
          </span>
          <span class={`badge ${toneOf(text.status)}`}>
            {sentence(text.status || "unknown")}
            {text.errorCode !== null && ` (${text.errorCode})`}
          </span>
          {kind !== null && <span class={`badge ${text.kind === "fits" ? "full" : ""}`}>{kind}</span>}
        </span>
        <span class="kept small" dir="auto">
          {text.body}
        </span>
        <span class="soft small number">
          {text.from === null ? "no sender yet" : `from ${formatPhone(text.from)}`} · …{text.sid.slice(-6)}
        </span>
      </label>
    </li>
  );
}

function timeOf(atMs: number) {
  return <time dateTime={new Date(atMs).toISOString()}>{shortTime(atMs, now.value)}</time>;
}

/** Two texts of one minute are told apart by their seconds. */
function secondsOf(atMs: number): string {
  const today = new Date(now.value).toDateString() === new Date(atMs).toDateString();
  return new Intl.DateTimeFormat(undefined, {
    ...(today ? {} : { month: "short", day: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  }).format(atMs);
}
