import { useSignal } from "@preact/signals";
import { refuseFields } from "../../../domain/outcome.ts";
import type { AssignmentsAnswer, CountsSet } from "../../../domain/assignment/assignments.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { ConfirmDialog } from "../lifecycle/confirm-dialog.tsx";
import { contactsInWords, eachGets } from "./holdings.ts";
import { ReceiverPicker } from "./receivers.tsx";
import type { Receiver } from "./receivers.tsx";
import { useSending } from "./use-sending.ts";

type Props = {
  campaignId: string;
  held: AssignmentsAnswer;
  receivers: readonly Receiver[];
  onClose(): void;
  onDone(set: CountsSet): void;
};

/** Shares out what is left, and what the chosen texters have not texted, evenly. */
export function SplitDialog({ campaignId, held, receivers, onClose, onDone }: Props) {
  const chosen = useSignal<ReadonlySet<string>>(
    new Set(receivers.filter(({ hasJoined }) => hasJoined).map(({ personId }) => personId)),
  );
  const { busy, refusal, split: send } = useSending(campaignId);
  const unsent = held.texters
    .filter(({ personId }) => chosen.value.has(personId))
    .reduce((sum, { toSend }) => sum + toSend, 0);
  const number = held.left + unsent;

  async function split(): Promise<void> {
    if (chosen.value.size === 0) {
      refusal.value = refuseFields("nobody", { to: "Choose at least one person." });
      return;
    }
    const set = await send([...chosen.value]);
    if (set) onDone(set);
  }

  return (
    <ConfirmDialog
      title="Split contacts evenly"
      refusal={refusal.value}
      action="Split evenly"
      busyWords="Splitting…"
      busy={busy.value}
      mayConfirm={number > 0}
      onConfirm={() => void split()}
      onClose={onClose}
    >
      <ReceiverPicker label="Who should get contacts?" receivers={receivers} chosen={chosen} />
      <p class="soft small">
        {number === 0
          ? "There is nothing to split. Every contact is assigned, and these texters have texted all of theirs."
          : `${contactsInWords(number)} for ${counted(chosen.value.size, "person", "people")}${eachGets(number, chosen.value.size)}: ${count(held.left)} not assigned yet, and ${count(unsent)} that these texters have not texted. Conversations stay where they are.`}
      </p>
    </ConfirmDialog>
  );
}
