/**
 * A browser in which somebody signed in is a known device of that person: it has an allowance of failed sign-ins of its
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

/** The device's id if it is one of the person with this e-mail, else null. */
export async function deviceOf(c: EdgeContext, email: string): Promise<string | null> {
  const token = getCookie(c, cookieName(c, COOKIE));
  if (token === undefined) return null;
  try {
    const { payload } = await jwtVerify(token, keyOf(c), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      requiredClaims: ["sub", "jti", "exp"],
    });
    return payload.sub === (await fingerprint(email)) && typeof payload.jti === "string" ? payload.jti : null;
  } catch {
    return null;
  }
}

/** To be called after a sign-in; a device keeps its id. */
export async function rememberDevice(c: EdgeContext, email: string, deviceId: string | null): Promise<void> {
  const nowMs = Date.now();
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(await fingerprint(email))
    .setAudience(AUDIENCE)
    .setJti(deviceId ?? newId("d"))
    .setExpirationTime(Math.floor((nowMs + LIFE_MS) / 1000))
    .sign(keyOf(c));
  setCookie(c, cookieName(c, COOKIE), token, { ...cookieAttributes(c), maxAge: LIFE_MS / 1000 });
}

function keyOf(c: EdgeContext): Uint8Array {
  return new TextEncoder().encode(c.env.SESSION_SECRET);
}

/** The address itself does not belong into a cookie that outlives the session. */
async function fingerprint(email: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(email));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
