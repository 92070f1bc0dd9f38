import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { refuseFields } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { OptOutRow, OptOutHistoryRow } from "../../../domain/opt-outs/opt-outs.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { Skeleton } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import { reasonWords } from "./opt-outs-words.ts";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Props = { row: OptOutRow; onClose(): void; onChanged(): void };

/** The history of a number, and the buttons to change it. */
export function NumberDialog({ row, onClose, onChanged }: Props) {
  const entries = useSignal<OptOutHistoryRow[] | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const note = useSignal("");
  const busy = useSignal(false);

  useEffect(() => {
    void call(api.admin["opt-outs"].history.$get({ query: { cell: row.cell } })).then((answer) => {
      if (answer.ok) entries.value = answer.history;
      else refusal.value = answer;
    });
  }, [row.cell]);

  async function change(): Promise<void> {
    if (busy.value) return;
    if (note.value.trim() === "") {
      refusal.value = refuseFields("no_note", { note: "Enter a reason. It is kept with the number." });
      return;
    }
    busy.value = true;
    const json = { text: row.cell, optedOut: !row.optedOut, note: note.value };
    const answer = await call(api.admin["opt-outs"].$post({ json }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    onChanged();
    onClose();
  }

  return (
    <Dialog
      title={formatPhone(row.cell)}
      refusal={refusal.value}
      onClose={onClose}
      onSubmit={() => void change()}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" class={`button ${row.optedOut ? "" : "danger"}`} aria-disabled={busy.value}>
            {busy.value ? "Saving…" : row.optedOut ? "Opt in again" : "Opt out"}
          </button>
        </>
      }
    >
      {entries.value === null && !refusal.value && <Skeleton heights={["line", "line"]} />}
      {entries.value && (
        <ScrollingList class="word-history" label="History" ordered>
          {entries.value.map((entry) => (
            <li key={`${entry.at} ${entry.reason} ${entry.body}`} class="stack tight">
              <div class="row spread">
                <span class={`badge ${entry.optedOut ? "warn" : "good"}`}>
                  {entry.optedOut ? "Opted out" : "Opted in"}
                  {entry.changed ? "" : " (no change)"}
                </span>
                <time class="soft small number" dateTime={new Date(entry.at).toISOString()}>
                  {shortTime(entry.at, now.value)}
                </time>
              </div>
              <span>
                {reasonWords(entry.reason)}
                {entry.note && ` · ${entry.note}`}
              </span>
              {entry.body && (
                <q class="soft kept" dir="auto">
                  {entry.body}
                </q>
              )}
              {(entry.by || entry.campaignTitle) && (
                <span class="soft small" dir="auto">
                  {[entry.by, entry.campaignTitle].filter(Boolean).join(" · ")}
                </span>
              )}
            </li>
          ))}
        </ScrollingList>
      )}
      <Field
        label="Reason for the change"
        of="note"
        hint={
          row.optedOut
            ? "Only for people who asked for it. Somebody who texted STOP also has to text START; until then the carrier blocks the number."
            : undefined
        }
      >
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={300}
            value={note.value}
            onInput={({ currentTarget }) => (note.value = currentTarget.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
