/** The keys of an archive's exported parts in R2. */
import type { ArchiveFile } from "../../../domain/archive/archive-progress.ts";
import { archiveQueues } from "./archive-record.ts";
import type { CampaignState } from "../state.ts";

/** Keys of the exported parts of a file, in the order of the contacts. */
export function archiveFileKeys(state: CampaignState, file: ArchiveFile): string[] {
  return archiveQueues(state.sql).flatMap(({ n, parts }) =>
    Array.from({ length: parts }, (_, index) => fileKey(state, file, n, index + 1)),
  );
}

/** Keys of parts that may have been written by a step that did not come to its end. */
export function unsavedKeys(state: CampaignState, file: ArchiveFile): string[] {
  return archiveQueues(state.sql).flatMap(({ n, parts, stage }) =>
    stage === "export" ? [fileKey(state, file, n, parts + 1)] : [],
  );
}

export function fileKey({ info, campaignId }: CampaignState, file: ArchiveFile, queueNo: number, part: number): string {
  const place = [queueNo, part].map((each) => String(each).padStart(5, "0")).join("-");
  return `archives/${info?.orgId ?? ""}/${campaignId}/${file}-${place}.csv`;
}
