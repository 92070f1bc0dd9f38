/**
 * Which passwords an account may have (docs/rules.md#people-passwords): long enough, not among the most common ones, and
 * not the person's own name or e-mail address. NIST SP 800-63B, 3.1.1.2: compare with a list of commonly used, expected or
 * compromised values; ask for no mixture of kinds of characters.
 */
import { refuseFields } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";

export const SHORTEST_PASSWORD = 8;

export type PasswordOwner = { email: string; firstName: string; lastName: string; organization?: string };

/** Shorter parts of an address or a name occur in good passwords by chance. */
const SHORTEST_PART = 4;

let common: ReadonlySet<string> | null = null;

/** null for a password that the person may have. */
export function passwordRefusal(password: string, owner: PasswordOwner): Refusal<"weak_password"> | null {
  const plain = password.normalize("NFKC").toLowerCase();
  if (isOwn(plain, owner)) return weak("Choose a password that does not contain your name or e-mail address.");
  common ??= new Set(COMMON_PASSWORDS.split(" "));
  // "Password1!" is as common as "password".
  const letters = [...plain.matchAll(/\p{L}/gu)];
  const bare = plain.slice(letters[0]?.index ?? 0, (letters.at(-1)?.index ?? -1) + 1);
  const isCommon = common.has(plain) || (bare.length >= SHORTEST_PASSWORD && common.has(bare));
  if (isCommon || isMonotonous(plain)) {
    return weak("This password is too easy to guess. Choose another one.");
  }
  return null;
}

const weak = (password: string) => refuseFields("weak_password", { password });

function isOwn(plain: string, { email, firstName, lastName, organization }: PasswordOwner): boolean {
  const [local = "", host = ""] = email.toLowerCase().split("@");
  const names = [firstName, lastName, organization ?? ""].map((name) => name.normalize("NFKC").toLowerCase());
  const parts = [
    email.toLowerCase(),
    ...local.split(/[._+-]/),
    local,
    ...host.split("."),
    ...names,
    ...names.flatMap((name) => name.split(/\s+/)),
  ];
  let rest = plain;
  let found = false;
  for (const part of parts.filter(({ length }) => length >= SHORTEST_PART).sort((a, b) => b.length - a.length)) {
    if (!rest.includes(part)) continue;
    found = true;
    rest = rest.replaceAll(part, "");
  }
  // What is left beside the person's own words has to be worth something by itself: "maria1984" is Maria's.
  return found && rest.replace(/[^\p{L}\p{N}]/gu, "").length < SHORTEST_PART + 1;
}

/** One or two characters again and again, or neighbours in the alphabet, the digits or on the keyboard. */
function isMonotonous(plain: string): boolean {
  if (new Set(plain).size <= 2) return true;
  const backwards = [...plain].toReversed().join("");
  return ROWS.some((row) => row.includes(plain) || row.includes(backwards));
}

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn",
];
