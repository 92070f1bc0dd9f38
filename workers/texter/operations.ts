/**
 * `POST /api/texter/<op>`: every operation of the texter's app over HTTP. One call to the inbox and none to a database: the
 * inbox checks the session, the parameters and the rules.
 */
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import { isTexterOp } from "../../domain/texter-app/texter.ts";
import type { TexterOp, TexterRequest } from "../../domain/texter-app/texter.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import { requireSession } from "../auth/require-session.ts";
import { clearSessionCookie, renewSessionCookie } from "../auth/session-cookie.ts";
import type { Edge } from "../http/context.ts";
import { readJson } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { requireRecentApp } from "./app-version.ts";

const LIMIT_BYTES = 100_000;

type Operation = {
  in: { param: { op: TexterOp }; json: TexterRequest<TexterOp> };
  out: { param: { op: TexterOp }; json: { params: unknown } };
};

/** Passes the operation and its parameters on as they came: the inbox knows what each takes. */
const operation = createMiddleware<Edge, string, Operation>(async (c, next) => {
  const op = c.req.param("op") ?? "";
  if (!isTexterOp(op)) return refused(c, refuse("not_found", "There is no such operation for texters."));
  const read = await readJson(c.req.raw, LIMIT_BYTES);
  if (!read.ok) return refused(c, read);
  c.req.addValidatedData("param", { op });
  c.req.addValidatedData("json", { params: read.json });
  return next();
});

export const texterOperations = new Hono<Edge>().post(
  "/:op",
  requireRecentApp,
  requireSession,
  operation,
  async (c) => {
    const { session } = c.var;
    const { op } = c.req.valid("param");
    const { params } = c.req.valid("json");
    const answer = await callObject(
      () => inboxOf(c.env, session.orgId, session.personId),
      (inbox) => inbox.perform({ sessionId: session.sessionId, op, params }),
    );
    if (answer.ok) {
      await renewSessionCookie(c, session);
      return c.json(answer);
    }
    if (answer.reason === "not_signed_in") clearSessionCookie(c);
    return refused(c, answer);
  },
);
