import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import type { CannedResponse, Script } from "../../../domain/scripts/script-schema.ts";
import { decodeUpload } from "../../../domain/contacts/file/decode.ts";
import { CUT_FILE, cutLineOf } from "../../../domain/contacts/file/problem.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import { readResponses } from "../../../domain/scripts/response-upload.ts";
import type { ResponseUpload } from "../../../domain/scripts/response-upload.ts";
import { foundResponses } from "../../../domain/scripts/response-search.ts";
import { SCRIPT_LIMITS } from "../../../domain/scripts/script-shape.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { EncodingChoice } from "../../ui/forms/encoding-choice.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { PictureField } from "./picture-field.tsx";
import { TextField } from "./text-field.tsx";
import { addResponses, changeResponse, removeResponse } from "./draft/tree.ts";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Props = { script: Script; labels: Signal<Label[]>; onEdit(script: Script, about?: string | null): void };

/** Texts for whenever they fit: texters find them beside the composer. */
export function ResponsesSection({ script, labels, onEdit, openFirst = null }: Props & { openFirst?: string | null }) {
  const search = useSignal("");
  const opened = useSignal<string | null>(openFirst);
  const responses = script.responses ?? [];
  const shown = foundResponses(responses, search.value);
  const isFull = responses.length >= SCRIPT_LIMITS.responses;

  function add(): void {
    const next = addResponses(script, [{ title: "", text: "", labels: [] }]);
    search.value = "";
    opened.value = next.responses?.at(-1)?.id ?? null;
    onEdit(next);
  }

  return (
    <section class="card stack" aria-labelledby="responses">
      <div class="row spread">
        <h2 id="responses">Canned responses</h2>
        <div class="row">
          <Upload script={script} labels={labels} onEdit={onEdit} />
          <button type="button" class="button" disabled={isFull} onClick={add}>
            <Icon name="plus" /> Add one
          </button>
        </div>
      </div>
      {responses.length === 0 ? (
        <Blank title="No canned responses yet">
          <p>
            Answers to common questions. Write them here, or upload a CSV file with the columns title, text and labels.
          </p>
        </Blank>
      ) : (
        <>
          <Field label="Search canned responses">
            {(described) => (
              <input
                {...described}
                class="input"
                type="search"
                value={search.value}
                onInput={({ currentTarget }) => (search.value = currentTarget.value)}
              />
            )}
          </Field>
          {shown.length === 0 && <p class="soft">Nothing matches “{search.value}”.</p>}
          <ul class="responses">
            {shown.map((response) => (
              <li key={response.id}>
                <details
                  open={opened.value === response.id}
                  onToggle={({ currentTarget }) => {
                    if (currentTarget.open) opened.value = response.id;
                    else if (opened.value === response.id) opened.value = null;
                  }}
                >
                  <summary class="response-line">
                    <strong class="clip" dir="auto">
                      {response.title || "Untitled"}
                    </strong>
                    <span class="clip soft small" dir="auto">
                      {response.text || "No text yet"}
                    </span>
                  </summary>
                  {opened.value === response.id && (
                    <ResponseEditor script={script} response={response} labels={labels} onEdit={onEdit} />
                  )}
                </details>
              </li>
            ))}
          </ul>
          <span class="soft small number">
            {count(responses.length)} of at most {count(SCRIPT_LIMITS.responses)}
          </span>
        </>
      )}
    </section>
  );
}

function ResponseEditor({ script, response, labels, onEdit }: Props & { response: CannedResponse }) {
  const { id } = response;
  const change = (next: Partial<Omit<CannedResponse, "id">>, about: string | null) =>
    onEdit(changeResponse(script, id, next), about);
  return (
    <div class="stack response-editor">
      <Field label="Title" anchor={`response-${id}`}>
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={SCRIPT_LIMITS.title}
            value={response.title}
            onInput={({ currentTarget }) => change({ title: currentTarget.value }, `response title ${id}`)}
          />
        )}
      </Field>
      <TextField
        label="Text of the response"
        text={response.text}
        withPicture={response.picture !== undefined}
        onText={(text) => change({ text }, `response ${id}`)}
      />
      <PictureField picture={response.picture} onPicture={(picture) => change({ picture }, null)} />
      <Labels chosen={response.labels} labels={labels} onChange={(chosen) => change({ labels: chosen }, null)} />
      <div>
        <button type="button" class="button quiet" onClick={() => onEdit(removeResponse(script, id))}>
          <Icon name="cross" /> Remove this response
        </button>
      </div>
    </div>
  );
}

type LabelsProps = { chosen: readonly string[]; labels: Signal<Label[]>; onChange(chosen: string[]): void };

