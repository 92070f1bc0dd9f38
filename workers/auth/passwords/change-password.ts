/** `POST /api/auth/password`: the signed-in person changes their password; their other sessions end. */
import { Hono } from "hono";
import { setOwnPassword } from "../../../db/password-links.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { passwordRefusal } from "../../../domain/people/password-rule.ts";
import { changePasswordSchema } from "../../../domain/people/people.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { accountsOf } from "../accounts.ts";
import type { SignInAccount } from "../accounts.ts";
import { deviceOf } from "../device-cookie.ts";
import { admitSession } from "../open-session.ts";
import { checkSession, requireSession } from "../require-session.ts";
import { clientAddressOf } from "../../http/client-address.ts";
import { attemptSucceeded, beginAttempt } from "../sign-in-throttle.ts";
import { deliverPassword } from "./deliver-password.ts";
import { tryPassword } from "./passwords.ts";

const WRONG_PRESENT = refuseFields("wrong_password", { present: "This is not your current password." });
const SAME = refuseFields("weak_password", { password: "This is your current password. Choose a new one." });
const CHANGED_MEANWHILE = refuse("conflict", "Your password was changed in another place just now. Sign in again.");

export const changePassword = new Hono<Edge>().post(
  "/password",
  requireSession,
  jsonBody(changePasswordSchema),
  async (c) => {
    const { session } = c.var;
    const { present, password } = c.req.valid("json");
    const checked = await checkSession(c.env, session);
    if (!checked.ok) return refused(c, checked);
    const { orgId, orgName, personId, email, firstName, lastName } = checked.membership;
    const db = databaseOf(c.env);
    // Somebody who found an open session must not find out the password here.
    const device = await deviceOf(c, [personId]);
    const address = clientAddressOf(c.req.raw.headers);
    const attempt = await beginAttempt(db, { email, address, device, personIds: [personId] }, Date.now());
    if (!attempt.ok) return refused(c, attempt);
    const isOwn = ({ membership }: SignInAccount) => membership.personId === personId && membership.orgId === orgId;
    const accounts = await accountsOf(db, email);
    const known = { email, hashes: accounts.map((each) => each.passwordHash), secret: c.env.SESSION_SECRET };
    const { fits } = await tryPassword(present, known);
    const own = accounts.find((account, at) => isOwn(account) && fits[at]);
    if (!own) return refused(c, WRONG_PRESENT);
    await attemptSucceeded(db, attempt.attemptId, personId);
    if (password === present) return refused(c, SAME);
    const weak = passwordRefusal(password, { email, firstName, lastName, organization: orgName });
    if (weak) return refused(c, weak);
    const { hash } = await tryPassword(password, known);
    const isSet = await setOwnPassword(db, own.passwordHash, { orgId, personId, passwordHash: hash });
    if (!isSet) return refused(c, CHANGED_MEANWHILE);
    c.var.log.info("password_changed", { orgId, personId });
    // This session first: the others end when the inbox gets to know of the new password.
    const changed = (await accountsOf(db, email)).find(isOwn);
    if (changed) await admitSession(c.env, changed, session.sessionId);
    return c.json({ ok: true, underWay: !(await deliverPassword(c, db, { orgId, personId })) });
  },
);
