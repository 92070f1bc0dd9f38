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
    if (answer) onDone(`${contactsInWords(answer.released ?? texter.toSend)} taken back from ${texter.name}.`);
  }

  return (
    <ConfirmDialog
      title={`Take back ${contactsInWords(texter.toSend)} from ${texter.name}?`}
      refusal={refusal.value}
      action={`Take back ${contactsInWords(texter.toSend)}`}
      busyWords="Taking back…"
      busy={busy.value}
      isDangerous
      mayConfirm={texter.toSend > 0}
      onConfirm={() => void release()}
      onClose={onClose}
    >
      <p>
        {texter.toSend === 1 ? "This contact has" : "These contacts have"} not been texted yet and can then be assigned
        to others. {texter.name} keeps all conversations.
      </p>
    </ConfirmDialog>
  );
}
