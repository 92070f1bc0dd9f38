/**
 * A browser in which somebody signed in is a known device of that account: it has an allowance of failed sign-ins of its
 * own, so that a stranger's guesses do not lock the person out ("device cookies", OWASP). The cookie is no sign-in.
 */
import { jwtVerify, SignJWT } from "jose";
import { getCookie, setCookie } from "hono/cookie";
import { newId } from "../../domain/ids.ts";
import type { EdgeContext } from "../http/context.ts";
import { cookieAttributes, cookieName } from "./cookies.ts";

const COOKIE = "whistlestop_device";
const AUDIENCE = "whistlestop-device";
const LIFE_MS = 180 * 24 * 3600_000;

export type KnownDevice = { deviceId: string; personId: string };

/** The device that the request comes from, if it is one of the people with these accounts. */
export async function deviceOf(c: EdgeContext, personIds: readonly string[]): Promise<KnownDevice | null> {
  const token = getCookie(c, cookieName(c, COOKIE));
  if (token === undefined) return null;
  try {
    const { payload } = await jwtVerify(token, keyOf(c), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      requiredClaims: ["sub", "jti", "exp"],
    });
    const { sub: personId = "", jti: deviceId } = payload;
    return typeof deviceId === "string" && personIds.includes(personId) ? { deviceId, personId } : null;
  } catch {
    return null;
  }
}

/** To be called after a sign-in; a device of the same person keeps its id. */
export async function rememberDevice(c: EdgeContext, personId: string, known: KnownDevice | null): Promise<void> {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(personId)
    .setAudience(AUDIENCE)
    .setJti(known?.personId === personId ? known.deviceId : newId("d"))
    .setExpirationTime(Math.floor((Date.now() + LIFE_MS) / 1000))
    .sign(keyOf(c));
  setCookie(c, cookieName(c, COOKIE), token, { ...cookieAttributes(c), maxAge: LIFE_MS / 1000 });
}

function keyOf(c: EdgeContext): Uint8Array {
  return new TextEncoder().encode(c.env.SESSION_SECRET);
}
