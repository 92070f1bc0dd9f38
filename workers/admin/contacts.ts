/**
 * Contacts of a campaign: upload of a CSV and download of the refused rows. A file is looked at before anything is kept, so
 * that one that cannot be imported leaves nothing behind.
 */
import { Hono } from "hono";
import { z } from "zod";
import { checkRows, openUpload } from "../../domain/contact-upload.ts";
import { newId } from "../../domain/ids.ts";
import { refuse } from "../../domain/protocol/outcome.ts";
import type { Refusal } from "../../domain/protocol/outcome.ts";
import { KNOWN_COLUMNS } from "../../domain/upload/columns.ts";
import type { ChosenColumns, ColumnMapping } from "../../domain/upload/columns.ts";
import { callObject } from "../../durable-objects/kit/retry.ts";
import { campaignAt } from "../../durable-objects/stubs.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { badRequest, refused } from "../http/refused.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";
import { campaignRow } from "./campaign-row.ts";
import { toCsv } from "./csv-download.ts";
import { readBytes } from "./read-bytes.ts";

const LIMIT_BYTES = 10 * 1024 * 1024;
const TOO_LARGE = refuse(
  "too_large",
  "The file is larger than 10 MB: split it and upload the parts one after the other.",
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
  .pipe(z.partialRecord(z.enum(KNOWN_COLUMNS), z.number().int().min(0).max(9999).nullable()));

const uploadQuery = z.object({ mode: z.enum(["add", "replace"]).default("add"), mapping: chosenColumns.optional() });

export const contactUploads = new Hono<Edge>()
  .post("/", async (c) => {
    const query = uploadQuery.safeParse(c.req.query());
    if (!query.success) return refused(c, badRequest(query.error));
    const { mode, mapping } = query.data;
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const early = uploadRefusal(mode, overview.status, overview.import?.state === "running");
    if (early) return refused(c, early);
    const draft = await campaignRow(databaseOf(c.env), orgId, campaignId);
    if (!draft) return refused(c, NO_SUCH_CAMPAIGN);

    const bytes = await readBytes(c.req.raw, LIMIT_BYTES);
    if (!bytes) return refused(c, TOO_LARGE);
    const unusable = fileRefusal(bytes, mapping, draft.allowTestNumbers);
    if (unusable) return refused(c, unusable);

    const importId = newId("i");
    const uploadKey = `imports/${orgId}/${campaignId}/${importId}.csv`;
    await c.env.UPLOADS.put(uploadKey, bytes);
    const begun = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) =>
        campaign.beginImport({
          orgId,
          importId,
          uploadKey,
          mapping: mapping ?? null,
          allowTestNumbers: draft.allowTestNumbers,
          mode,
        }),
    );
    if (!begun.ok) {
      await c.env.UPLOADS.delete(uploadKey);
      return refused(c, begun);
    }
    c.var.log.info("import_begun", { campaignId, importId, mode, bytes: bytes.byteLength });
    return c.json({ ok: true, progress: begun.progress }, 202);
  })
  .get("/refused.csv", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const rows = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.refusedRows({ orgId }),
    );
    const records = rows.map(({ line, reason, message, raw }) => [line, reason, message, raw]);
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", `attachment; filename="refused-rows-${campaignId}.csv"`);
    return c.body(toCsv([["line", "reason", "message", "row"], ...records]));
  });

/** What the campaign itself would refuse, said before the file is read. */
function uploadRefusal(mode: "add" | "replace", status: string, importing: boolean): Refusal | null {
  if (importing) return refuse("import_running", "An upload is being read for this campaign; wait until it is done.");
  if (mode === "replace" && status !== "DRAFT") {
    return refuse("already_started", "The campaign has started: contacts can be added but not replaced any more.");
  }
  return null;
}

type FileRefusal = Refusal & { line: number | null; headers: string[]; mapping: ColumnMapping };

/** Why nothing of the file can be imported, with what is needed to correct the mapping of its columns; else null. */
function fileRefusal(
  bytes: Uint8Array,
  chosen: ChosenColumns | undefined,
  allowTestNumbers: boolean,
): FileRefusal | null {
  const opened = openUpload(bytes, chosen);
  if (!opened.ok) {
    const { problem, headers, mapping } = opened;
    return { ...refuse(problem.code, problem.message), line: problem.line, headers, mapping };
  }
  const { headers, mapping } = opened.upload;
  let firstProblem = "";
  for (const { accepted, refused: wrong } of checkRows(opened.upload, { allowTestNumbers, chunkRows: 200 })) {
    if (accepted.length > 0) return null;
    firstProblem ||= wrong[0] ? ` Line ${wrong[0].line}: ${wrong[0].message}` : "";
  }
  const message = `None of the ${opened.upload.rowCount} rows can be texted.${firstProblem}`;
  return { ...refuse("no_usable_rows", message), line: null, headers, mapping };
}
