/** `/api/auth/sign-in`, `/sign-out` and `/me`. */
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { people } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import { signInSchema } from "../../domain/people/people.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { inboxOf } from "../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { deviceOf, rememberDevice } from "./device-cookie.ts";
import { accountOf, meOf, openSession } from "./open-session.ts";
import { hashPassword, isOutdated, verifyPassword } from "./passwords.ts";
import { checkSession, requireSession } from "./require-session.ts";
import { clearSessionCookie, readSession, renewSessionCookie } from "./session-cookie.ts";
import { clientAddressOf, attemptSucceeded, beginAttempt } from "./sign-in-throttle.ts";

/** The same message whether the e-mail or the password is wrong, so that it does not reveal which accounts exist. */
const WRONG = refuse("wrong_password", "E-mail or password is wrong.");

export const signIn = new Hono<Edge>()
  .post("/sign-in", jsonBody(signInSchema), async (c) => {
    const { email, password } = c.req.valid("json");
    const db = databaseOf(c.env);
    const device = await deviceOf(c, email);
    const attempt = await beginAttempt(db, { email, address: clientAddressOf(c.req.raw.headers), device }, Date.now());
    if (!attempt.ok) {
      c.var.log.warn("sign_in_throttled");
      c.header("retry-after", String(Math.ceil((attempt.mayGoAtMs - Date.now()) / 1000)));
      return refused(c, attempt);
    }
    const account = await accountOf(db, email);
    if (!(await verifyPassword(password, account?.passwordHash ?? null)) || !account) {
      c.var.log.warn("sign_in_failed", { personId: account?.membership.personId });
      return refused(c, WRONG);
    }
    await attemptSucceeded(db, attempt.attemptId);
    const { membership, passwordHash } = account;
    if (membership.role === "SUSPENDED") {
      return refused(c, refuse("suspended", `Your account at ${membership.orgName} is suspended; ask an admin there.`));
    }
    if (isOutdated(passwordHash)) {
      const renewed = { passwordHash: await hashPassword(password) };
      await db.update(people).set(renewed).where(eq(people.id, membership.personId));
    }
    await openSession(c, membership, account.roleVersion);
    await rememberDevice(c, email, device);
    c.var.log.info("signed_in", { orgId: membership.orgId, personId: membership.personId });
    return c.json({ ok: true, me: meOf(membership, c.env) });
  })
  .post("/sign-out", async (c) => {
    const session = await readSession(c);
    clearSessionCookie(c);
    if (session) {
      await callObject(
        () => inboxOf(c.env, session.orgId, session.personId),
        (inbox) => inbox.signOut({ sessionId: session.sessionId }),
      );
    }
    return c.json({ ok: true });
  })
  .get("/me", requireSession, async (c) => {
    const { session } = c.var;
    const checked = await checkSession(c.env, session);
    if (!checked.ok) {
      clearSessionCookie(c);
      return refused(c, checked);
    }
    await renewSessionCookie(c, session);
    return c.json({ ok: true, me: meOf(checked.membership, c.env) });
  });
