/**
 * The session cookie's token: a JWT (HS256) that says which session of which person this is. It grants nothing: the
 * person's inbox decides at each call whether the session is live and what its role may do.
 */
import { jwtVerify, SignJWT } from "jose";

/** A token is renewed by use once half of this has gone. */
export const TOKEN_LIFE_MS = 3600_000;
/**
 * A session that nobody used for this long is over (docs/rules.md#people-sessions). The inbox keeps the time; extended
 * by use.
 */
export const SESSION_IDLE_MS = 2 * 24 * 3600_000;

export type TokenSession = {
  personId: string;
  orgId: string;
  sessionId: string;
  /** Epoch milliseconds at which the token was made. */
  issuedAtMs: number;
};

export type SessionTokens = {
  sign(session: Omit<TokenSession, "issuedAtMs">, nowMs: number): Promise<string>;
  /**
   * null for a token that we did not sign or whose session has certainly ended. An expired token is still read: its
   * session may be live, which the inbox knows.
   */
  verify(token: string, nowMs: number): Promise<TokenSession | null>;
};

/** Recently verified tokens: a texter's calls carry the same one, and an HMAC per call would be a tenth of its CPU. */
const REMEMBERED = 5000;

let latest: { secret: string; tokens: SessionTokens } | null = null;

/** Signs and reads tokens under a secret; the imported key is kept as long as the isolate lives. */
export function sessionTokens(secret: string): SessionTokens {
  if (latest?.secret !== secret) latest = { secret, tokens: makeTokens(secret) };
  return latest.tokens;
}

function makeTokens(secret: string): SessionTokens {
  let imported: Promise<CryptoKey> | null = null;
  const key = () => (imported ??= importKey(secret));
  const remembered = new Map<string, TokenSession>();
  const isOver = (session: TokenSession, nowMs: number) => nowMs > session.issuedAtMs + TOKEN_LIFE_MS + SESSION_IDLE_MS;
  return {
    async sign({ personId, orgId, sessionId }, nowMs) {
      return new SignJWT({ org: orgId, sid: sessionId })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(personId)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor((nowMs + TOKEN_LIFE_MS) / 1000))
        .sign(await key());
    },
    async verify(token, nowMs) {
      const known = remembered.get(token);
      if (known) return isOver(known, nowMs) ? null : known;
      const session = await read(token, await key(), nowMs);
      if (!session) return null;
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(token, session);
      return session;
    },
  };
}

function importKey(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

async function read(token: string, key: CryptoKey, nowMs: number): Promise<TokenSession | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      requiredClaims: ["sub", "iat", "exp"],
      clockTolerance: SESSION_IDLE_MS / 1000,
      currentDate: new Date(nowMs),
    });
    const { sub, org, sid, iat } = payload;
    if (typeof sub !== "string" || typeof org !== "string" || typeof sid !== "string" || iat === undefined) return null;
    return { personId: sub, orgId: org, sessionId: sid, issuedAtMs: iat * 1000 };
  } catch {
    return null;
  }
}
