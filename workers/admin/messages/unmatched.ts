/**
 * The unmatched inbox for admins (docs/rules.md#inbound-unmatched): list, what else a number wrote, and a person's
 * decision. Lists come from Postgres, a moment behind; the directory keeps the texts and decides.
 */
import { Hono } from "hono";
import * as z from "zod";
import { unmatchedDecisionSchema } from "../../../domain/messages/unmatched.ts";
import { refuse } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { directoryFor } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { countOpenUnmatched, isUnmatched, textsOfNumber, unmatchedList } from "./unmatched-list.ts";
import type { UnmatchedPlace } from "./unmatched-list.ts";

const NO_SUCH_TEXT = refuse("not_found", "This text was not found.");

/** `before` of a page is what the page before it answered as `before`. */
const place = z
  .string()
  .regex(/^\d{1,14}~\w{1,64}$/, "not a place in the list; take `before` of the page that came before")
  .transform((value): UnmatchedPlace => {
    const [at = "", sid = ""] = value.split("~");
    return { at: Number(at), sid };
  });
const listQuery = z.object({
  which: z.enum(["open", "handled", "all"]).default("open"),
  search: z.string().trim().max(100).optional(),
  before: place.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(30),
});

export const unmatchedRoutes = new Hono<Edge>()
  .get("/", queryParams(listQuery), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const [list, open] = await Promise.all([
      unmatchedList(db, { orgId, ...c.req.valid("query") }),
      countOpenUnmatched(db, orgId),
    ]);
    return c.json({ ok: true, ...list, open, before: list.before && `${list.before.at}~${list.before.sid}` });
  })
  .get("/texts", queryParams(unmatchedDecisionSchema.pick({ cell: true })), async (c) => {
    const { cell } = c.req.valid("query");
    const { orgId } = c.var.member;
    const db = databaseOf(c.env);
    if (!(await isUnmatched(db, { orgId, cell }))) return c.json({ ok: true, texts: [] });
    // The organization's own directory: another's contacts are not there.
    const contactIds = await callObject(
      () => directoryFor(c.env, orgId, cell),
      (directory) => directory.contactIdsOf({ cell }),
    );
    return c.json({ ok: true, texts: await textsOfNumber(db, { orgId, cell, contactIds }) });
  })
  .post("/:sid", jsonBody(unmatchedDecisionSchema), async (c) => {
    const { cell, decision } = c.req.valid("json");
    const { orgId, personId } = c.var.member;
    const sid = c.req.param("sid");
    if (!(await isUnmatched(databaseOf(c.env), { orgId, cell, sid }))) return refused(c, NO_SUCH_TEXT);
    const decided = await callObject(
      () => directoryFor(c.env, orgId, cell),
      (directory) => directory.decideUnmatched({ orgId, sid, cell, decision, personId }),
    );
    if (!decided.ok) return refused(c, decided);
    c.var.log.info("unmatched_text_decided", { sid, decision });
    return c.json(decided);
  });
