import { Notice } from "../../ui/screen.tsx";
import { ConfirmDialog } from "../lifecycle/confirm-dialog.tsx";
import { contactsInWords } from "./holdings.ts";
import type { TexterHolding } from "./holdings.ts";
import { useSending } from "./use-sending.ts";

type Props = {
  campaignId: string;
  texter: TexterHolding;
  onClose(): void;
  onDone(words: string): void;
};

/** Takes back what a texter has not texted. */
export function ReleaseDialog({ campaignId, texter, onClose, onDone }: Props) {
  const { busy, refusal, release: send } = useSending(campaignId);

  async function release(): Promise<void> {
    const answer = await send(texter.personId);
    if (answer) onDone(`${contactsInWords(answer.released ?? texter.toSend)} of ${texter.name} went back.`);
  }

  return (
    <ConfirmDialog
      title={`Take back ${contactsInWords(texter.toSend)} of ${texter.name}?`}
      action={`Take back ${contactsInWords(texter.toSend)}`}
      busyWords="Taking back…"
      busy={busy.value}
      isDangerous
      mayConfirm={texter.toSend > 0}
      onConfirm={() => void release()}
      onClose={onClose}
    >
      <p>They were not texted yet, and can be given to others. Conversations of {texter.name} stay.</p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </ConfirmDialog>
  );
}