/** The organization's labels to choose from; a new one is made by naming it. */
function Labels({ chosen, labels, onChange }: LabelsProps) {
  const name = useSignal("");
  const refusal = useSignal<string | null>(null);
  async function make(): Promise<void> {
    if (name.value.trim() === "") return;
    const label = await labelNamed(name.value.trim(), labels);
    if ("message" in label) {
      refusal.value = label.message;
      return;
    }
    refusal.value = null;
    name.value = "";
    if (!chosen.includes(label.labelId)) onChange([...chosen, label.labelId]);
  }
  return (
    <fieldset class="stack tight">
      <legend class="label">Labels</legend>
      <span class="soft small">Added to the conversation when a texter sends this response.</span>
      <div class="label-choices">
        {labels.value.map(({ labelId, name: labelName }) => {
          const isOn = chosen.includes(labelId);
          return (
            <button
              key={labelId}
              type="button"
              class="label-choice"
              aria-pressed={isOn}
              disabled={!isOn && chosen.length >= SCRIPT_LIMITS.labelsPerResponse}
              onClick={() => onChange(isOn ? chosen.filter((id) => id !== labelId) : [...chosen, labelId])}
            >
              <bdi>{labelName}</bdi>
            </button>
          );
        })}
      </div>
      <div class="row filters">
        <div class="grow">
          <Field label="New label" wrong={refusal.value}>
            {(described) => (
              <input
                {...described}
                class="input"
                maxLength={60}
                value={name.value}
                onInput={({ currentTarget }) => (name.value = currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault();
                  void make();
                }}
              />
            )}
          </Field>
        </div>
        <button type="button" class="button" onClick={() => void make()}>
          Add label
        </button>
      </div>
    </fieldset>
  );
}

/** The organization's label of this name, made when there is none. */
async function labelNamed(name: string, labels: Signal<Label[]>): Promise<Label | { message: string }> {
  const known = labels.peek().find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (known) return known;
  const answer = await call(api.admin.labels.$post({ json: { name } }));
  if (!answer.ok) return { message: answer.message };
  const others = labels.peek().filter((each) => each.labelId !== answer.label.labelId);
  labels.value = [...others, answer.label].sort((a, b) => a.name.localeCompare(b.name));
  return answer.label;
}

/** Of a file that ends in the middle of a character, its last line is left out. */
function withCut({ responses, problems }: ResponseUpload, cutLine: number | null): ResponseUpload {
  if (cutLine === null) return { responses, problems };
  return {
    responses: responses.filter(({ line }) => line < cutLine),
    problems: [...problems.filter(({ line }) => line < cutLine), { line: cutLine, message: CUT_FILE }],
  };
}

/** A CSV file: shown with its problems by line, then added. */
function Upload({ script, labels, onEdit }: Props) {
  const read = useSignal<ResponseUpload | null>(null);
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const bytes = useSignal<Uint8Array | null>(null);
  const encoding = useSignal<TextEncoding>("utf-8");
  const room = SCRIPT_LIMITS.responses - (script.responses?.length ?? 0);

  function show(file: Uint8Array, chosen?: TextEncoding): void {
    bytes.value = file;
    const decoded = decodeUpload(file, chosen);
    if (decoded.ok) encoding.value = decoded.encoding;
    read.value = decoded.ok
      ? withCut(readResponses(decoded.text), cutLineOf(decoded.notes))
      : { responses: [], problems: [{ line: 1, message: decoded.problem.message }] };
  }

  async function add({ responses }: ResponseUpload): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const added: Omit<CannedResponse, "id">[] = [];
    for (const { title, text, labels: names } of responses.slice(0, room)) {
      const ids: string[] = [];
      for (const name of names.slice(0, SCRIPT_LIMITS.labelsPerResponse)) {
        const label = await labelNamed(name, labels);
        if ("message" in label) {
          refusal.value = label.message;
          busy.value = false;
          return;
        }
        ids.push(label.labelId);
      }
      added.push({ title, text, labels: [...new Set(ids)] });
    }
    busy.value = false;
    read.value = null;
    onEdit(addResponses(script, added));
  }

  const found = read.value;
  return (
    <>
      <label class="button file-button">
        <Icon name="upload" /> Upload CSV
        <input
          type="file"
          class="unseen"
          accept=".csv,text/csv"
          aria-label="CSV file with canned responses"
          onChange={async ({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            currentTarget.value = "";
            refusal.value = null;
            if (file) show(new Uint8Array(await file.arrayBuffer()));
          }}
        />
      </label>
      {found && (
        <Dialog
          title={found.responses.length === 0 ? "No canned responses in this file" : "Add these canned responses?"}
          onSubmit={() => void add(found)}
          onClose={() => (read.value = null)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (read.value = null)}>
                Cancel
              </button>
              {found.responses.length > 0 && room > 0 && (
                <button type="submit" class="button primary" aria-disabled={busy.value}>
                  Add {count(Math.min(room, found.responses.length))}
                </button>
              )}
            </>
          }
        >
          <div class="stack">
            {found.responses.length > 0 && (
              <p>
                {found.responses
                  .slice(0, 5)
                  .map(({ title }) => `“${title}”`)
                  .join(", ")}
                {found.responses.length > 5 && ` and ${count(found.responses.length - 5)} more`}.
              </p>
            )}
            {found.responses.length > room && (
              <Notice tone="warn" live={false}>
                There is room for {count(room)} more. The others are left out.
              </Notice>
            )}
            {found.problems.length > 0 && (
              <>
                <p>
                  {found.problems.length === 1
                    ? "One row is left out:"
                    : `${count(found.problems.length)} rows are left out:`}
                </p>
                <ScrollingList class="problems" label="Rows that are left out">
                  {found.problems.map(({ line, message }) => (
                    <li key={line}>
                      <strong>Line {line}</strong> {message}
                    </li>
                  ))}
                </ScrollingList>
              </>
            )}
            {bytes.value && (
              <EncodingChoice
                encoding={encoding.value}
                onChoose={(chosen) => bytes.value && show(bytes.value, chosen)}
              />
            )}
            {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
          </div>
        </Dialog>
      )}
    </>
  );
}
