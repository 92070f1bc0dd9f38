import { useSignal } from "@preact/signals";
import { refuseFields } from "../../../domain/outcome.ts";
import { HELD_WORDS } from "./held-words.ts";
import type { HeldKind, Reassigned } from "../../../domain/assignment/assignments.ts";
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

/** Reassigns what a texter has to others, or to the admin. */
export function GiveDialog({ campaignId, from, receivers, onClose, onDone }: Props) {
  const kind = useSignal<HeldKind>(from.waiting > 0 ? "waiting" : from.toSend > 0 ? "toSend" : "conversations");
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const { busy, refusal, move } = useSending(campaignId);
  const number = heldOf(from, kind.value);
  const others = receivers.filter(({ personId }) => personId !== from.personId);

  async function give(): Promise<void> {
    if (chosen.value.size === 0) {
      refusal.value = refuseFields("nobody", { to: "Choose at least one person." });
      return;
    }
    const moved = await move({ from: from.personId, kind: kind.value, to: [...chosen.value] });
    if (moved) onDone(moved);
  }

  return (
    <ConfirmDialog
      title={`Reassign ${from.name}’s contacts`}
      refusal={refusal.value}
      action={chosen.value.size === 0 ? "Reassign" : `Reassign ${contactsInWords(number)}`}
      busyWords="Reassigning…"
      busy={busy.value}
      mayConfirm={number > 0}
      onConfirm={() => void give()}
      onClose={onClose}
    >
      <fieldset class="stack tight">
        <legend class="label">Which contacts?</legend>
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
      <ReceiverPicker label="Who should get them?" me="you" receivers={others} chosen={chosen} />
      {chosen.value.size > 0 && (
        <p class="soft small">
          {contactsInWords(number)} {number === 1 ? "moves" : "move"} from {from.name}
          {eachGets(number, chosen.value.size)}. The messages so far stay with each conversation.
        </p>
      )}
    </ConfirmDialog>
  );
}
