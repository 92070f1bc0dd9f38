/**
 * Opt-outs for admins (docs/rules.md#opt-outs-lists): the list with search and export, one number's history, many
 * numbers at once, the texts that go out by themselves. The directory decides; lists come from Postgres, a moment
 * behind.
 */
import { Hono } from "hono";
import * as z from "zod";
import type { Database } from "../../../db/client.ts";
import { readNumberList } from "../../../domain/opt-outs/opt-out-list.ts";
import { automaticTextsSchema } from "../../../domain/opt-outs/automatic-texts-schema.ts";
import { bulkSchema, MOST_LINES } from "../../../domain/opt-outs/opt-outs.ts";
import type { BulkResult, Contrary } from "../../../domain/opt-outs/opt-outs.ts";
import { refuse } from "../../../domain/outcome.ts";
import { allInWaves } from "../../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { jsonBatches } from "../../../durable-objects/kit/storage/batches.ts";
import { directoryAt, directoryShard } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { changeAutomaticTexts, readAutomaticTexts } from "../settings/automatic-texts.ts";
import { csvStream } from "../../http/csv-stream.ts";
import { badNumberList, optOutHistoryOf, optOutList, senderHealth } from "./opt-out-list.ts";
import type { ListPlace } from "./opt-out-list.ts";

/** Bytes of a list: the characters that `bulkSchema` takes, in UTF-8 and JSON. */
const BULK_LIMIT_BYTES = 4_000_000;
const EXPORT_PAGE = 2_000;
const EXPORT_COLUMNS = ["cell", "state", "reason", "note", "by", "campaign", "at"];
/** Numbers of one call: each is an event of its own and may have many contacts. */
const CELLS_PER_CALL = 1_000;

const cell = z.string().regex(/^\+\d{8,15}$/, "not a number; write one like %2B12125550100");
/** `before` of a page is what the page before it answered as `before`. */
const place = z
  .string()
  .regex(/^\d{1,14}~\+\d{1,15}$/, "not a place in the list; take `before` of the page that came before")
  .transform((value): ListPlace => {
    const [at = "", id = ""] = value.split("~");
    return { at: Number(at), id };
  });
const listQuery = z.object({
  state: z.enum(["out", "in", "all"]).default("out"),
  search: z.string().trim().max(100).optional(),
  before: place.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export const optOutRoutes = new Hono<Edge>()
  .get("/", queryParams(listQuery), async (c) => {
    const list = await optOutList(databaseOf(c.env), { orgId: c.var.member.orgId, ...c.req.valid("query") });
    return c.json({ ok: true, ...list, before: list.before && `${list.before.at}~${list.before.id}` });
  })
  .post("/", jsonBody(bulkSchema, BULK_LIMIT_BYTES), async (c) => {
    const { text, optedOut, note, contrary: choice = null } = c.req.valid("json");
    const { cells, repeated, problems, contrary } = readNumberList(text, 1, optedOut, choice);
    if (contrary) return refused(c, { ...refuse("contrary_rows", contraryWords(contrary, optedOut)), contrary });
    if (cells.length + problems.length > MOST_LINES) {
      const most = MOST_LINES.toLocaleString("en");
      return refused(c, refuse("too_large", `Send at most ${most} numbers at once, and the others after them.`));
    }
    const { orgId, personId } = c.var.member;
    const changed = await sayOfMany(c.env, { orgId, cells, optedOut, note, personId });
    c.var.log.info("opt_outs_by_hand", { optedOut, cells: cells.length, changed, problems: problems.length });
    const result: BulkResult = { changed, already: cells.length - changed, repeated, problems };
    return c.json({ ok: true, ...result });
  })
  .get("/export.csv", async (c) => {
    const file = await csvStream(optOutPages(databaseOf(c.env), c.var.member.orgId));
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", 'attachment; filename="opt-outs.csv"');
    return c.body(file);
  })
  .get("/history", queryParams(z.object({ cell })), async (c) => {
    const history = await optOutHistoryOf(databaseOf(c.env), c.var.member.orgId, c.req.valid("query").cell);
    return c.json({ ok: true, history });
  })
  .get("/numbers", async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const [bad, senders] = await Promise.all([badNumberList(db, orgId, 500), senderHealth(db, orgId)]);
    return c.json({ ok: true, bad, senders });
  })
  .get("/texts", async (c) => {
    return c.json({ ok: true, ...(await readAutomaticTexts(databaseOf(c.env), c.var.member.orgId)) });
  })
  .patch("/texts", jsonBody(automaticTextsSchema), async (c) => {
    const texts = await changeAutomaticTexts(c, c.req.valid("json"));
    c.var.log.info("automatic_texts_changed");
    return c.json({ ok: true, ...texts });
  });

/** For programs: what to send. Screens ask in their own words. */
function contraryWords({ rows, values }: Contrary, optedOut: boolean): string {
  const first = values.map(({ column, value, rows: count }) => `${column} “${value}”: ${count}`).join(", ");
  const says = `${rows} ${rows === 1 ? "row says" : "rows say"} that the number ${optedOut ? "still gets texts" : "gets no texts"}, or ${rows === 1 ? "leaves" : "leave"} it open (${first}).`;
  return `${says} Nothing was changed. Send "contrary": "include" to opt them ${optedOut ? "out" : "in"} with the others, or "leave" to leave them as they are.`;
}

/** Page by page, because the list of years does not fit into memory. */
async function* optOutPages(db: Database, orgId: string): AsyncGenerator<string[][]> {
  let before: ListPlace | undefined;
  let header = [EXPORT_COLUMNS];
  do {
    const page = await optOutList(db, { orgId, state: "all", before, limit: EXPORT_PAGE });
    const records = page.rows.map(({ cell: number, optedOut, reason, note, by, campaignTitle, at }) => {
      const state = optedOut ? "opted out" : "opted in";
      return [number, state, reason, note, by, campaignTitle, new Date(at).toISOString()];
    });
    yield [...header, ...records];
    header = [];
    before = page.before ?? undefined;
  } while (before);
}

type Many = { orgId: string; cells: string[]; optedOut: boolean; note: string; personId: string };

/** Answers with how many numbers changed, once all their contacts have been updated. It may be repeated. */
async function sayOfMany(env: Env, { cells, ...word }: Many): Promise<number> {
  const saidAt = Date.now();
  const byShard = new Map<number, string[]>();
  for (const each of cells) {
    const shard = directoryShard(each);
    const known = byShard.get(shard);
    if (known) known.push(each);
    else byShard.set(shard, [each]);
  }
  const answers = await allInWaves([...byShard], async ([shard, some]) => {
    let changed = 0;
    for (const { values } of jsonBatches(some, { count: CELLS_PER_CALL })) {
      const answer = await callObject(
        () => directoryAt(env, word.orgId, shard),
        (directory) => directory.optOutMany({ ...word, cells: values, saidAt }),
      );
      changed += answer.changed;
    }
    return changed;
  });
  return answers.reduce((total, changed) => total + changed, 0);
}
