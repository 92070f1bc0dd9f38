import { getCookie, setCookie } from "hono/cookie";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { EdgeContext } from "../http/context.ts";
import { cookieAttributes, cookieName } from "./cookies.ts";
import { SESSION_IDLE_MS, sessionTokens, TOKEN_LIFE_MS } from "./session-token.ts";
import type { TokenSession } from "./session-token.ts";

const COOKIE = "whistlestop_session";

export const NOT_SIGNED_IN: Refusal<"not_signed_in"> = refuse("not_signed_in", "Sign in first.");

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
