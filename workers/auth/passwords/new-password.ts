/** `/api/auth/password-link`: what a link for a new password leads to, and its use. */
import { Hono } from "hono";
import { setPasswordByLink } from "../../../db/password-links.ts";
import type { StoredPasswordLink } from "../../../db/password-links.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { passwordRefusal } from "../../../domain/people/password-rule.ts";
import { passwordLinkSchema, usePasswordLinkSchema } from "../../../domain/people/people.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { accountsOf } from "../accounts.ts";
import { rememberDevice } from "../device-cookie.ts";
import { meOf, openSession, suspendedAt } from "../open-session.ts";
import { clientAddressOf } from "../../http/client-address.ts";
import { beginAttempt, linkNaming } from "../sign-in-throttle.ts";
import { deliverPassword } from "./deliver-password.ts";
import { linkOf, personOf } from "./password-links.ts";
import { tryPassword } from "./passwords.ts";

const LINK_OVER = refuse(
  "link_over",
  "This link does not work any more. A link works once, for 24 hours: ask an organizer for a new one.",
);

export const newPassword = new Hono<Edge>()
  .post("/password-link", jsonBody(passwordLinkSchema), async (c) => {
    const found = await findLink(c, c.req.valid("json").token);
    if (!found.ok) return refused(c, found);
    const { orgName, email, firstName, lastName } = found.link;
    return c.json({ ok: true, orgName, email, firstName, lastName });
  })
  .post("/password-link/use", jsonBody(usePasswordLinkSchema), async (c) => {
    const { token, password } = c.req.valid("json");
    const found = await findLink(c, token);
    if (!found.ok) return refused(c, found);
    const { orgId, orgName, personId, email, firstName, lastName, secretHash, madeBy } = found.link;
    const weak = passwordRefusal(password, { email, firstName, lastName, organization: orgName });
    if (weak) return refused(c, weak);
    const db = databaseOf(c.env);
    const hashes = (await accountsOf(db, email)).map(({ passwordHash }) => passwordHash);
    const { hash } = await tryPassword(password, { email, hashes, secret: c.env.SESSION_SECRET });
    const isSet = await setPasswordByLink(db, secretHash, { orgId, personId, passwordHash: hash });
    if (!isSet) return refused(c, LINK_OVER);
    c.var.log.info("password_set_by_link", { orgId, personId, madeBy });
    await deliverPassword(c, db, { orgId, personId });
    const account = (await accountsOf(db, email)).find(({ membership }) => membership.personId === personId);
    if (!account || !(await openSession(c, account))) return refused(c, LINK_OVER);
    await rememberDevice(c, personId, null);
    return c.json({ ok: true, me: meOf(account.membership, c.env) });
  });

/**
 * Looks first and counts afterwards: a link that works always opens, whatever else was tried at its address or for its
 * person. A link that leads to nothing counts as a try from its address for the person it names.
 */
async function findLink(c: EdgeContext, token: string): Promise<{ ok: true; link: StoredPasswordLink } | Refusal> {
  const db = databaseOf(c.env);
  const link = await linkOf(db, token);
  if (!link) {
    c.var.log.warn("password_link_refused");
    const address = clientAddressOf(c.req.raw.headers);
    const origin = { email: linkNaming(personOf(token) ?? ""), address, device: null, personIds: [] };
    const attempt = await beginAttempt(db, origin, Date.now());
    return attempt.ok ? LINK_OVER : attempt;
  }
  return link.role === "SUSPENDED" ? suspendedAt(link.orgName) : { ok: true, link };
}
