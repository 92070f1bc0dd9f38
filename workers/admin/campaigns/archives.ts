/** Archiving a campaign for good, and the files that an archive leaves. */
import { Hono } from "hono";
import { CONTACT_COLUMNS, MESSAGE_COLUMNS } from "../../../domain/archive/archive.ts";
import { BYTE_ORDER_MARK, csvLines } from "../../../domain/contacts/file/write-csv.ts";
import type { ArchiveFile } from "../../../domain/archive/archive-progress.ts";
import { archiveSchema } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { campaignOverview } from "./campaign-of-org.ts";
import { mayEnd } from "./open-work.ts";

const NO_SUCH_FILE = refuse("not_found", "There is no such file: it exists once the campaign is archived.");

export const campaignArchives = new Hono<Edge>()
  .get("/", async (c) => {
    const overview = await campaignOverview(c.env, c.var.member.orgId, c.req.param("campaignId") ?? "");
    return overview.ok ? c.json({ ok: true, archive: overview.archive }) : refused(c, overview);
  })
  .post("/", jsonBody(archiveSchema), async (c) => {
    const { orgId, personId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const { archiveId, openSeen = false } = c.req.valid("json");
    // A repeated call is the archive that began, whatever came in since; the rules of its state are the campaign's.
    const isNew = overview.status === "CLOSED" && overview.archive?.archiveId !== archiveId;
    const ending = isNew && (await mayEnd(c, campaignId, { ending: "archive", openSeen }));
    if (ending && !ending.ok) return refused(c, ending);
    const begun = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.beginArchive({ orgId, personId, archiveId }),
    );
    if (!begun.ok) return refused(c, begun);
    c.var.log.info("archive_begun", { campaignId, archiveId });
    return c.json({ ok: true, archive: begun.progress, ...(ending ? { open: ending.open } : {}) }, 202);
  })
  .post("/cancel", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const cancelled = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.cancelArchive({ orgId }),
    );
    return cancelled.ok ? c.json({ ok: true, archive: cancelled.progress }) : refused(c, cancelled);
  })
  .get("/contacts.csv", (c) => download(c, "contacts"))
  .get("/messages.csv", (c) => download(c, "messages"));

/** Streams the parts of a file one after the other, so that no part waits in memory for the others. */
async function download(c: EdgeContext, file: ArchiveFile) {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const overview = await campaignOverview(c.env, orgId, campaignId);
  if (!overview.ok) return refused(c, overview);
  if (overview.archive?.state !== "done") return refused(c, NO_SUCH_FILE);
  const keys = await callObject(
    () => campaignAt(c.env, campaignId),
    (campaign) => campaign.archiveFiles({ orgId, file }),
  );
  const header = file === "contacts" ? [...CONTACT_COLUMNS, ...overview.customFields] : MESSAGE_COLUMNS;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const sent = sendParts(c, writable, BYTE_ORDER_MARK + csvLines([header]), keys);
  c.executionCtx.waitUntil(sent.catch((error: unknown) => c.var.log.fault("archive_download", error)));
  c.header("content-type", "text/csv; charset=utf-8");
  c.header("content-disposition", `attachment; filename="${file}-${campaignId}.csv"`);
  return c.body(readable);
}

async function sendParts(c: EdgeContext, to: WritableStream<Uint8Array>, head: string, keys: string[]): Promise<void> {
  const writer = to.getWriter();
  await writer.write(new TextEncoder().encode(head));
  writer.releaseLock();
  for (const key of keys) {
    const part = await c.env.UPLOADS.get(key);
    if (!part) {
      const missing = new Error(`the part ${key} is gone`);
      // People notice a download that breaks off, but not one that lacks a part.
      await to.abort(missing);
      throw missing;
    }
    await part.body.pipeTo(to, { preventClose: true });
  }
  await to.close();
}
