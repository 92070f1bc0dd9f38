/** The API of uploads in parts (domain/contacts/uploads.ts), for one file. */
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import type { CampaignUpload } from "../../../domain/contacts/uploads.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import { newId } from "../../../domain/ids.ts";
import { call } from "../../api.ts";
import { PartUpload } from "./part-upload.ts";

/** Whether an unfinished upload belongs to this file. */
export function isOf(upload: CampaignUpload, file: File): boolean {
  return upload.fileName === file.name && upload.fileBytes === file.size && upload.fileModifiedAt === file.lastModified;
}

/** @param known an unfinished upload of this file; it keeps its columns and its mode */
export function partUploadOf(
  campaignId: string,
  file: File,
  { mode, mapping, known }: { mode: "add" | "replace"; mapping: ChosenColumns; known: CampaignUpload | undefined },
): PartUpload {
  const path = `/api/admin/campaigns/${campaignId}/contacts/uploads`;
  const json = {
    uploadId: known?.uploadId ?? newId("i"),
    fileName: file.name,
    fileBytes: file.size,
    fileModifiedAt: file.lastModified,
    mode,
    mapping,
  };
  return new PartUpload(file, {
    begin: () => call<{ upload: CampaignUpload }>(path, { method: "POST", json }),
    put: (uploadId, n, part, signal) => call(`${path}/${uploadId}/parts/${n}`, { method: "PUT", csv: part, signal }),
    complete: (uploadId) =>
      call<{ progress: ImportProgress }>(`${path}/${uploadId}/complete`, { method: "POST", json: {} }),
    drop: (uploadId) => dropUpload(campaignId, uploadId),
    rest: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      }),
  });
}

export function dropUpload(campaignId: string, uploadId: string) {
  return call(`/api/admin/campaigns/${campaignId}/contacts/uploads/${uploadId}`, { method: "DELETE" });
}
