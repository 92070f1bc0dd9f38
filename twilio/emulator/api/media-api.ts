/**
 * Files of texts at the API: lists and single files as JSON. A request for the bytes is redirected, because the carrier
 * keeps them elsewhere, at an address that needs no login.
 */
import { Hono } from "hono";
import { isOutgoing, type Ledger, type LedgerRecord } from "../ledger.ts";
import type { EmulatorSettings } from "../settings.ts";
import { mediaSid } from "./media.ts";
import { messagesPath, rfc2822 } from "./message-resource.ts";

export const STORE_PATH = "/stored-files";

export type StoredFile = { sid: string; index: number; contentType: string; at: number };

/** The files of a record, without deleted ones. */
export function filesOf(record: LedgerRecord): StoredFile[] {
  const files = (isOutgoing(record) ? record.media : record.files) ?? [];
  const at = isOutgoing(record) ? record.acceptedAt : record.at;
  return files.flatMap(({ contentType }, index) =>
    record.changes?.filesDeleted?.includes(index) ? [] : { sid: mediaSid(record.sid, index), index, contentType, at },
  );
}

export function mediaResource(record: LedgerRecord, { sid, contentType, at }: StoredFile) {
  return {
    account_sid: record.accountSid,
    content_type: contentType,
    date_created: rfc2822(at),
    date_updated: rfc2822(at),
    parent_sid: record.sid,
    sid,
    uri: `${messagesPath(record.accountSid)}/${record.sid}/Media/${sid}.json`,
  };
}

/** One page: a message has ten files at most. */
export function mediaList(record: LedgerRecord) {
  const files = filesOf(record);
  const uri = `${messagesPath(record.accountSid)}/${record.sid}/Media.json?PageSize=50&Page=0`;
  return {
    media_list: files.map((file) => mediaResource(record, file)),
    page: 0,
    page_size: 50,
    start: 0,
    end: Math.max(0, files.length - 1),
    uri,
    first_page_uri: uri,
    previous_page_uri: null,
    next_page_uri: null,
  };
}

/** Where the bytes of a file are: in the store, or, for one of an outgoing text, where it was fetched from. */
export function fileAddress(record: LedgerRecord, { index, sid }: StoredFile): string {
  const outgoing = isOutgoing(record) ? record.media?.[index]?.url : undefined;
  return outgoing ?? `${STORE_PATH}/${record.sid}/${sid}`;
}

/** The store itself. */
export function fileStore(deps: { settings: () => EmulatorSettings; ledger: Ledger }) {
  const app = new Hono();
  app.get("/:message/:media", (c) => {
    const { mediaFailure } = deps.settings();
    if (mediaFailure !== 0) return c.body("the file is not to be had", mediaFailure as 500);
    const inbound = deps.ledger.inbound(c.req.param("message"));
    const stored = inbound && filesOf(inbound).find(({ sid }) => sid === c.req.param("media"));
    const base64 = stored && inbound.files?.[stored.index]?.base64;
    if (!stored || base64 === undefined) return c.body("no such file", 404);
    return new Response(new Uint8Array(Buffer.from(base64, "base64")), {
      headers: { "content-type": stored.contentType },
    });
  });
  return app;
}
