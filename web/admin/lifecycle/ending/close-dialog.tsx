import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../../domain/outcome.ts";
import { WISHES } from "../../../../domain/campaigns/campaign-states.ts";
import { isAnythingOpen } from "../../../../domain/campaigns/open-work.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { MOVE_WORDS } from "../move-words.ts";
import { OpenWorkList } from "./open-work-list.tsx";
import { useOpenWork } from "./use-open-work.ts";

type Props = { campaignId: string; onClose(): void; onChanged(): void };

/** Says who waits and what else is open before a campaign closes. */
export function CloseDialog({ campaignId, onClose, onChanged }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const { counted, openSeen, tookRefusal } = useOpenWork(campaignId);
  const words = MOVE_WORDS.close;
  const isOpen = counted.value?.ok === true && isAnythingOpen(counted.value.open);

  async function close(): Promise<void> {
    if (busy.value || counted.value === null) return;
    busy.value = true;
    refusal.value = null;
    const json = { ...WISHES.close, openSeen: openSeen() };
    const answer = await call(campaignApi.status.$post({ param: { campaignId }, json }));
    busy.value = false;
    if (!answer.ok) {
      if (!tookRefusal(answer)) refusal.value = answer;
      return;
    }
    onChanged();
    onClose();
  }

  return (
    <ConfirmDialog
      title={words.title}
      refusal={refusal.value}
      action={isOpen ? "Close anyway" : words.action}
      busyWords="Updating the campaign…"
      busy={busy.value}
      isDangerous={isOpen}
      mayConfirm={counted.value !== null}
      onConfirm={() => void close()}
      onClose={onClose}
    >
      <OpenWorkList campaignId={campaignId} ending="close" counted={counted} />
      <p>{words.what}</p>
    </ConfirmDialog>
  );
}
