import { useSignal } from "@preact/signals";
import type { Reassigned } from "../../../domain/assignment/assignments.ts";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { count, shortTime } from "../../ui/time/time.ts";
import { ConfirmDialog } from "../lifecycle/confirm-dialog.tsx";
import { lateBy, wholeNumber } from "./holdings.ts";
import type { TexterHolding } from "./holdings.ts";
import { ReceiverPicker } from "./receivers.tsx";
import type { Receiver } from "./receivers.tsx";
import { useSending } from "./use-sending.ts";

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
      refusal.value = "Choose at least one person to answer them.";
      return;
    }
    const { beforeMs } = lateBy(texters, hours, Date.now());
    const moved = await move({ kind: "waiting", waitingBeforeMs: beforeMs, to: [...chosen.value] });
    if (moved) onDone(moved);
  }

  return (
    <ConfirmDialog
      title="Late replies"
      action="Give"
      busyWords="Giving…"
      busy={busy.value}
      mayConfirm={hours !== null && late.length > 0}
      onConfirm={() => void sweep()}
      onClose={onClose}
    >
      <Field
        label="Waiting for more than (hours)"
        hint={`0: every waiting reply. The campaign itself offers them to others after ${count(deadlineHours)} hours.`}
        wrong={hours === null ? `A whole number from 0 to ${count(MOST_HOURS)}.` : null}
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
        <p class="soft">{hours === 0 ? "No reply waits." : "No reply has waited that long."}</p>
      )}
      {hours !== null && late.length > 0 && (
        <div class="stack tight">
          <p>{atMost === 1 ? "1 reply waits with" : `Up to ${count(atMost)} replies wait with`}</p>
          <ul class="late-texters">
            {late.map(({ personId, name, waiting, waitingSinceMs }) => (
              <li key={personId} class="row spread">
                <span dir="auto">{name}</span>
                <span class="soft small number">
                  {count(waiting)} waiting, since {shortTime(waitingSinceMs ?? 0, now.value)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <ReceiverPicker label="People who answer them" me="you take over" receivers={receivers} chosen={chosen} />
      <p class="soft small">The people you choose keep the late replies that they already have.</p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </ConfirmDialog>
  );
}
