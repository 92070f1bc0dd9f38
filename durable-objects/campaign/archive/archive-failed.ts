/** An archive whose step failed: tried again, or given up with its reason (docs/rules.md#campaigns-jobs). */
import { againWords, failureWords } from "../../../domain/campaigns/job-failure.ts";
import type { ArchiveStage } from "../../../domain/archive/archive-progress.ts";
import { failureOf } from "../../kit/jobs/failure.ts";
import type { GivenUp, TryCount } from "../../kit/jobs/tries.ts";
import { deleteExported, isEmptying } from "./archive-begin.ts";
import { archiveRecord, nextQueue } from "./archive-record.ts";
import type { ArchiveRecord } from "./archive-record.ts";
import { saveIfRunning } from "./archive.ts";
import type { ArchiveDeps } from "./archive.ts";

/** Cancelled while the step ran, it is not tried again. */
export function isTriedAgain(deps: ArchiveDeps, count: TryCount): boolean {
  if (archiveRecord(deps.state.sql)?.state !== "running") return false;
  saveIfRunning(deps, { message: againWords(count) });
  return true;
}

/** What was exported is taken back, unless parts of the campaign were emptied already. */
export async function archiveFailed(deps: ArchiveDeps, givenUp: GivenUp): Promise<void> {
  const { state, now } = deps;
  const record = archiveRecord(state.sql);
  if (record?.state !== "running") return;
  const isHalfWay = isEmptying(state.sql, record);
  const kept = isHalfWay
    ? "What was removed so far is in the database and in the exported files."
    : "Nothing was removed, and the campaign stays closed.";
  const next = {
    lasting: `${kept} Send this message to your system administrator, and archive again once the cause is fixed.`,
    stops: `${kept} Send this message to your system administrator, and archive again once the cause is fixed.`,
    passing: `${kept} Archive again when the system is back to normal.`,
  };
  const failure = failureOf(givenUp, { place: placeOf(deps, record), next, nowMs: now() });
  saveIfRunning(deps, { state: "failed", failure, message: failureWords(failure) });
  if (!isHalfWay) await deleteExported(deps);
}

const STAGES: Record<ArchiveStage, string> = {
  waiting: "while it waited until everything is stored",
  exporting: "while the contacts were exported and compared with the database",
  checking: "while the counts were compared with the database",
  clearing: "while the live copies were removed",
  desks: "while the texters’ screens were cleared",
  done: "at its end",
};

function placeOf({ state }: ArchiveDeps, { stage, queues }: ArchiveRecord): string {
  const row =
    stage === "exporting"
      ? nextQueue(state.sql, "export")
      : stage === "clearing"
        ? nextQueue(state.sql, "exported")
        : null;
  if (row === null) return STAGES[stage];
  const behind = stage === "exporting" && row.after > 0 ? `, behind contact ${row.after.toLocaleString("en")}` : "";
  return `${STAGES[stage]} (part ${row.n} of ${queues}${behind})`;
}
