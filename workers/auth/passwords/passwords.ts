/**
 * Passwords by scrypt. A hash carries its parameters, so that they can be raised later: old hashes still open and are
 * renewed at the next sign-in (`isOutdated`). Encoded as `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, base64url.
 *
 * All accounts of one e-mail address have the same salt, so that one derivation tries the password on all of them: the
 * work, and the time, are the same whether an address has no account, one, or one in every organization
 * (docs/decisions/0029).
 */
import { createHmac, scrypt, timingSafeEqual } from "node:crypto";
import { base64url } from "jose";
import { PASSWORD_COST, type PasswordCost } from "./password-cost.ts";

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** What a key is derived by, besides the password. */
type Recipe = { cost: PasswordCost; salt: Uint8Array };

export type PasswordContext = {
  /** Lower case. */
  email: string;
  /** Hashes of all accounts of this e-mail, in any organization. */
  hashes: readonly string[];
  /** The installation's SESSION_SECRET: salts cannot be worked out before a hash is stolen. */
  secret: string;
};

export type TriedPassword = {
  /** For each of the hashes: whether the password opens it. */
  fits: boolean[];
  /** What an account of this e-mail stores when it gets this password. */
  hash: string;
};

/** Compares in constant time. Without any hash it works as long and opens nothing. */
export async function tryPassword(
  password: string,
  { email, hashes, secret }: PasswordContext,
): Promise<TriedPassword> {
  const parsed = hashes.map(parse);
  const recipes = new Map<string, Recipe>();
  for (const hash of parsed) if (hash) recipes.set(nameOf(hash), hash);
  if (recipes.size === 0) {
    const first = firstRecipe(email, secret);
    recipes.set(nameOf(first), first);
  }
  // One, unless the cost was raised since an account's last sign-in: a new account takes the salt that is there.
  const keys = new Map<string, Uint8Array>();
  for (const [name, recipe] of recipes) keys.set(name, await derive(password, recipe));
  const fits = parsed.map((hash) => {
    const key = hash && keys.get(nameOf(hash));
    return key ? timingSafeEqual(key, hash.key) : false;
  });
  const [[name, key] = ["", new Uint8Array()]] = [...keys].toSorted(
    ([a], [b]) => Number(isToday(b)) - Number(isToday(a)),
  );
  return { fits, hash: `${name}$${base64url.encode(key)}` };
}

/** True for a hash that was made at another cost than today's. */
export function isOutdated(hash: string): boolean {
  return !isToday(hash);
}

/** The same password at today's cost. */
export async function renewedHash(
  password: string,
  { email, secret }: Omit<PasswordContext, "hashes">,
): Promise<string> {
  return (await tryPassword(password, { email, secret, hashes: [] })).hash;
}

/** The salt of an e-mail's first account; it follows from the address, so that two first accounts at once have the same. */
function firstRecipe(email: string, secret: string): Recipe {
  const digest = createHmac("sha256", secret).update(`password salt of ${email}`).digest();
  return { cost: PASSWORD_COST, salt: digest.subarray(0, SALT_BYTES) };
}

const TODAY = `scrypt$${PASSWORD_COST.logN}$${PASSWORD_COST.r}$${PASSWORD_COST.p}$`;
const isToday = (hash: string) => hash.startsWith(TODAY);

function nameOf({ cost, salt }: Recipe): string {
  return `scrypt$${cost.logN}$${cost.r}$${cost.p}$${base64url.encode(salt)}`;
}

const ENCODED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,64})\$([\w-]{43})$/;

function parse(hash: string): (Recipe & { key: Uint8Array }) | null {
  const match = ENCODED.exec(hash);
  if (!match) return null;
  const [, logN, r, p, salt = "", key = ""] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: base64url.decode(salt),
    key: base64url.decode(key),
  };
}

/** The same password typed on two keyboards may differ in its code points: NFKC makes them one. */
function derive(password: string, { cost, salt }: Recipe): Promise<Uint8Array> {
  const N = 2 ** cost.logN;
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
