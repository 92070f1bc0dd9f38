/** `POST /api/auth/sign-up`: a volunteer with a join link becomes a TEXTER of the campaign's organization. */
import { Hono } from "hono";
import { refuse } from "../../domain/outcome.ts";
import { passwordRefusal } from "../../domain/people/password-rule.ts";
import { signUpSchema } from "../../domain/people/people.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { createAccount } from "./accounts.ts";
import { rememberDevice } from "./device-cookie.ts";
import { joinTarget, UNKNOWN_LINK } from "./join-links.ts";
import { meOf, openSession } from "./open-session.ts";
import { clientAddressOf, attemptSucceeded, beginAttempt } from "./sign-in-throttle.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

export const signUp = new Hono<Edge>().post("/sign-up", jsonBody(signUpSchema), async (c) => {
  const { joinToken, email, password, firstName, lastName } = c.req.valid("json");
  const db = databaseOf(c.env);
  const target = await joinTarget(c.env, db, joinToken);
  if (!target) return refused(c, UNKNOWN_LINK);
  // An account that could not join would be of no use, so the refusal comes first.
  if (target.newcomerRefusal) return refused(c, target.newcomerRefusal);
  const weak = passwordRefusal(password, { email, firstName, lastName, organization: target.orgName });
  if (weak) return refused(c, weak);
  // A sign-up reveals whether an e-mail is known, so it is throttled like a sign-in.
  const attempt = await beginAttempt(
    db,
    { email, address: clientAddressOf(c.req.raw.headers), device: null },
    Date.now(),
  );
  if (!attempt.ok) return refused(c, attempt);
  const { orgId, orgName } = target;
  const account = await createAccount(c.env, db, { orgId, role: "TEXTER", email, password, firstName, lastName });
  if (!account) {
    return refused(
      c,
      refuse("has_account", "There is an account with this e-mail: sign in, then open the link again."),
    );
  }
  await attemptSucceeded(db, attempt.attemptId);
  const { personId } = account;
  const membership: Membership = { orgId, orgName, personId, role: "TEXTER", email, firstName, lastName, alias: null };
  await openSession(c, membership, 0);
  await rememberDevice(c, email, null);
  c.var.log.info("signed_up", { orgId, personId });
  return c.json({ ok: true, me: meOf(membership, c.env) }, 201);
});
