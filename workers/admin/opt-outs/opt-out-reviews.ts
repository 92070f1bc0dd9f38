/** Unclear texts: how many are open, the list, and a person's decision by one tap (docs/rules.md#opt-outs-review). */
import { Hono } from "hono";
import * as z from "zod";
import { reviewDecisionSchema } from "../../../domain/opt-outs/opt-outs.ts";
import { refuse } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { directoryFor } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { countOpenReviews, isReview, reviewList, senderHealth } from "./opt-out-list.ts";
import { countOpenRequests } from "../assignment/requests.ts";
import { countOpenUnmatched } from "../messages/unmatched-list.ts";

const LIST_LIMIT = 100;
/** For this long, a sending number that the carrier refuses is an alert on every screen. */
const ALERT_MS = 24 * 3_600_000;

const NO_SUCH_REVIEW = refuse("not_found", "This text was not found.");

const listQuery = z.object({ which: z.enum(["open", "decided"]).default("open") });

export const optOutReviewRoutes = new Hono<Edge>()
  .get("/", queryParams(listQuery), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const { which } = c.req.valid("query");
    const [reviews, open] = await Promise.all([
      reviewList(db, { orgId, which, limit: LIST_LIMIT }),
      countOpenReviews(db, orgId),
    ]);
    return c.json({ ok: true, reviews, open });
  })
  .get("/count", async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const [open, senders, unmatched, requests] = await Promise.all([
      countOpenReviews(db, orgId),
      senderHealth(db, orgId),
      countOpenUnmatched(db, orgId),
      countOpenRequests(db, orgId),
    ]);
    const stopped = senders.filter((each) => each.stopped > 0 && each.at > Date.now() - ALERT_MS).length;
    return c.json({ ok: true, open, stopped, unmatched, requests });
  })
  .post("/:sid", jsonBody(reviewDecisionSchema), async (c) => {
    const { cell, decision } = c.req.valid("json");
    const { orgId, personId } = c.var.member;
    const sid = c.req.param("sid");
    if (!(await isReview(databaseOf(c.env), { orgId, sid, cell }))) return refused(c, NO_SUCH_REVIEW);
    // The organization's own directory: another's text is not there.
    const decided = await callObject(
      () => directoryFor(c.env, orgId, cell),
      (directory) => directory.decideReview({ sid, cell, decision, personId }),
    );
    if (!decided.ok) return refused(c, decided);
    c.var.log.info("unclear_text_decided", { sid, decision });
    return c.json(decided);
  });
