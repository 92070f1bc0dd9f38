import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { dueText, longDate } from "../../ui/time/time.ts";
import { hourWords } from "../../ui/time/time.ts";
import { today } from "../../ui/time/dates.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** The last day and the hours of texting; the date can be moved while the campaign is active. */
export function DueDate({ campaign, onChanged }: { campaign: CampaignDetail; onChanged(): void }) {
  const isAsked = useSignal(false);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const date = useRef<HTMLInputElement>(null);
  const { window: hours, dueDate, status } = campaign;

  async function move(): Promise<void> {
    const typed = date.current?.value ?? "";
    if (busy.value || typed === "") return;
    busy.value = true;
    refusal.value = null;
    const param = { campaignId: campaign.campaignId };
    const answer = await call(campaignApi["due-date"].$post({ param, json: { dueDate: typed } }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    isAsked.value = false;
    onChanged();
  }

  const always = hours.startHour === 0 && hours.endHour === 24;
  const isOver = status === "ACTIVE" && dueDate < today();
  return (
    <section class="card stack" aria-labelledby="texting">
      <h2 id="texting">Texting</h2>
      <p>
        Until {longDate(dueDate)} ({hours.zone}),{" "}
        {always
          ? "at any hour."
          : `from ${hourWords(hours.startHour)} to ${hourWords(hours.endHour)}, each contact’s local time.`}
      </p>
      {isOver && (
        <Notice tone="warn" title={dueText(dueDate, now.value)} live={false}>
          <span>The campaign is still active. Change the date, or close it.</span>
        </Notice>
      )}
      {status !== "ARCHIVED" && (
        <div>
          <button type="button" class="button" onClick={() => (isAsked.value = true)}>
            Change due date…
          </button>
        </div>
      )}
      {isAsked.value && (
        <ConfirmDialog
          title="Change the due date"
          refusal={refusal.value}
          action="Change"
          busyWords="Updating the campaign…"
          busy={busy.value}
          onConfirm={() => void move()}
          onClose={() => (isAsked.value = false)}
        >
          <Field label="Due date" of="dueDate" hint="The last day of texting. Texters see it at once.">
            {(described) => (
              <input
                {...described}
                ref={date}
                class="input date"
                type="date"
                required
                min={today()}
                defaultValue={dueDate}
              />
            )}
          </Field>
        </ConfirmDialog>
      )}
    </section>
  );
}
