/**
 * An import whose step failed: tried again, or given up (docs/rules.md#campaigns-jobs). One that is given up takes its
 * contacts back like a cancelled one, and is `failed` then. Written without the import's own record, which may be what
 * fails.
 */
import { againWords, failureWords } from "../../../domain/campaigns/job-failure.ts";
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import { failureOf } from "../../kit/jobs/failure.ts";
import type { GivenUp, TryCount } from "../../kit/jobs/tries.ts";
import type { CampaignState } from "../state.ts";
import { importProgressOf, workOf } from "./import-work.ts";
import type { ImportRow } from "./import-work.ts";

export type FailingDeps = { state: CampaignState; now: () => number; publish: (progress: ImportProgress) => void };

export function importIsTriedAgain(deps: FailingDeps, importId: string, count: TryCount): void {
  change(deps, importId, () => ({ message: againWords(count) }));
}

/** From here on it takes its contacts back. */
export function importFailed(deps: FailingDeps, row: ImportRow, givenUp: GivenUp): void {
  const lasting =
    "Correct the file or split it, and upload it again. If it fails at the same place, send this message to your system administrator.";
  const passing = "Try again when the system is back to normal.";
  const next = { lasting, stops: lasting, passing };
  const failure = failureOf(givenUp, { place: placeOf(row), next, nowMs: deps.now() });
  change(deps, row.id, () => ({ state: "cancelling", failure, message: null, secondsLeft: null }));
}

/** Its contacts could not all be taken back. */
export function cleanUpFailed(deps: FailingDeps, row: ImportRow): void {
  endImport(deps, row.id, "someLeft");
}

const LEFT = {
  none: "None of its contacts were kept.",
  held: "Contacts that are already assigned to texters were kept.",
  someLeft:
    "Some of its contacts could not be removed and are still in the campaign. Delete the draft, or upload a file that replaces them, and send this message to your system administrator.",
} as const;

/** @param left what is left of its contacts */
export function endImport(deps: FailingDeps, importId: string, left: keyof typeof LEFT): void {
  change(deps, importId, (progress) => {
    if (!progress.failure)
      return { state: "cancelled", secondsLeft: null, message: `The import was cancelled. ${LEFT[left]}` };
    const failure = { ...progress.failure, next: `${LEFT[left]} ${progress.failure.next}` };
    return { state: "failed", secondsLeft: null, failure, message: failureWords(failure) };
  });
}

function change(
  { state, publish }: FailingDeps,
  importId: string,
  patch: (progress: ImportProgress) => Partial<ImportProgress>,
): void {
  const row = state.sql.one<ImportRow>("SELECT * FROM imports WHERE id = ?", importId);
  if (!row) return;
  const known = importProgressOf(row);
  const progress: ImportProgress = { ...known, ...patch(known) };
  const isOver = progress.state !== "running";
  state.sql.transaction(() => {
    state.sql.run("UPDATE imports SET progress = ? WHERE id = ?", JSON.stringify(progress), importId);
    if (!isOver) return;
    state.sql.run("UPDATE imports SET taken = NULL WHERE id = ?", importId);
    state.sql.run("DELETE FROM import_taken WHERE import_id = ?", importId);
  });
  publish(progress);
}

function placeOf(row: ImportRow): string {
  const { phase, place, bytes } = workOf(row);
  const line = place.line.toLocaleString("en");
  switch (phase) {
    case "assemble":
      return "while the parts of the file were put together";
    case "read":
      return place.offset < bytes ? `while the file was read, at line ${line}` : "after the file was read";
    case "take":
    case "finish":
      return place.offset < bytes ? `at the rows from line ${line} of the file on` : "at the end of the file";
  }
}
