/**
 * Beginning and cancelling an archive, and the questions to the queues that both need. The steps themselves:
 * archive.ts.
 */
import { archiveRefusal } from "../../../domain/campaigns/campaign-states.ts";
import { ARCHIVE_FILES } from "../../../domain/archive/archive-progress.ts";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import { refuse } from "../../../domain/outcome.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import { archiveFileKeys, unsavedKeys } from "./archive-files.ts";
import { anyCleared, archiveRecord, archiveProgressOf, saveArchive } from "./archive-record.ts";
import type { ArchiveRecord } from "./archive-record.ts";
import { runningImport } from "../contacts/import-work.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { CampaignRpc } from "../../rpc/campaign.ts";

type Asking = { state: CampaignState; queue: (key: string) => Remote<CampaignQueueRpc> };
type Deleting = {
  state: CampaignState;
  deleteFiles: (keys: string[]) => Promise<void>;
  onFault: Logger["fault"];
};
type Publishing = { state: CampaignState; publish: (progress: ArchiveProgress) => void };

export async function beginArchive(
  deps: Asking & Publishing & { now: () => number },
  request: { archiveId: string; personId: string },
): ReturnType<CampaignRpc["beginArchive"]> {
  const { state } = deps;
  const known = archiveRecord(state.sql);
  // A repeated call is the same archive, also when it is done.
  if (known?.archiveId === request.archiveId) return { ok: true, progress: archiveProgressOf(known) };
  const early = refusal();
  if (early) return early;
  if (known !== null && isUnfinished(known)) {
    // Everything is stored and emptied; only desks have to be cleared.
    const { archiveId, personId: byPersonId } = request;
    const { failure: _, ...rest } = known;
    return { ok: true, progress: saved(deps, { ...rest, archiveId, byPersonId, state: "running", message: null }) };
  }
  const open = { queued: 0, unknown: 0, contacts: 0 };
  for (const { queued, unknown, contacts } of await readinessOf(deps)) {
    open.queued += queued;
    open.unknown += unknown;
    open.contacts += contacts;
  }
  if (open.queued + open.unknown > 0) return refuse("texts_open", openWords(open));
  // The state may have changed while the queues were asked.
  const late = refusal();
  if (late) return late;
  const record: ArchiveRecord = {
    archiveId: request.archiveId,
    byPersonId: request.personId,
    state: "running",
    stage: "waiting",
    contacts: open.contacts,
    contactsDone: 0,
    messagesDone: 0,
    queues: liveQueues(state).length,
    queuesCleared: 0,
    message: null,
    differences: [],
    startedAt: deps.now(),
    receipt: null,
  };
  saveArchive(state.sql, record);
  deps.publish(archiveProgressOf(record));
  return { ok: true, progress: archiveProgressOf(record) };

  function refusal() {
    if (!state.info) return refuse("not_found", "This campaign does not exist.");
    const last = archiveRecord(state.sql);
    if (last?.state === "running") return refuse("archive_running", "This campaign is already being archived.");
    // One that began while the campaign was open goes on after it was closed.
    if (runningImport(state)) {
      return refuse(
        "import_running",
        "Contacts are being imported right now. Wait until that is done, or cancel the import.",
      );
    }
    return isUnfinished(last) ? null : archiveRefusal(state.info);
  }
}

/** Whether it was broken off after the campaign had become ARCHIVED. */
function isUnfinished(record: ArchiveRecord | null): boolean {
  return record?.stage === "desks" && (record.state === "failed" || record.state === "stopped");
}

/**
 * Cancels an archive, whatever its present step does. Before anything is emptied the exported files are deleted. After
 * that there is no way back, and the archive is stopped where it is: the next one continues there.
 */
export async function cancelArchive(deps: Publishing & Deleting): ReturnType<CampaignRpc["cancelArchive"]> {
  const { sql } = deps.state;
  const record = archiveRecord(sql);
  if (record?.state !== "running") return refuse("no_archive", "This campaign is not being archived.");
  if (isEmptying(sql, record)) {
    return { ok: true, progress: saved(deps, { ...record, state: "stopped", message: HALF_WAY }) };
  }
  const progress = saved(deps, { ...record, state: "cancelled", message: null });
  await deleteExported(deps);
  return { ok: true, progress };
}

const HALF_WAY =
  "It was stopped while parts of the campaign were being removed. What was removed is in the database and in the exported files; archive again to finish.";

export function isEmptying(sql: Sql, record: ArchiveRecord): boolean {
  return anyCleared(sql) || record.stage === "clearing" || record.stage === "desks";
}

/** Files that cannot be deleted now are written over by the next archive. */
export async function deleteExported({ state, deleteFiles, onFault }: Deleting): Promise<void> {
  try {
    await deleteFiles([
      ...ARCHIVE_FILES.flatMap((file) => archiveFileKeys(state, file)),
      ...ARCHIVE_FILES.flatMap((file) => unsavedKeys(state, file)),
    ]);
  } catch (error) {
    onFault("archive_files_not_deleted", error);
  }
}

export function saved({ state, publish }: Publishing, record: ArchiveRecord): ArchiveProgress {
  saveArchive(state.sql, record);
  const progress = archiveProgressOf(record);
  publish(progress);
  return progress;
}

export function liveQueues(state: CampaignState) {
  return state.queues().filter((row) => row.cleared === 0);
}

export function readinessOfQueue({ state, queue }: Asking, n: number) {
  return callObject(
    () => queue(state.key(n)),
    (stub) => stub.archiveReadiness(),
  );
}

export function readinessOf(deps: Asking) {
  return allInWaves(liveQueues(deps.state), ({ n }) => readinessOfQueue(deps, n));
}

export function openWords({ queued, unknown }: { queued: number; unknown: number }): string {
  const waits = `${queued === 1 ? "One text still waits" : `${queued} texts still wait`} for the carrier and will go within texting hours`;
  const open = `${unknown === 1 ? "one text has" : `${unknown} texts have`} an unknown outcome (decide under “Needs a decision”)`;
  const what = [queued > 0 ? waits : "", unknown > 0 ? open : ""].filter((words) => words !== "").join("; ");
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}. Archive the campaign when they are settled.`;
}
