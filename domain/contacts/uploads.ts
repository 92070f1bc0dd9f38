/** Uploads of contact files in parts: shapes of `/api/admin/campaigns/:id/contacts/uploads`. */
import * as z from "zod";
import { isId } from "../ids.ts";
import { KNOWN_COLUMNS } from "./file/header-words.ts";
import { TEXT_ENCODINGS } from "./file/encoding.ts";

/** All parts of a file but the last have this size. R2 wants at least 5 MiB, and the same for all. */
export const PART_BYTES = 8 * 1024 * 1024;
/** R2 takes 10,000 parts. */
const MOST_FILE_BYTES = 5_000 * PART_BYTES;

/** Column numbers (from 0) by what they hold; null for none. */
export const chosenColumnsSchema = z.partialRecord(z.enum(KNOWN_COLUMNS), z.number().int().min(0).max(9999).nullable());

export const encodingSchema = z.enum(TEXT_ENCODINGS);

/** `POST …/uploads`. Made by the client with an id of its own, so that a repetition is the same upload. */
export const uploadRequestSchema = z.object({
  uploadId: z.string().refine((value) => isId(value, "i"), "an upload's id is an i and 15 base-32 digits"),
  fileName: z.string().max(300),
  fileBytes: z.number().int().min(1, "the file is empty").max(MOST_FILE_BYTES, "the file is larger than 40 GB"),
  /** Epoch milliseconds, as the browser has it: tells the same file when it is chosen again. */
  fileModifiedAt: z.number(),
  mode: z.enum(["add", "replace"]),
  mapping: chosenColumnsSchema,
  /** As the admin chose it in the preview; absent: by evidence. */
  encoding: encodingSchema.optional(),
});

/** An upload as its campaign keeps it. */
export type UploadRequest = z.infer<typeof uploadRequestSchema> & { partBytes: number; allowTestNumbers: boolean };

/** `GET …/uploads` → `{uploads: CampaignUpload[]}`: those that are not complete. */
export type CampaignUpload = {
  uploadId: string;
  fileName: string;
  fileBytes: number;
  fileModifiedAt: number;
  /** Of each part but the last. */
  partBytes: number;
  partCount: number;
  /** Numbers from 1 of the parts that have arrived. */
  partsDone: number[];
};
