import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import { EncodingChoice } from "../../ui/forms/encoding-choice.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import "./upload.css";

const CHOICES = [
  { known: "cell", label: "Cell phone" },
  { known: "firstName", label: "First name" },
  { known: "lastName", label: "Last name" },
  { known: "external_id", label: "Your own id" },
  { known: "zip", label: "Zip code" },
  { known: "state_code", label: "State" },
] as const;

type Props = {
  preview: UploadPreview;
  onChoose(chosen: ChosenColumns): void;
  onEncoding(chosen: TextEncoding): void;
};

/** What is in a file, and which column means what. */
export function UploadPreviewTable({ preview, onChoose, onEncoding }: Props) {
  const { ok, isWhole, headers, mapping, sampleRows, problems, problemCount, rowCount, acceptedCount, refusedCount } =
    preview;
  const fileProblem = problems.find((problem) => problem.severity === "file");
  const others = problems.filter((problem) => problem.severity !== "file");
  const used = new Set<number | undefined>(Object.values(mapping));
  return (
    <div class="stack">
      {fileProblem && (
        <Notice tone="wrong" title="This file cannot be imported as it is">
          <span>
            {fileProblem.line !== null && `Line ${fileProblem.line}: `}
            {fileProblem.message}
          </span>
        </Notice>
      )}
      {ok && (
        <output>
          <strong>{count(acceptedCount)}</strong> of {isWhole ? "" : "the first "}
          {count(rowCount)} rows can be texted
          {refusedCount > 0 && <>, {count(refusedCount)} are left out</>}.{!isWhole && " The import checks the others."}
        </output>
      )}
      {headers.length > 0 && (
        <fieldset class="mapping">
          <legend class="label">Which column is what?</legend>
          {CHOICES.map(({ known, label }) => (
            <Field key={known} label={label}>
              {(described) => (
                <select
                  {...described}
                  class="input"
                  value={String(mapping[known] ?? "")}
                  onChange={({ currentTarget: { value } }) =>
                    onChoose({ [known]: value === "" ? null : Number(value) })
                  }
                >
                  <option value="">{known === "cell" ? "Choose a column" : "None"}</option>
                  {headers.map((header, index) => (
                    <option key={`${index}`} value={index} disabled={used.has(index) && mapping[known] !== index}>
                      {header || `Column ${index + 1}`}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          ))}
        </fieldset>
      )}
      {preview.encoding !== null && <EncodingChoice encoding={preview.encoding} onChoose={onEncoding} />}
      {sampleRows.length > 0 && (
        <section
          class="table-scroll"
          aria-label="First rows of the file"
          // A scrolling region has to be reachable by the keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          <table class="table">
            <thead>
              <tr>
                {headers.map((header, index) => (
                  <th key={`${index}`} scope="col">
                    {header || `Column ${index + 1}`}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sampleRows.map((row, at) => (
                <tr key={`${at}`}>
                  {headers.map((_, index) => (
                    <td key={`${index}`}>{row[index] ?? ""}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {others.length > 0 && (
        <details open={others.length <= 5}>
          <summary class="summary">
            {count(fileProblem ? others.length : problemCount)} {problemCount === 1 ? "thing" : "things"} to look at
          </summary>
          <ul class="problems">
            {others.slice(0, 100).map((problem, at) => (
              <li key={`${at}`}>
                <span class="soft number">{problem.line === null ? "File" : `Line ${problem.line}`}</span>{" "}
                <span>{problem.message}</span>
                {problem.severity === "row" && <span class="badge warn">left out</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
