import { useSignal } from "@preact/signals";
import { HELD_WORDS } from "./held-words.ts";
import type { HeldKind, Reassigned } from "../../../domain/assignment/assignments.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { ConfirmDialog } from "../lifecycle/confirm-dialog.tsx";
import { contactsInWords, eachGets, heldOf } from "./holdings.ts";
import type { TexterHolding } from "./holdings.ts";
import { ReceiverPicker } from "./receivers.tsx";
import type { Receiver } from "./receivers.tsx";
import { useSending } from "./use-sending.ts";

type Props = {
  campaignId: string;
  from: TexterHolding;
  receivers: readonly Receiver[];
  onClose(): void;
  onDone(moved: Reassigned): void;
};

/** Gives what a texter holds to others, or takes it over. */
export function GiveDialog({ campaignId, from, receivers, onClose, onDone }: Props) {
  const kind = useSignal<HeldKind>(from.waiting > 0 ? "waiting" : from.toSend > 0 ? "toSend" : "conversations");
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const { busy, refusal, move } = useSending(campaignId);
  const number = heldOf(from, kind.value);
  const others = receivers.filter(({ personId }) => personId !== from.personId);

  async function give(): Promise<void> {
    if (chosen.value.size === 0) {
      refusal.value = "Choose at least one person to get the contacts.";
      return;
    }
    const moved = await move({ from: from.personId, kind: kind.value, to: [...chosen.value] });
    if (moved) onDone(moved);
  }

  return (
    <ConfirmDialog
      title={`Give contacts of ${from.name}`}
      action={chosen.value.size === 0 ? "Give" : `Give ${contactsInWords(number)}`}
      busyWords="Giving…"
      busy={busy.value}
      mayConfirm={number > 0}
      onConfirm={() => void give()}
      onClose={onClose}
    >
      <fieldset class="stack tight">
        <legend class="label">Which</legend>
        <div class="held-kinds">
          {HELD_WORDS.map(({ kind: each, words }) => (
            <label key={each} class="check">
              <input
                type="radio"
                name="kind"
                checked={kind.value === each}
                disabled={heldOf(from, each) === 0}
                onChange={() => (kind.value = each)}
              />
              <span>
                {words} <span class="soft small number">{count(heldOf(from, each))}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <ReceiverPicker label="To whom" me="you take over" receivers={others} chosen={chosen} />
      {chosen.value.size > 0 && (
        <p class="soft small">
          {contactsInWords(number)} leave {from.name}
          {eachGets(number, chosen.value.size)}. What was said stays with the conversation.
        </p>
      )}
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </ConfirmDialog>
  );
}
