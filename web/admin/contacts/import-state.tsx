import { useSignal } from "@preact/signals";
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { FailureFacts } from "../campaigns/failure-facts.tsx";
import { LeftOutRows } from "./left-out-rows.tsx";
import { PlaceNotice } from "./place-notice.tsx";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Props = {
  campaignId: string;
  progress: ImportProgress;
  /** Sends the same file again; null where this page does not have it (any more). */
  onAgain: (() => void) | null;
  /** Opens the choice of a file. */
  onChoose(): void;
};

/** How an import goes or went. */
export function ImportState({ campaignId, progress, onAgain, onChoose }: Props) {
  const { state, accepted, refused, optedOut, problems, message } = progress;
  const facts = [
    `${count(accepted)} imported`,
    refused > 0 && `${count(refused)} left out`,
    optedOut > 0 && `${count(optedOut)} already opted out`,
  ].filter(Boolean);
  if (state === "failed")
    return (
      <Notice tone="wrong" title="The import failed">
        {progress.failure ? (
          <FailureFacts failure={progress.failure} />
        ) : (
          <span>{message ?? "Upload the file again."}</span>
        )}
        <div class="row">
          {/* A file that fails in the same way each time has to be corrected first. */}
          {onAgain && progress.failure?.why !== "lasting" && (
            <button type="button" class="button primary" onClick={onAgain}>
              Try again
            </button>
          )}
          <button type="button" class="button" onClick={onChoose}>
            Choose a file
          </button>
        </div>
      </Notice>
    );
  return (
    <div class="stack tight">
      {state === "running" && <Running campaignId={campaignId} progress={progress} />}
      {state === "cancelling" && (
        <output>
          {progress.failure ? "The import failed" : "Canceling the import"}; its contacts are being removed…
        </output>
      )}
      {state === "cancelling" && message && <p class="soft small">{message}</p>}
      {state === "cancelled" && <output>{message}</output>}
      {state === "done" && (
        <output>
          <strong>Import finished:</strong> {facts.join(", ")}.
        </output>
      )}
      {state === "done" && (
        <PlaceNotice notes={progress.placeNotes ?? {}} title="Zip codes or states that could not be read" />
      )}
      {refused > 0 && state !== "cancelled" && (
        <details>
          <summary class="summary">{counted(refused, "row was left out", "rows were left out")}</summary>
          <LeftOutRows refusedBy={progress.refusedBy ?? {}} />
          <ScrollingList class="problems" label="Rows that were left out">
            {problems.slice(0, 50).map((problem) => (
              <li key={`${problem.line} ${problem.code}`}>
                <span class="soft number">Line {problem.line}</span> <span>{problem.message}</span>
              </li>
            ))}
          </ScrollingList>
          <a class="button" href={campaignApi.contacts["refused.csv"].$path({ param: { campaignId } })} download>
            Download all left-out rows
          </a>
        </details>
      )}
    </div>
  );
}

function Running({ campaignId, progress }: { campaignId: string; progress: ImportProgress }) {
  const { importId, rows, rowsDone, accepted, refused, rowsPerSecond, secondsLeft, readShare = 0, message } = progress;
  const refusal = useSignal<string | null>(null);
  const isCancelling = useSignal(false);
  const isReading = rows === 0;

  async function cancel(): Promise<void> {
    isCancelling.value = true;
    const answer = await call(campaignApi.contacts.imports[":importId"].$delete({ param: { campaignId, importId } }));
    if (!answer.ok) refusal.value = answer.message;
    isCancelling.value = false;
  }

  return (
    <>
      <span class="row spread">
        <span>{isReading ? "Reading the file" : "Importing contacts"}</span>
        <span class="number soft">
          {isReading ? `${Math.floor(readShare * 100)} %` : `${count(rowsDone)} of ${count(rows)} rows`}
        </span>
      </span>
      <progress
        class="progress"
        aria-label="Import"
        value={isReading ? readShare : rowsDone}
        max={isReading ? 1 : rows}
      />
      <span class="row spread small soft">
        <span class="number">
          {count(accepted)} imported, {count(refused)} left out
        </span>
        <span class="number">
          {[
            rowsPerSecond > 0 && `${count(rowsPerSecond)} rows/s`,
            secondsLeft !== null && secondsLeft > 0 && `${timeLeft(secondsLeft)} left`,
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      </span>
      {message && <p class="soft">{message}</p>}
      {refusal.value && (
        <Notice tone="wrong" title="Not canceled">
          <span>{refusal.value}</span>
        </Notice>
      )}
      <div class="row">
        <button type="button" class="button quiet" disabled={isCancelling.value} onClick={() => void cancel()}>
          Cancel the import
        </button>
      </div>
    </>
  );
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
