import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { properName } from "../../../domain/contacts/person-name.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { UnmatchedDecision, UnmatchedText } from "../../../domain/messages/unmatched.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { count, shortTime } from "../../ui/time/time.ts";
import { openUnmatched } from "../opt-outs/review-count.ts";
import { NumberTexts } from "./number-texts.tsx";

/** By text: what was decided on this screen. */
export type DecidedTexts = Map<string, { text: UnmatchedText; decision: UnmatchedDecision }>;

type Props = { text: UnmatchedText; decided: Signal<DecidedTexts> };

export function UnmatchedCard({ text, decided }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const showsOthers = useSignal(false);
  const { sid, cell } = text;
  const here = decided.value.get(sid)?.decision;
  const isOpen = here === undefined ? text.handledAt === null : here === "reopen";
  const isOut = text.optedOut || here === "opt_out";

  async function decide(decision: UnmatchedDecision): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const param = { sid: encodeURIComponent(sid) };
    const answer = await call(api.admin.unmatched[":sid"].$post({ param, json: { cell, decision } }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer.message;
      return;
    }
    if (openUnmatched.value !== null) {
      openUnmatched.value = Math.max(0, openUnmatched.value + (decision === "reopen" ? 1 : isOpen ? -1 : 0));
    }
    decided.value = new Map(decided.value).set(sid, { text, decision });
  }

  return (
    <li class="card stack tight" aria-label={`Text from ${cell}`}>
      <div class="row spread soft small">
        <span>
          {text.contactName && (
            <strong class="who" dir="auto">
              {properName(text.contactName)}
            </strong>
          )}{" "}
          <span class="number">{formatPhone(cell)}</span>
        </span>
        <time class="number" dateTime={new Date(text.at).toISOString()}>
          {shortTime(text.at, now.value)}
        </time>
      </div>
      <p class="kept said" dir="auto">
        {text.body || <span class="soft">Empty text</span>}
      </p>
      <div class="row small soft">
        {text.because === "archived" && <span class="badge">Late reply</span>}
        {isOut && <span class="badge warn">Opted out</span>}
        <span dir="auto">{reasonWords(text)}</span>
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      <div class="row spread">
        {isOpen ? (
          <div key="open" class="row">
            <button type="button" class="button" aria-disabled={busy.value} onClick={() => void decide("handle")}>
              <Icon name="check" /> Mark as handled
            </button>
            {!isOut && (
              <button
                type="button"
                class="button danger"
                aria-disabled={busy.value}
                onClick={() => void decide("opt_out")}
              >
                <Icon name="stop" /> Opt out
              </button>
            )}
          </div>
        ) : (
          <div key="handled" class="row">
            <output class="badge good" dir="auto">
              {handledWords(text, here)}
            </output>
            <button type="button" class="button quiet" aria-disabled={busy.value} onClick={() => void decide("reopen")}>
              Reopen
            </button>
          </div>
        )}
        <button
          type="button"
          class="button quiet"
          aria-expanded={showsOthers.value}
          onClick={() => (showsOthers.value = !showsOthers.value)}
        >
          {text.others > 0 ? `All texts of this number (${count(text.others + 1)})` : "All texts of this number"}
        </button>
      </div>
      {showsOthers.value && <NumberTexts cell={cell} />}
    </li>
  );
}

function reasonWords({ because, campaignTitle, to }: UnmatchedText): string {
  const title = campaignTitle ? `“${campaignTitle}”` : "a campaign";
  if (because === "archived") return `To ${title}, which is archived`;
  if (because === "never_texted") return `A contact of ${title} who had not been texted yet`;
  return to === "" ? "From the override phone of the simulation" : `To ${formatPhone(to)}`;
}

function handledWords({ handledBy }: UnmatchedText, here: UnmatchedDecision | undefined): string {
  if (here !== undefined) return "Handled";
  return handledBy ? `Handled · ${handledBy}` : "Handled automatically";
}
