import { getCookie, setCookie } from "hono/cookie";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { EdgeContext } from "../http/context.ts";
import { cookieAttributes, cookieName } from "./cookies.ts";
import { SESSION_IDLE_MS, sessionTokens, TOKEN_LIFE_MS } from "./session-token.ts";
import type { TokenSession } from "./session-token.ts";

const COOKIE = "whistlestop_session";

export const NOT_SIGNED_IN: Refusal<"not_signed_in"> = refuse("not_signed_in", "Sign in first.");

/** For whom the app's page asks; a socket's page, which cannot set headers, has it in its address as `as`. */
const PERSON_HEADER = "x-whistlestop-person";

/**
 * The session that the request's cookie names, unless the page that asks belongs to another account: one that was signed
 * in before, in a tab that is still open. Nothing that somebody does there may happen in the other organization.
 */
export async function sessionOfPage(c: EdgeContext): Promise<TokenSession | null> {
  const session = await readSession(c);
  const asked = c.req.header(PERSON_HEADER) ?? c.req.query("as");
  return session && asked !== undefined && asked !== session.personId ? null : session;
}

/** The session that the request's cookie names; the person's inbox knows whether it is live. */
export async function readSession(c: EdgeContext): Promise<TokenSession | null> {
  const token = getCookie(c, cookieName(c, COOKIE));
  return token === undefined ? null : sessionTokens(c.env.SESSION_SECRET).verify(token, Date.now());
}

/** The cookie outlives its token, so that a phone that returns within the session's time is still signed in. */
export async function setSessionCookie(c: EdgeContext, session: Omit<TokenSession, "issuedAtMs">): Promise<void> {
  const token = await sessionTokens(c.env.SESSION_SECRET).sign(session, Date.now());
  setCookie(c, cookieName(c, COOKIE), token, { ...cookieAttributes(c), maxAge: SESSION_IDLE_MS / 1000 });
}

/** Renews a token that is past half of its lifetime. Call it when the inbox has said that the session is live. */
export async function renewSessionCookie(c: EdgeContext, session: TokenSession): Promise<void> {
  if (Date.now() - session.issuedAtMs > TOKEN_LIFE_MS / 2) await setSessionCookie(c, session);
}

export function clearSessionCookie(c: EdgeContext): void {
  setCookie(c, cookieName(c, COOKIE), "", { ...cookieAttributes(c), maxAge: 0 });
}
