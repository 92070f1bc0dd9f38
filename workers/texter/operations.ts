/**
 * `POST /api/texter/<op>`: every operation of the texter's app over HTTP. One call to the inbox and none to a database: the
 * inbox checks the session, the parameters and the rules.
 */
import { Hono } from "hono";
import { refuse } from "../../domain/outcome.ts";
import { isTexterOp } from "../../domain/texter-app/texter.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import { requireSession } from "../auth/require-session.ts";
import { clearSessionCookie, renewSessionCookie } from "../auth/session-cookie.ts";
import type { Edge } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { requireRecentApp } from "./app-version.ts";

const LIMIT_BYTES = 100_000;

export const texterOperations = new Hono<Edge>().post("/:op", requireRecentApp, requireSession, async (c) => {
  const op = c.req.param("op");
  if (!isTexterOp(op)) return refused(c, refuse("not_found", "There is no such operation for texters."));
  const read = await readJson(c, LIMIT_BYTES);
  if (!read.ok) return refused(c, read);
  const { session } = c.var;
  const request = { sessionId: session.sessionId, op, params: read.json };
  const answer = await callObject(
    () => inboxOf(c.env, session.orgId, session.personId),
    (inbox) => inbox.perform(request),
  );
  if (answer.ok) {
    await renewSessionCookie(c, session);
    return c.json(answer);
  }
  if (answer.reason === "not_signed_in") clearSessionCookie(c);
  return refused(c, answer);
});
