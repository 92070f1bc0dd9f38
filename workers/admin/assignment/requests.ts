/**
 * Requests for texts: the open ones, those that were decided, and the decision. The list comes from Postgres (a moment
 * behind); the decision goes to the texter's inbox, which owns the request. Its address contains the admin's own
 * organization, so another's request cannot even be named.
 */
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { Hono } from "hono";
import * as z from "zod";
import type { Database } from "../../../db/client.ts";
import { textRequests } from "../../../db/schema/assignment.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { memberships, people } from "../../../db/schema/people.ts";
import { isClientId } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import { requestDecisionSchema, requestDecisionsSchema } from "../../../domain/assignment/requests.ts";
import type { RequestDecision, RequestRow } from "../../../domain/assignment/requests.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../../durable-objects/rpc/stubs.ts";
import { requireMay } from "../../auth/require-session.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { isPersonOf } from "../../known-ids/known-ids.ts";

const LISTED = 200;
const NO_SUCH_REQUEST = refuse("not_found", "This request was not found in your organization.");

const listQuery = z.object({ state: z.enum(["pending", "decided"]).default("pending") });

export const textRequestRoutes = new Hono<Edge>()
  .use(requireMay("decide_requests"))
  .get("/", queryParams(listQuery), async (c) => {
    const { state } = c.req.valid("query");
    return c.json({ ok: true, requests: await requestRows(databaseOf(c.env), c.var.member.orgId, state) });
  })
  .post("/decide", jsonBody(requestDecisionsSchema), async (c) => {
    const { requests, ...decision } = c.req.valid("json");
    const results = await inWaves(requests, OUTGOING_CONNECTIONS, (each) => decide(c, each, decision));
    const outcomes = results.map((result, index) => {
      if (result.status === "fulfilled") return Object.assign(result.value, requests[index]);
      c.var.log.fault("request_not_decided", result.reason, requests[index]);
      return Object.assign(refuse("unavailable", "This one could not be reached. Try again."), requests[index]);
    });
    return c.json({ ok: true, outcomes });
  })
  .post("/:personId/:requestId", jsonBody(requestDecisionSchema), async (c) => {
    const { personId, requestId } = c.req.param();
    const decided = await decide(c, { personId, requestId }, c.req.valid("json"));
    return decided.ok ? c.json(decided) : refused(c, decided);
  });

async function decide(
  c: EdgeContext,
  { personId, requestId }: { personId: string; requestId: string },
  decision: RequestDecision,
) {
  const { orgId, personId: byId } = c.var.member;
  if (!isClientId(requestId) || !(await isPersonOf(c.env, orgId, personId))) return { ...NO_SUCH_REQUEST };
  const decided = await callObject(
    () => inboxOf(c.env, orgId, personId),
    (inbox) => inbox.decideRequest({ requestId, byId, ...decision }),
  );
  if (!decided.ok) return decided.reason === "not_found" ? { ...NO_SUCH_REQUEST } : decided;
  if (!decided.repeated) c.var.log.info("request_decided", { ofId: personId, requestId, approved: decision.approve });
  return decided;
}

/** How many requests need a decision. */
export async function countOpenRequests(db: Database, orgId: string): Promise<number> {
  const [row] = await db
    .select({ open: sql<number>`count(*)::int` })
    .from(textRequests)
    .where(and(eq(textRequests.orgId, orgId), eq(textRequests.state, "pending")));
  return row?.open ?? 0;
}

/** Pending ones, the oldest first; or those decided, the latest first. */
async function requestRows(db: Database, orgId: string, state: "pending" | "decided"): Promise<RequestRow[]> {
  const asked = alias(campaigns, "asked");
  const from = alias(campaigns, "taken");
  const decider = alias(people, "decider");
  const isPending = eq(textRequests.state, "pending");
  const rows = await db
    .select({
      requestId: textRequests.id,
      personId: textRequests.personId,
      campaignId: textRequests.campaignId,
      asked: textRequests.asked,
      state: textRequests.state,
      taken: textRequests.taken,
      takenFrom: textRequests.takenFrom,
      note: textRequests.note,
      decidedBy: textRequests.decidedBy,
      askedAt: textRequests.askedAt,
      decidedAt: textRequests.decidedAt,
      texterName: sql<string>`${people.firstName} || ' ' || ${people.lastName}`,
      texterEmail: people.email,
      role: memberships.role,
      teamIds: sql<string[]>`coalesce((select json_agg(m.team_id order by t.priority, m.team_id) from team_members m
        join teams t on t.id = m.team_id where m.person_id = ${textRequests.personId} and t.org_id = ${textRequests.orgId}), '[]')`,
      campaignTitle: asked.title,
      takenFromTitle: from.title,
      decidedByName: sql<string | null>`${decider.firstName} || ' ' || ${decider.lastName}`,
    })
    .from(textRequests)
    .innerJoin(people, eq(people.id, textRequests.personId))
    .innerJoin(
      memberships,
      and(eq(memberships.personId, textRequests.personId), eq(memberships.orgId, textRequests.orgId)),
    )
    .leftJoin(asked, and(eq(asked.id, textRequests.campaignId), eq(asked.orgId, textRequests.orgId)))
    .leftJoin(from, and(eq(from.id, textRequests.takenFrom), eq(from.orgId, textRequests.orgId)))
    .leftJoin(decider, eq(decider.id, textRequests.decidedBy))
    .where(and(eq(textRequests.orgId, orgId), state === "pending" ? isPending : ne(textRequests.state, "pending")))
    .orderBy(state === "pending" ? asc(textRequests.askedAt) : desc(textRequests.decidedAt), asc(textRequests.id))
    .limit(LISTED);
  return rows.map((row) =>
    Object.assign(row, { askedAt: row.askedAt.getTime(), decidedAt: row.decidedAt?.getTime() ?? null }),
  );
}
