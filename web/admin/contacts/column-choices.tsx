import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import { COLUMN_WORDS } from "../../../domain/contacts/file/header-words.ts";
import type { KnownColumn } from "../../../domain/contacts/file/header-words.ts";
import { Field } from "../../ui/forms/field.tsx";
import { counted } from "../../ui/counted.ts";

const CHOICES = [
  "cell",
  "firstName",
  "lastName",
  "zip",
  "state_code",
  "external_id",
  "external_id_type",
] as const satisfies readonly KnownColumn[];

type Props = { preview: UploadPreview; onChoose(chosen: ChosenColumns): void };

/** Which column is what: as the headers say it, until a person chooses another one. */
export function ColumnChoices({ preview, onChoose }: Props) {
  const { headers, mapping } = preview;
  const used = new Set<number | undefined>(Object.values(mapping));
  return (
    <fieldset class="mapping">
      <legend class="label">Which column is which?</legend>
      {CHOICES.map((known) => (
        <Field key={known} label={COLUMN_WORDS[known]} hint={hintOf(preview, known)}>
          {(described) => (
            <select
              {...described}
              class="input"
              value={String(mapping[known] ?? "")}
              onChange={({ currentTarget: { value } }) => onChoose({ [known]: value === "" ? null : Number(value) })}
            >
              <option value="">{known === "cell" ? "Choose a column" : "None"}</option>
              {headers.map((header, index) => (
                <option key={`${index}`} value={index} disabled={used.has(index) && mapping[known] !== index}>
                  {headerName(header, index)}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
    </fieldset>
  );
}

export function headerName(header: string, index: number): string {
  return header || `Column ${index + 1}`;
}

/** How much of the column there is, and where its gaps are filled from. */
function hintOf({ ok, headers, mapping, instead, filled, acceptedCount }: UploadPreview, known: KnownColumn): string {
  if (mapping[known] === undefined) return known === "cell" ? "Required" : "Not in this file";
  if (!ok || known === "cell" || acceptedCount === 0) return "";
  const missing = acceptedCount - (filled[known] ?? 0);
  const others = instead[known]?.map((index) => `“${headerName(headers[index] ?? "", index)}”`) ?? [];
  const from = others.length > 0 ? `. If empty, taken from ${others.join(", ")}` : "";
  return (missing === 0 ? "Every contact has one" : `Missing for ${counted(missing, "contact")}`) + from;
}
