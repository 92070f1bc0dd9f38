/**
 * Passwords by scrypt. A hash carries its parameters, so that they can be raised later: old hashes still verify and are
 * renewed at the next sign-in (`isOutdated`). Encoded as `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, base64url.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { base64url } from "jose";
import { PASSWORD_COST, type PasswordCost } from "./password-cost.ts";

const KEY_BYTES = 32;
const SALT_BYTES = 16;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, PASSWORD_COST, KEY_BYTES);
  return `scrypt$${PASSWORD_COST.logN}$${PASSWORD_COST.r}$${PASSWORD_COST.p}$${base64url.encode(salt)}$${base64url.encode(key)}`;
}

/**
 * Compares in constant time. With `encoded` null (nobody has this e-mail) it takes as long as with a real hash and
 * answers false, so that the time does not reveal which accounts exist.
 */
export async function verifyPassword(password: string, encoded: string | null): Promise<boolean> {
  const parsed = encoded === null ? null : parse(encoded);
  if (!parsed) {
    await derive(password, new Uint8Array(SALT_BYTES), PASSWORD_COST, KEY_BYTES);
    return false;
  }
  const key = await derive(password, parsed.salt, parsed.cost, parsed.key.length);
  return timingSafeEqual(key, parsed.key);
}

/** True for a hash that was made with other parameters than today's. */
export function isOutdated(encoded: string): boolean {
  const cost = parse(encoded)?.cost;
  return !cost || cost.logN !== PASSWORD_COST.logN || cost.r !== PASSWORD_COST.r || cost.p !== PASSWORD_COST.p;
}

const ENCODED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{22,})$/;

function parse(encoded: string): { cost: PasswordCost; salt: Uint8Array; key: Uint8Array } | null {
  const match = ENCODED.exec(encoded);
  if (!match) return null;
  const [, logN, r, p, salt = "", key = ""] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: base64url.decode(salt),
    key: base64url.decode(key),
  };
}

/** The same password typed on two keyboards may differ in its code points: NFKC makes them one. */
function derive(password: string, salt: Uint8Array, cost: PasswordCost, keyBytes: number): Promise<Uint8Array> {
  const N = 2 ** cost.logN;
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
