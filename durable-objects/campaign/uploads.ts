/**
 * Uploads in parts that have not become an import yet. R2 keeps the bytes, but its binding does not tell which parts it has:
 * their marks are kept here, so that a page that was closed goes on where it stopped.
 */
import type { KeptUpload } from "../../domain/protocol/objects.ts";
import type { UploadRequest } from "../../domain/protocol/uploads.ts";
import type { Sql } from "../kit/sql.ts";
import type { CampaignState } from "./state.ts";

type UploadRow = { id: string; at: number; multipart_id: string; request: string };

/**
 * The first one stays: a repetition gets what is there.
 *
 * @param multipartId of R2; null to ask only what is there
 */
export function beginUpload(
  state: CampaignState,
  { orgId, upload, multipartId }: { orgId: string; upload: UploadRequest; multipartId: string | null },
  atMs: number,
): { ok: true; upload: KeptUpload | null } {
  const { sql, campaignId } = state;
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

/** A part that comes again replaces itself. */
export function keepPart(sql: Sql, uploadId: string, n: number, etag: string): void {
  sql.run(
    "INSERT INTO upload_parts (upload_id, n, etag) VALUES (?, ?, ?) ON CONFLICT (upload_id, n) DO UPDATE SET etag = excluded.etag",
    uploadId,
    n,
    etag,
  );
}

export function forgetUpload(sql: Sql, uploadId: string): void {
  sql.run("DELETE FROM upload_parts WHERE upload_id = ?", uploadId);
  sql.run("DELETE FROM uploads WHERE id = ?", uploadId);
}

export function uploadKey(orgId: string, campaignId: string, uploadId: string): string {
  return `imports/${orgId}/${campaignId}/${uploadId}.csv`;
}

/** The object of an upload whose parts are all there; put together by its import, which may be stopped in between. */
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
  const object = await bucket
    .resumeMultipartUpload(key, row.multipart_id)
    .complete(parts.map(({ n, etag }) => ({ partNumber: n, etag })));
  return object.size;
}
