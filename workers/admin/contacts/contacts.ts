/**
 * Contacts of a campaign: a CSV in one piece, for programs and small files (large ones come in parts, uploads.ts),
 * cancelling its import, and download of the refused rows. A problem at a file's beginning is answered at once, and
 * such a file leaves nothing behind.
 */
import { Hono } from "hono";
import * as z from "zod";
import { OPENING_BYTES, REFUSED_COLUMNS } from "../../../domain/contacts/file/table.ts";
import { previewUpload } from "../../../domain/contacts/upload-preview.ts";
import { newId } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { chosenColumnsSchema, encodingSchema } from "../../../domain/contacts/uploads.ts";
import type { ChosenColumns, ColumnMapping } from "../../../domain/contacts/file/columns.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { csvStream } from "../../http/csv-stream.ts";
import { bodyWithin } from "../../http/body.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "../campaigns/campaign-of-org.ts";
import { campaignRow } from "../campaigns/campaign-row.ts";
import { partUploads } from "./uploads.ts";

/** The platform's limit for one request. */
const LIMIT_BYTES = 100 * 1024 * 1024;
/** Of a body whose length was not announced. */
const UNANNOUNCED_BYTES = 10 * 1024 * 1024;
const TOO_LARGE = refuse(
  "too_large",
  "The file is too large for one request (100 MB, or 10 MB without a content-length): upload it in parts.",
);

/** Column numbers (from 0) by what they hold, as the preview in the browser has them. */
const chosenColumns = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: "custom", message: 'is not JSON; write it like {"cell":2,"firstName":0}' });
      return z.NEVER;
    }
  })
  .pipe(chosenColumnsSchema);

const uploadQuery = z.object({
  mode: z.enum(["add", "replace"]).default("add"),
  mapping: chosenColumns.optional(),
  encoding: encodingSchema.optional(),
});

export const contactUploads = new Hono<Edge>()
  .route("/uploads", partUploads)
  .post("/", queryParams(uploadQuery), async (c) => {
    const { mode, mapping, encoding } = c.req.valid("query");
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const early = uploadRefusal(mode, overview.status, overview.import?.state ?? "");
    if (early) return refused(c, early);
    const draft = await campaignRow(databaseOf(c.env), orgId, campaignId);
    if (!draft) return refused(c, NO_SUCH_CAMPAIGN);
    const allowTestNumbers = draft.allowTestNumbers && isSimulation(c.env);

    const importId = newId("i");
    const uploadKey = `imports/${orgId}/${campaignId}/${importId}.csv`;
    const stored = await store(c.env.UPLOADS, uploadKey, c.req.raw);
    if (stored === null) return refused(c, TOO_LARGE);
    const unusable = fileRefusal(stored.beginning, stored.isWhole, { mapping, encoding, allowTestNumbers });
    if (unusable) {
      await c.env.UPLOADS.delete(uploadKey);
      return refused(c, unusable);
    }
    const begun = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) =>
        campaign.beginImport({
          orgId,
          importId,
          uploadKey,
          mapping: mapping ?? null,
          encoding: encoding ?? null,
          allowTestNumbers,
          mode,
        }),
    );
    if (!begun.ok) {
      await c.env.UPLOADS.delete(uploadKey);
      return refused(c, begun);
    }
    c.var.log.info("import_begun", { campaignId, importId, mode });
    return c.json({ ok: true, progress: begun.progress }, 202);
  })
  .delete("/imports/:importId", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const importId = c.req.param("importId");
    const cancelled = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.cancelImport({ orgId, importId }),
    );
    if (!cancelled.ok) return refused(c, refuse("not_found", "This import has already ended."));
    c.var.log.info("import_cancelled", { campaignId, importId });
    return c.json({ ok: true }, 202);
  })
  .get("/refused.csv", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const file = await csvStream(refusedRows(c.env, orgId, campaignId));
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", `attachment; filename="refused-rows-${campaignId}.csv"`);
    return c.body(file);
  });

/**
 * Page by page, because a million refused rows do not fit into memory. The file's own columns follow ours under their own
 * names, so that corrected rows can be uploaded as they are.
 */
async function* refusedRows(env: Env, orgId: string, campaignId: string): AsyncGenerator<(string | number)[][]> {
  for (let after: string | null = ""; after !== null;) {
    const asked: string = after;
    const page = await callObject(
      () => campaignAt(env, campaignId),
      (campaign) => campaign.refusedPage({ orgId, after: asked }),
    );
    const records = page.rows.map(({ line, reason, message, raw }) => [line, reason, message, ...raw]);
    yield asked === "" ? [[...REFUSED_COLUMNS, ...page.headers], ...records] : records;
    after = page.next;
  }
}

/** What the campaign itself would refuse, answered before the file is read. */
function uploadRefusal(mode: "add" | "replace", status: string, importState: string): Refusal | null {
  if (importState === "running" || importState === "cancelling") {
    return refuse(
      "import_running",
      "Another file is being imported into this campaign. Wait until that is done, or cancel it.",
    );
  }
  if (mode === "replace" && status !== "DRAFT") {
    return refuse("already_started", "The campaign has started. Contacts can be added, but no longer replaced.");
  }
  return null;
}

/** Puts the body into the bucket; null when it is too long. A long body is streamed, not held in memory. */
async function store(
  bucket: R2Bucket,
  key: string,
  request: Request,
): Promise<{ beginning: Uint8Array; isWhole: boolean } | null> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > LIMIT_BYTES) return null;
  if (announced <= UNANNOUNCED_BYTES || !request.body) {
    const bytes = await bodyWithin(request, UNANNOUNCED_BYTES);
    if (bytes === null) return null;
    await bucket.put(key, bytes);
    return { beginning: bytes, isWhole: true };
  }
  await bucket.put(key, request.body.pipeThrough(new FixedLengthStream(announced)));
  const beginning = await bucket.get(key, { range: { offset: 0, length: OPENING_BYTES } });
  if (!beginning) throw new Error(`the upload ${key} was stored and cannot be read`);
  return { beginning: new Uint8Array(await beginning.arrayBuffer()), isWhole: false };
}

type FileRefusal = Refusal & { line: number | null; headers: string[]; mapping: ColumnMapping };

/** Why the file cannot be imported, with what is needed to correct the mapping of its columns; null when it can. */
function fileRefusal(
  beginning: Uint8Array,
  isWhole: boolean,
  {
    mapping: chosen = {},
    ...rules
  }: { mapping: ChosenColumns | undefined; encoding: TextEncoding | undefined; allowTestNumbers: boolean },
): FileRefusal | null {
  const preview = previewUpload(beginning, { isWhole, mapping: chosen, ...rules, maxProblems: 20 });
  const { ok, headers, mapping, problems, rowCount, acceptedCount } = preview;
  if (!ok) {
    const problem = problems[0];
    return { ...refuse(problem?.code ?? "", problem?.message ?? ""), line: problem?.line ?? null, headers, mapping };
  }
  if (acceptedCount > 0 || !isWhole) return null;
  const first = problems.find(({ severity }) => severity === "row");
  const message = `None of the ${rowCount} rows can be texted.${first ? ` Line ${first.line}: ${first.message}` : ""}`;
  return { ...refuse("no_usable_rows", message), line: null, headers, mapping };
}
