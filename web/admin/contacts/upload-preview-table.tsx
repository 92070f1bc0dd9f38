import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import type { UploadProblem } from "../../../domain/contacts/file/problem.ts";
import { EncodingChoice } from "../../ui/forms/encoding-choice.tsx";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { ColumnChoices, headerName } from "./column-choices.tsx";
import { LeftOutRows } from "./left-out-rows.tsx";
import { PlaceNotice } from "./place-notice.tsx";
import "./upload.css";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Props = {
  preview: UploadPreview;
  /** How much of the file was read, 0 to 1; null when nothing more is read. */
  share: number | null;
  onChoose(chosen: ChosenColumns): void;
  onEncoding(chosen: TextEncoding): void;
};

const MOST_FIELDS = 30;

/** What is in a file: how many can be texted, who is left out and why, which column means what. */
export function UploadPreviewTable({ preview, share, onChoose, onEncoding }: Props) {
  const { ok, headers, customColumns, sampleRows, problems, refusedCount, refusedBy, placeNotes } = preview;
  const fileProblem = problems.find((problem) => problem.severity === "file");
  return (
    <div class="stack">
      {fileProblem && (
        <Notice tone="wrong" title="This file cannot be imported yet">
          <span>
            {fileProblem.line !== null && `Line ${fileProblem.line}: `}
            {fileProblem.message}
          </span>
        </Notice>
      )}
      {ok && <Summary preview={preview} share={share} />}
      {refusedCount > 0 && (
        <section class="stack tight" aria-label="Rows that are left out">
          <strong>{counted(refusedCount, "row will be left out", "rows will be left out")}</strong>
          <LeftOutRows refusedBy={refusedBy} />
        </section>
      )}
      {headers.length > 0 && <ColumnChoices preview={preview} onChoose={onChoose} />}
      <PlaceNotice notes={placeNotes} title="Zip codes or states that could not be read" />
      {customColumns.length > 0 && (
        <p class="soft small">
          Other columns that scripts can use:{" "}
          {customColumns
            .slice(0, MOST_FIELDS)
            .map((name) => `{${name}}`)
            .join(", ")}
          {customColumns.length > MOST_FIELDS && ` and ${count(customColumns.length - MOST_FIELDS)} more`}
        </p>
      )}
      {sampleRows.length > 0 && <FirstRows headers={headers} rows={sampleRows} />}
      {preview.encoding !== null && <EncodingChoice encoding={preview.encoding} onChoose={onEncoding} />}
      <Others problems={problems} problemCount={preview.problemCount} />
    </div>
  );
}

function Summary({ preview: { isWhole, rowCount, acceptedCount }, share }: Omit<Props, "onChoose" | "onEncoding">) {
  return (
    <div class="stack tight">
      <output>
        <strong>{count(acceptedCount)}</strong> of {isWhole || share !== null ? "" : "the first "}
        {counted(rowCount, "row")} can be texted.
        {!isWhole && share === null && " The rest is checked during the import."}
      </output>
      {share !== null && (
        <>
          <span class="soft small">Reading the rest of the file…</span>
          <progress class="progress" aria-label="Reading the file" value={share} max={1} />
        </>
      )}
    </div>
  );
}

function FirstRows({ headers, rows }: { headers: readonly string[]; rows: readonly string[][] }) {
  return (
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
                {headerName(header, index)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${at}`}>
              {headers.map((_, index) => (
                <td key={`${index}`} dir="auto">
                  {row[index] ?? ""}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Others({ problems, problemCount }: { problems: readonly UploadProblem[]; problemCount: number }) {
  const others = problems.filter((problem) => problem.severity !== "file");
  if (others.length === 0) return null;
  return (
    <details open={others.length <= 5}>
      <summary class="summary">{counted(problemCount, "line")} to check</summary>
      <ScrollingList class="problems" label="Lines to check">
        {others.slice(0, 100).map((problem, at) => (
          <li key={`${at}`}>
            <span class="soft number">{problem.line === null ? "File" : `Line ${problem.line}`}</span>{" "}
            <span>{problem.message}</span>
            {problem.severity === "row" && <span class="badge warn">left out</span>}
          </li>
        ))}
      </ScrollingList>
    </details>
  );
}
