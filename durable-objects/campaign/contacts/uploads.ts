/**
 * Uploads in parts that have not become an import yet. R2 has the bytes, but its binding does not list the parts: their
 * marks are stored here, so that an upload goes on after the page was closed.
 */
import type { UploadRequest } from "../../../domain/contacts/uploads.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { runningImport } from "./import-work.ts";
import type { CampaignState } from "../state.ts";
import type { KeptUpload } from "../../rpc/campaign.ts";

/** An upload that gets no part for this long is given up. */
export const UPLOAD_KEPT_MS = 48 * 3_600_000;

type UploadRow = { id: string; at: number; multipart_id: string; request: string };

/**
 * The first call makes it; a repetition gets what is there.
 *
 * @param multipartId of R2; null to ask only what is there
 */
export function beginUpload(
  state: CampaignState,
  { orgId, upload, multipartId }: { orgId: string; upload: UploadRequest; multipartId: string | null },
  atMs: number,
): { ok: true; upload: KeptUpload | null } | Refusal<"upload_complete"> {
  const { sql, campaignId } = state;
  if (sql.scalar("SELECT 1 FROM imports WHERE id = ?", upload.uploadId) !== null) {
    return refuse("upload_complete", "This file is already being imported. Start a new upload for another file.");
  }
  if (multipartId !== null) {
    sql.run(
      "INSERT INTO uploads (id, at, multipart_id, request) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
      upload.uploadId,
      atMs,
      multipartId,
      JSON.stringify(upload),
    );
  }
  const row = sql.one<UploadRow>("SELECT * FROM uploads WHERE id = ?", upload.uploadId);
  return { ok: true, upload: row && kept(sql, row, orgId, campaignId) };
}

/** Newest first. */
export function uploadsOf(sql: Sql, orgId: string, campaignId: string): KeptUpload[] {
  return sql.all<UploadRow>("SELECT * FROM uploads ORDER BY at DESC").map((row) => kept(sql, row, orgId, campaignId));
}

function kept(sql: Sql, row: UploadRow, orgId: string, campaignId: string): KeptUpload {
  const parts = sql.all<{ n: number; etag: string }>(
    "SELECT n, etag FROM upload_parts WHERE upload_id = ? ORDER BY n",
    row.id,
  );
  // Written by `keepUpload`.
  const request = JSON.parse(row.request) as UploadRequest;
  return { ...request, key: uploadKey(orgId, campaignId, row.id), multipartId: row.multipart_id, parts };
}

/** A repeated part replaces itself; a part of a dropped upload is ignored. */
export function storePart(sql: Sql, uploadId: string, n: number, etag: string, atMs: number): void {
  sql.transaction(() => {
    sql.run("UPDATE uploads SET at = ? WHERE id = ?", atMs, uploadId);
    sql.run(
      `INSERT INTO upload_parts (upload_id, n, etag) SELECT id, ?, ? FROM uploads WHERE id = ?
       ON CONFLICT (upload_id, n) DO UPDATE SET etag = excluded.etag`,
      n,
      etag,
      uploadId,
    );
  });
}

/**
 * Gives up the uploads that have got no part since a time, except the one that is being imported: R2 keeps parts of
 * unfinished uploads, and counts their bytes. Answers with the time of the next look, or null when none is left.
 */
export async function sweepUploads(bucket: R2Bucket, state: CampaignState, beforeMs: number): Promise<number | null> {
  const { sql, campaignId, info } = state;
  const imported = runningImport(state)?.id ?? "";
  const rows = sql.all<UploadRow>("SELECT * FROM uploads WHERE id <> ? AND at <= ?", imported, beforeMs);
  await allInWaves(rows, async ({ id, multipart_id: multipartId }) => {
    const multipart = bucket.resumeMultipartUpload(uploadKey(info?.orgId ?? "", campaignId, id), multipartId);
    await multipart.abort().catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    forgetUpload(sql, id);
  });
  for (const { key } of sql.all<{ key: string }>("SELECT key FROM left_files")) {
    await bucket.delete(key);
    sql.run("DELETE FROM left_files WHERE key = ?", key);
  }
  const oldest = sql.scalar<number>("SELECT MIN(at) FROM uploads");
  return oldest === null ? null : oldest + UPLOAD_KEPT_MS;
}

/** A file that could not be deleted when its import ended; `sweepUploads` deletes it. */
export function leaveFile(sql: Sql, key: string): void {
  sql.run("INSERT OR IGNORE INTO left_files (key) VALUES (?)", key);
}

/** R2 does not have this upload any more, or not these parts: trying again does not help. */
function isGone(error: unknown): boolean {
  return /\((10011|10024|10025|10048)\)/.test(String(error));
}

export function forgetUpload(sql: Sql, uploadId: string): void {
  sql.run("DELETE FROM upload_parts WHERE upload_id = ?", uploadId);
  sql.run("DELETE FROM uploads WHERE id = ?", uploadId);
}

function uploadKey(orgId: string, campaignId: string, uploadId: string): string {
  return `imports/${orgId}/${campaignId}/${uploadId}.csv`;
}

/**
 * Size of the object of an upload whose parts are all there; put together by its import, which may be stopped in between.
 * null when there is no such upload any more.
 */
export async function assemble(
  bucket: R2Bucket,
  sql: Sql,
  { key, uploadId }: { key: string; uploadId: string },
): Promise<number | null> {
  const there = await bucket.head(key);
  if (there) return there.size;
  const row = sql.one<UploadRow>("SELECT * FROM uploads WHERE id = ?", uploadId);
  if (!row) return null;
  const parts = sql.all<{ n: number; etag: string }>(
    "SELECT n, etag FROM upload_parts WHERE upload_id = ? ORDER BY n",
    uploadId,
  );
  try {
    const multipart = bucket.resumeMultipartUpload(key, row.multipart_id);
    const object = await multipart.complete(parts.map(({ n, etag }) => ({ partNumber: n, etag })));
    return object.size;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}
