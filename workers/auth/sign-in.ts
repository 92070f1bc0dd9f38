/** `/api/auth/sign-in`, `/sign-out` and `/me`. */
import { and, eq } from "drizzle-orm";
import { Hono } from "hono";
import { people } from "../../db/schema/people.ts";
import { refuse, refuseFields } from "../../domain/outcome.ts";
import { chooseOrganization, signInSchema } from "../../domain/people/people.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { accountsOf } from "./accounts.ts";
import { deviceOf, rememberDevice } from "./device-cookie.ts";
import { endSession, meOf, openSession, suspendedAt } from "./open-session.ts";
import { isOutdated, renewedHash, tryPassword } from "./passwords/passwords.ts";
import { checkSession } from "./require-session.ts";
import { clearSessionCookie, NOT_SIGNED_IN, readSession, renewSessionCookie, sessionOfPage } from "./session-cookie.ts";
import { clientAddressOf } from "../http/client-address.ts";
import { attemptSucceeded, beginAttempt } from "./sign-in-throttle.ts";

/** The same message whether the e-mail or the password is wrong, so that it does not reveal which accounts exist. */
const WRONG = refuseFields("wrong_password", { password: "Wrong e-mail address or password." });
/** Only to somebody who knows the password of an account elsewhere. */
const NOT_HERE = refuse(
  "no_account_here",
  "This is the password of an account at another organization. You are new here: choose “I am new”.",
);

export const signIn = new Hono<Edge>()
  .post("/sign-in", jsonBody(signInSchema), async (c) => {
    const { email, password, orgId } = c.req.valid("json");
    const secret = c.env.SESSION_SECRET;
    const db = databaseOf(c.env);
    const accounts = await accountsOf(db, email);
    const personIds = accounts.map(({ membership }) => membership.personId);
    const device = await deviceOf(c, personIds);
    const origin = { email, address: clientAddressOf(c.req.raw.headers), device, personIds };
    const attempt = await beginAttempt(db, origin, Date.now());
    if (!attempt.ok) {
      c.var.log.warn("sign_in_throttled");
      return refused(c, attempt);
    }
    const { fits } = await tryPassword(password, { email, secret, hashes: accounts.map((each) => each.passwordHash) });
    const opened = accounts.filter(({ membership }, at) => fits[at] && attempt.isOpen(membership.personId));
    const [first] = opened;
    if (!first) {
      c.var.log.warn("sign_in_failed", { personIds: personIds.join(" ") });
      return refused(c, WRONG);
    }
    const here = orgId === undefined ? opened : opened.filter(({ membership }) => membership.orgId === orgId);
    await attemptSucceeded(db, attempt.attemptId, (here[0] ?? first).membership.personId);
    if (!here[0]) return refused(c, NOT_HERE);
    const usable = here.filter(({ membership }) => membership.role !== "SUSPENDED");
    const account = usable[0];
    if (!account) return refused(c, suspendedAt(here[0].membership.orgName));
    if (usable.length > 1) return refused(c, chooseOrganization(usable.map(({ membership }) => membership)));
    const { membership, passwordHash } = account;
    if (!(await openSession(c, account))) return refused(c, WRONG);
    if (isOutdated(passwordHash)) {
      const renewed = { passwordHash: await renewedHash(password, { email, secret }) };
      // Unless the password was changed meanwhile.
      const isSame = and(eq(people.id, membership.personId), eq(people.passwordHash, passwordHash));
      await db.update(people).set(renewed).where(isSame);
    }
    await rememberDevice(c, membership.personId, device);
    c.var.log.info("signed_in", { orgId: membership.orgId, personId: membership.personId });
    return c.json({ ok: true, me: meOf(membership, c.env) });
  })
  .post("/sign-out", async (c) => {
    const session = await sessionOfPage(c);
    // Another account that has signed in since stays signed in.
    if (!session && (await readSession(c))) return c.json({ ok: true });
    clearSessionCookie(c);
    if (session) await endSession(c.env, session);
    return c.json({ ok: true });
  })
  // Whichever account it is that the browser is signed in to.
  .get("/me", async (c) => {
    const session = await readSession(c);
    if (!session) return refused(c, NOT_SIGNED_IN);
    const checked = await checkSession(c.env, session);
    if (!checked.ok) {
      clearSessionCookie(c);
      return refused(c, checked);
    }
    await renewSessionCookie(c, session);
    return c.json({ ok: true, me: meOf(checked.membership, c.env) });
  });
