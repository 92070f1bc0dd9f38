/**
 * Uploads of contact files in parts: make one, put its parts in any order, complete it into an import, or drop it. Every
 * step may be repeated: an upload's id is the client's, a part that comes again replaces itself, and completing twice is the
 * same import.
 */
import { Hono } from "hono";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { PART_BYTES, uploadRequestSchema } from "../../../domain/contacts/uploads.ts";
import type { CampaignUpload } from "../../../domain/contacts/uploads.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "../campaigns/campaign-of-org.ts";
import { campaignRow } from "../campaigns/campaign-row.ts";
import type { KeptUpload } from "../../../durable-objects/rpc/campaign.ts";

const NO_SUCH_UPLOAD = refuse("not_found", "This upload is complete, was canceled, or was never started.");

export const partUploads = new Hono<Edge>()
  .get("/", async (c) => {
    const kept = await uploadsOf(c.env, c.var.member.orgId, c.req.param("campaignId") ?? "");
    return kept.ok ? c.json({ ok: true, uploads: kept.uploads.map(shown) }) : refused(c, kept);
  })
  .post("/", jsonBody(uploadRequestSchema), async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const draft = await campaignRow(databaseOf(c.env), orgId, campaignId);
    if (!draft) return refused(c, NO_SUCH_CAMPAIGN);
    const allowTestNumbers = draft.allowTestNumbers && isSimulation(c.env);
    const upload = { ...c.req.valid("json"), partBytes: PART_BYTES, allowTestNumbers };
    const begin = (multipartId: string | null) =>
      callObject(
        () => campaignAt(c.env, campaignId),
        (campaign) => campaign.beginUpload({ orgId, upload, multipartId }),
      );
    const known = await begin(null);
    if (!known.ok) return refused(c, known);
    if (known.upload) return c.json({ ok: true, upload: shown(known.upload) });
    const multipart = await c.env.UPLOADS.createMultipartUpload(keyOf(orgId, campaignId, upload.uploadId));
    const begun = await begin(multipart.uploadId);
    // Refused meanwhile, or the same request came twice at once: the other request's upload stays.
    if (!begun.ok || begun.upload?.multipartId !== multipart.uploadId) await multipart.abort();
    if (!begun.ok) return refused(c, begun);
    if (!begun.upload) throw new Error(`the upload ${upload.uploadId} was begun and cannot be read`);
    c.var.log.info("upload_begun", { campaignId, uploadId: upload.uploadId, bytes: upload.fileBytes });
    return c.json({ ok: true, upload: shown(begun.upload) }, 201);
  })
  .put("/:uploadId/parts/:n", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const found = await uploadOf(c.env, orgId, campaignId, c.req.param("uploadId"));
    if (!found.ok) return refused(c, found);
    const { upload } = found;
    const n = Number(c.req.param("n"));
    const wanted = partLength(upload, n);
    if (wanted === null) return refused(c, refuse("bad_part", `There is no part ${c.req.param("n")} of this file.`));
    const body = c.req.raw.body;
    const length = Number(c.req.header("content-length") ?? wanted);
    if (!body || length !== wanted) {
      return refused(c, refuse("bad_part", `Part ${n} of this file has ${wanted} bytes, not ${length}.`));
    }
    const multipart = c.env.UPLOADS.resumeMultipartUpload(upload.key, upload.multipartId);
    const { etag } = await multipart.uploadPart(n, body.pipeThrough(new FixedLengthStream(wanted)));
    await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.storePart({ orgId, uploadId: upload.uploadId, n, etag }),
    );
    return c.json({ ok: true });
  })
  .post("/:uploadId/complete", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const uploadId = c.req.param("uploadId");
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    // Completed before; its answer was lost.
    if (overview.import?.importId === uploadId) return c.json({ ok: true, progress: overview.import });
    const found = await uploadOf(c.env, orgId, campaignId, uploadId);
    if (!found.ok) return refused(c, found);
    const { upload } = found;
    const missing = shown(upload).partCount - upload.parts.length;
    if (missing > 0) return refused(c, refuse("parts_missing", `${missing} parts of the file have not arrived yet.`));
    const begun = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) =>
        campaign.beginImport({
          orgId,
          importId: uploadId,
          uploadKey: upload.key,
          mapping: upload.mapping as Record<string, number | null>,
          encoding: upload.encoding ?? null,
          allowTestNumbers: upload.allowTestNumbers,
          mode: upload.mode,
        }),
    );
    if (!begun.ok) return refused(c, begun);
    c.var.log.info("import_begun", { campaignId, importId: uploadId, mode: upload.mode, bytes: upload.fileBytes });
    return c.json({ ok: true, progress: begun.progress }, 202);
  })
  .delete("/:uploadId", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const uploadId = c.req.param("uploadId");
    const found = await uploadOf(c.env, orgId, campaignId, uploadId);
    if (!found.ok) return refused(c, found);
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (overview.ok && overview.import?.importId === uploadId) return refused(c, NO_SUCH_UPLOAD);
    await abort(c.env.UPLOADS, found.upload);
    await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.forgetUpload({ orgId, uploadId }),
    );
    return c.json({ ok: true });
  });

function keyOf(orgId: string, campaignId: string, uploadId: string): string {
  return `imports/${orgId}/${campaignId}/${uploadId}.csv`;
}

async function uploadsOf(env: Env, orgId: string, campaignId: string) {
  const overview = await campaignOverview(env, orgId, campaignId);
  if (!overview.ok) return overview;
  const kept = await callObject(
    () => campaignAt(env, campaignId),
    (campaign) => campaign.uploads({ orgId }),
  );
  if (!kept.ok) return NO_SUCH_CAMPAIGN;
  // An upload that has become an import belongs to the import.
  return { ok: true as const, uploads: kept.uploads.filter(({ uploadId }) => uploadId !== overview.import?.importId) };
}

async function uploadOf(
  env: Env,
  orgId: string,
  campaignId: string,
  uploadId: string,
): Promise<{ ok: true; upload: KeptUpload } | Refusal> {
  const kept = await uploadsOf(env, orgId, campaignId);
  if (!kept.ok) return kept;
  const upload = kept.uploads.find((each) => each.uploadId === uploadId);
  return upload ? { ok: true, upload } : NO_SUCH_UPLOAD;
}

function partLength({ fileBytes, partBytes }: KeptUpload, n: number): number | null {
  if (!Number.isInteger(n) || n < 1 || (n - 1) * partBytes >= fileBytes) return null;
  return Math.min(partBytes, fileBytes - (n - 1) * partBytes);
}

function shown({ uploadId, fileName, fileBytes, fileModifiedAt, partBytes, parts }: KeptUpload): CampaignUpload {
  const partCount = Math.ceil(fileBytes / partBytes);
  return { uploadId, fileName, fileBytes, fileModifiedAt, partBytes, partCount, partsDone: parts.map(({ n }) => n) };
}

async function abort(bucket: R2Bucket, { key, multipartId }: KeptUpload): Promise<void> {
  try {
    await bucket.resumeMultipartUpload(key, multipartId).abort();
  } catch {
    // R2 forgets unfinished uploads by itself after a week; then there is nothing left to abort.
  }
}
