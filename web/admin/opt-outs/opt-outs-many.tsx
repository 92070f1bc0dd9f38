import { useSignal } from "@preact/signals";
import { refuseFields } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { BulkResult, ContraryChoice } from "../../../domain/opt-outs/opt-outs.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { decodeUpload } from "../../../domain/contacts/file/decode.ts";
import { cutLineOf } from "../../../domain/contacts/file/problem.ts";
import { ContraryRows } from "./opt-outs-contrary.tsx";
import { ListPreview, ListProblems, readList, useList } from "./opt-outs-preview.tsx";
import { inParts } from "./opt-outs-words.ts";

const NO_LIST = "Paste some numbers, or choose a file.";
const NO_NUMBER = "This list has no phone number that could be read. The lines below say why.";

type Props = { onClose(): void; onChanged(): void };

/**
 * Numbers by paste or from a file, opted out or in. A long list is sent in parts; if it stops half way, it can be sent
 * again.
 */
export function ManyNumbersDialog({ onClose, onChanged }: Props) {
  const text = useSignal("");
  const fileName = useSignal<string | null>(null);
  const optedOut = useSignal(true);
  const note = useSignal("");
  const busy = useSignal<number | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const result = useSignal<BulkResult | null>(null);
  const choice = useSignal<ContraryChoice | null>(null);
  const cutLine = useSignal<number | null>(null);
  const wanted = { text: text.value, optedOut: optedOut.value, cutLine: cutLine.value };
  const asked = useList({ ...wanted, choice: null });
  const chosen = useList({ ...wanted, text: choice.value === null ? "" : text.value, choice: choice.value });
  const read = chosen ?? asked;

  async function save(): Promise<void> {
    if (busy.value !== null) return;
    refusal.value = null;
    const list = await readList({ ...wanted, choice: choice.value });
    const parts = inParts(list.cells);
    const missing = {
      ...(list.contrary ? { contrary: "Choose what to do with these numbers." } : {}),
      ...(parts.length === 0 && !list.contrary ? { text: list.problems.length === 0 ? NO_LIST : NO_NUMBER } : {}),
      ...(note.value.trim() === "" ? { note: "Enter a reason. It is kept with every number." } : {}),
    };
    if (Object.keys(missing).length > 0) refusal.value = refuseFields("incomplete", missing);
    if (refusal.value !== null) return;
    const sum: BulkResult = { changed: 0, already: 0, repeated: list.repeated, problems: [...list.problems] };
    for (const [index, part] of parts.entries()) {
      busy.value = index / parts.length;
      const json = { text: part.join("\n"), optedOut: optedOut.value, note: note.value };
      const answer = await call(api.admin["opt-outs"].$post({ json }));
      if (!answer.ok) {
        const before = index > 0 ? " The numbers before it are saved. Send the list again." : "";
        refusal.value = { ...answer, message: `${answer.message}${before}` };
        break;
      }
      sum.changed += answer.changed;
      sum.already += answer.already;
    }
    busy.value = null;
    if (sum.changed > 0) onChanged();
    if (refusal.value === null) result.value = sum;
  }

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return;
    refusal.value = null;
    const decoded = decodeUpload(new Uint8Array(await file.arrayBuffer()));
    fileName.value = decoded.ok ? file.name : null;
    choice.value = null;
    cutLine.value = decoded.ok ? cutLineOf(decoded.notes) : null;
    if (decoded.ok) text.value = decoded.text;
    else refusal.value = refuseFields("not_read", { text: decoded.problem.message });
  }

  const done = result.value;
  return (
    <Dialog
      title={done ? "Numbers saved" : "Add numbers"}
      refusal={refusal.value}
      onClose={onClose}
      onSubmit={() => (done ? onClose() : void save())}
      actions={
        done ? (
          <button type="submit" class="button primary">
            Done
          </button>
        ) : (
          <>
            <button type="button" class="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" class="button primary" aria-disabled={busy.value !== null}>
              {busy.value === null
                ? `${optedOut.value ? "Opt out" : "Opt in"}${read?.cells.length ? ` ${counted(read.cells.length, "number")}` : ""}`
                : `Saving… ${Math.round(busy.value * 100)} %`}
            </button>
          </>
        )
      }
    >
      {done ? (
        <Outcome result={done} optedOut={optedOut.value} />
      ) : (
        <>
          <fieldset class="row">
            <legend class="unseen">What to do</legend>
            {[true, false].map((out) => (
              <label key={String(out)} class="check">
                <input
                  type="radio"
                  name="what"
                  checked={optedOut.value === out}
                  onChange={() => {
                    optedOut.value = out;
                    choice.value = null;
                  }}
                />
                {out ? "Opt out" : "Opt in again"}
              </label>
            ))}
          </fieldset>
          <Field label="Numbers" of="text" hint="One per line, in any usual format, or choose a CSV file below.">
            {(described) => (
              <textarea
                {...described}
                class="input mono"
                rows={6}
                placeholder={"(212) 555-0101\n+1 617 555 0102"}
                value={text.value}
                onInput={({ currentTarget }) => {
                  text.value = currentTarget.value;
                  choice.value = null;
                  cutLine.value = null;
                }}
              />
            )}
          </Field>
          <label class="drop">
            <input
              type="file"
              accept=".csv,.txt,text/csv,text/plain"
              onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
            />
            <Icon name="upload" />
            <span dir="auto">{fileName.value ?? "Choose a file, or drop it here"}</span>
          </label>
          {asked?.contrary && <ContraryRows rows={asked.contrary} optedOut={optedOut.value} choice={choice} />}
          <ListPreview list={read} optedOut={optedOut.value} />
          <Field label="Reason" of="note" hint="For the record: who asked, and how.">
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
        </>
      )}
    </Dialog>
  );
}

function Outcome({ result, optedOut }: { result: BulkResult; optedOut: boolean }) {
  const { changed, already, repeated, problems } = result;
  return (
    <>
      <Notice>
        <strong>
          {counted(changed, "number")} opted {optedOut ? "out" : "in"}
        </strong>
        {already > 0 && (
          <span>
            {optedOut
              ? counted(already, "had already opted out.", "had already opted out.")
              : counted(already, "was not opted out.", "were not opted out.")}
          </span>
        )}
        {repeated > 0 && (
          <span>{counted(repeated, "was on the list more than once.", "were on the list more than once.")}</span>
        )}
      </Notice>
      {problems.length > 0 && <ListProblems problems={problems} />}
    </>
  );
}
