/** `POST /api/auth/sign-up`: a volunteer with a join link becomes a TEXTER of the campaign's organization. */
import { Hono } from "hono";
import { refuseFields } from "../../domain/outcome.ts";
import { passwordRefusal } from "../../domain/people/password-rule.ts";
import { signUpSchema } from "../../domain/people/people.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { accountsOf, storeAccount } from "./accounts.ts";
import type { SignInAccount } from "./accounts.ts";
import { deviceOf, rememberDevice } from "./device-cookie.ts";
import { followJoinLink } from "./join-links.ts";
import { meOf, openSession, suspendedAt } from "./open-session.ts";
import { tryPassword } from "./passwords/passwords.ts";
import { clientAddressOf } from "../http/client-address.ts";
import { attemptSucceeded, beginAttempt } from "./sign-in-throttle.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

function hasAccount(orgName: string) {
  const message = `There is already an account at ${orgName} with this e-mail address: choose “I have an account”.`;
  const whatNow = "If you forgot its password, ask an organizer for a new link.";
  return refuseFields("has_account", { email: `${message} ${whatNow}` });
}

export const signUp = new Hono<Edge>().post("/sign-up", jsonBody(signUpSchema), async (c) => {
  const { joinToken, email, password, firstName, lastName } = c.req.valid("json");
  const db = databaseOf(c.env);
  const found = await followJoinLink(c, db, joinToken);
  if (!found.ok) return refused(c, found);
  const { target } = found;
  // An account that could not join would be of no use, so the refusal comes first.
  if (target.newcomerRefusal) return refused(c, target.newcomerRefusal);
  const weak = passwordRefusal(password, { email, firstName, lastName, organization: target.orgName });
  if (weak) return refused(c, weak);
  const { orgId, orgName } = target;
  const accounts = await accountsOf(db, email);
  const isHere = ({ membership }: SignInAccount) => membership.orgId === orgId;
  // Of the accounts with this e-mail the password may open the one of this organization, so it is throttled like a sign-in.
  const personIds = accounts.filter(isHere).map(({ membership }) => membership.personId);
  const device = await deviceOf(c, personIds);
  const origin = { email, address: clientAddressOf(c.req.raw.headers), device, personIds, isNew: true };
  const attempt = await beginAttempt(db, origin, Date.now());
  if (!attempt.ok) return refused(c, attempt);
  const hashes = accounts.map(({ passwordHash }) => passwordHash);
  // The same work whether or not somebody anywhere has the e-mail.
  const { fits, hash } = await tryPassword(password, { email, hashes, secret: c.env.SESSION_SECRET });
  const asNew = { orgId, role: "TEXTER", email, firstName, lastName, passwordHash: hash } as const;
  const made = await storeAccount(c.env, db, asNew);
  if (made) {
    const { personId } = made;
    const membership: Membership = {
      orgId,
      orgName,
      personId,
      role: "TEXTER",
      email,
      firstName,
      lastName,
      alias: null,
    };
    await attemptSucceeded(db, attempt.attemptId, personId);
    await openSession(c, { membership, passwordHash: hash, roleVersion: 0, passwordVersion: 0 });
    await rememberDevice(c, personId, device);
    c.var.log.info("signed_up", { orgId, personId });
    return c.json({ ok: true, me: meOf(membership, c.env) }, 201);
  }
  // Somebody who forgot that they have an account, or pressed twice.
  const known =
    accounts.find((account, at) => isHere(account) && fits[at]) ??
    (await accountsOf(db, email)).find((account) => isHere(account) && account.passwordHash === hash);
  if (!known || !attempt.isOpen(known.membership.personId)) {
    c.var.log.warn("sign_up_known_email", { orgId, personIds: personIds.join(" ") });
    return refused(c, hasAccount(orgName));
  }
  const { membership } = known;
  await attemptSucceeded(db, attempt.attemptId, membership.personId);
  if (membership.role === "SUSPENDED") return refused(c, suspendedAt(orgName));
  if (!(await openSession(c, known))) return refused(c, hasAccount(orgName));
  await rememberDevice(c, membership.personId, device);
  c.var.log.info("signed_in", { orgId, personId: membership.personId });
  return c.json({ ok: true, me: meOf(membership, c.env) });
});
