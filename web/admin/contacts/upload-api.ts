/** The API of uploads in parts (domain/contacts/uploads.ts), for one file. */
import type { CampaignUpload } from "../../../domain/contacts/uploads.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import { newId } from "../../../domain/ids.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { PartUpload } from "./part-upload.ts";

const { uploads } = campaignApi.contacts;

/** Whether an unfinished upload belongs to this file. */
export function isOf(upload: CampaignUpload, file: File): boolean {
  return upload.fileName === file.name && upload.fileBytes === file.size && upload.fileModifiedAt === file.lastModified;
}

/** @param known an unfinished upload of this file; it keeps its columns and its mode */
export function partUploadOf(
  campaignId: string,
  file: File,
  {
    mode,
    mapping,
    encoding,
    known,
  }: {
    mode: "add" | "replace";
    mapping: ChosenColumns;
    encoding: TextEncoding | null;
    known: CampaignUpload | undefined;
  },
): PartUpload {
  const json = {
    uploadId: known?.uploadId ?? newId("i"),
    fileName: file.name,
    fileBytes: file.size,
    fileModifiedAt: file.lastModified,
    mode,
    mapping,
    ...(encoding === null ? {} : { encoding }),
  };
  return new PartUpload(file, {
    begin: () => call(uploads.$post({ param: { campaignId }, json })),
    put(uploadId, n, part, signal) {
      const param = { campaignId, uploadId, n: String(n) };
      const options = { headers: { "content-type": "text/csv" }, init: { body: part, signal } };
      return call(uploads[":uploadId"].parts[":n"].$put({ param }, options));
    },
    complete: (uploadId) => call(uploads[":uploadId"].complete.$post({ param: { campaignId, uploadId } })),
    drop: (uploadId) => dropUpload(campaignId, uploadId),
    rest: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms);
      }),
  });
}

export function dropUpload(campaignId: string, uploadId: string) {
  return call(uploads[":uploadId"].$delete({ param: { campaignId, uploadId } }));
}
