import { useSignal } from "@preact/signals";
import { refuseFields } from "../../../domain/outcome.ts";
import type { Reassigned } from "../../../domain/assignment/assignments.ts";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { counted } from "../../ui/counted.ts";
import { count, shortTime } from "../../ui/time/time.ts";
import { ConfirmDialog } from "../lifecycle/confirm-dialog.tsx";
import { lateBy, wholeNumber } from "./holdings.ts";
import type { TexterHolding } from "./holdings.ts";
import { ReceiverPicker } from "./receivers.tsx";
import type { Receiver } from "./receivers.tsx";
import { useSending } from "./use-sending.ts";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Props = {
  campaignId: string;
  texters: readonly TexterHolding[];
  /** After so many hours the campaign offers a reply to others by itself. */
  deadlineHours: number;
  receivers: readonly Receiver[];
  onClose(): void;
  onDone(moved: Reassigned): void;
};

const MOST_HOURS = 8_760;

/** Gives replies that have waited too long, from all texters, to people who answer them. */
export function SweepDialog({ campaignId, texters, deadlineHours, receivers, onClose, onDone }: Props) {
  const typed = useSignal(String(Math.max(1, Math.floor(deadlineHours / 2))));
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const { busy, refusal, move } = useSending(campaignId);
  const hours = wholeNumber(typed.value, MOST_HOURS);
  const { late, atMost } = lateBy(texters, hours ?? 0, now.value);

  async function sweep(): Promise<void> {
    if (hours === null) return;
    if (chosen.value.size === 0) {
      refusal.value = refuseFields("nobody", { to: "Choose at least one person." });
      return;
    }
    const { beforeMs } = lateBy(texters, hours, Date.now());
    const moved = await move({ kind: "waiting", waitingBeforeMs: beforeMs, to: [...chosen.value] });
    if (moved) onDone(moved);
  }

  return (
    <ConfirmDialog
      title="Reassign late replies"
      refusal={refusal.value}
      action="Reassign"
      busyWords="Reassigning…"
      busy={busy.value}
      mayConfirm={hours !== null && late.length > 0}
      onConfirm={() => void sweep()}
      onClose={onClose}
    >
      <Field
        label="Waiting for more than this many hours"
        hint={`Enter 0 for every waiting reply. After ${counted(deadlineHours, "hour")}, other texters are offered them automatically.`}
        wrong={hours === null ? `Enter a whole number from 0 to ${count(MOST_HOURS)}.` : null}
      >
        {(described) => (
          <input
            {...described}
            class="input date"
            inputMode="numeric"
            value={typed.value}
            onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          />
        )}
      </Field>
      {hours !== null && late.length === 0 && (
        <p class="soft">{hours === 0 ? "No replies are waiting." : "No reply has been waiting that long."}</p>
      )}
      {hours !== null && late.length > 0 && (
        <div class="stack tight">
          <p>{atMost === 1 ? "1 reply is waiting with" : `Up to ${count(atMost)} replies are waiting with`}</p>
          <ScrollingList class="late-texters" label="Texters">
            {late.map(({ personId, name, waiting, waitingSinceMs }) => (
              <li key={personId} class="row spread">
                <span dir="auto">{name}</span>
                <span class="soft small number">
                  {count(waiting)} waiting, since {shortTime(waitingSinceMs ?? 0, now.value)}
                </span>
              </li>
            ))}
          </ScrollingList>
        </div>
      )}
      <ReceiverPicker label="Who should answer them?" me="you" receivers={receivers} chosen={chosen} />
      <p class="soft small">People you choose keep the late replies they already have.</p>
    </ConfirmDialog>
  );
}
