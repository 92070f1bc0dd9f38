import type { ImportProgress } from "../../domain/protocol/campaign.ts";
import { Notice } from "../ui/screen.tsx";
import { count } from "../ui/time.ts";

/** How an import goes or went. */
export function ImportState({ campaignId, progress }: { campaignId: string; progress: ImportProgress }) {
  const { state, rows, rowsDone, accepted, refused, optedOut, problems, message } = progress;
  const facts = [
    `${count(accepted)} imported`,
    refused > 0 && `${count(refused)} left out`,
    optedOut > 0 && `${count(optedOut)} opted out before`,
  ].filter(Boolean);
  if (state === "failed")
    return (
      <Notice tone="wrong" title="The import failed">
        <span>{message ?? "Upload the file again."}</span>
      </Notice>
    );
  return (
    <div class="stack tight">
      {state === "running" ? (
        <>
          <span class="row spread">
            <span>Importing contacts</span>
            <span class="number soft">
              {count(rowsDone)} of {rows > 0 ? count(rows) : "…"} rows
            </span>
          </span>
          <progress class="progress" aria-label="Import" {...(rows > 0 && { value: rowsDone, max: rows })} />
        </>
      ) : (
        <output>
          <strong>Import done:</strong> {facts.join(", ")}.
        </output>
      )}
      {refused > 0 && (
        <details>
          <summary class="summary">{count(refused)} rows were left out</summary>
          <ul class="problems">
            {problems.slice(0, 50).map((problem) => (
              <li key={`${problem.line} ${problem.code}`}>
                <span class="soft number">Line {problem.line}</span> <span>{problem.message}</span>
              </li>
            ))}
          </ul>
          <a class="button" href={`/api/admin/campaigns/${campaignId}/contacts/refused.csv`} download>
            Download all left-out rows
          </a>
        </details>
      )}
    </div>
  );
}
