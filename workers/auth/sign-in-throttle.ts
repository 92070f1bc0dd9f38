/**
 * Slows down guessing without locking anybody out (docs/rules.md#people-sign-in). Failed sign-ins are counted where they
 * come from: on a device or at an address from which the person has signed in before they have an allowance of their own,
 * so that a stranger's guesses elsewhere, or a colleague's at the same address, cost the person nothing. An attempt is
 * stored before its password is checked, so that a thousand guesses at once get no more tries than guesses in sequence.
 */
import { and, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { signInAttempts } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";

const WINDOW_MS = 15 * 60_000;
/** Failures in the window before the next attempt from the same origin has to wait. */
const MOST_PER_ORIGIN = 10;
/** Failures for one e-mail from all unknown origins together. */
const MOST_PER_EMAIL = 50;
/** Failures from one address, for all e-mails that never signed in from it. */
const MOST_PER_ADDRESS = 50;
/** How long an address stays known after a sign-in; attempts are kept as long, for the analysis of an attack. */
const KEPT_MS = 30 * 24 * 3600_000;

/** Where a sign-in comes from. */
export type SignInOrigin = {
  email: string;
  address: string;
  /** Known device of this person, if it is one. */ device: string | null;
};
export type Attempt = { ok: true; attemptId: number } | (Refusal<"throttled"> & { mayGoAtMs: number });

/**
 * Stores an attempt, as failed until `attemptSucceeded`. Refused attempts are not counted, or the wait would never end.
 */
export async function beginAttempt(db: Database, origin: SignInOrigin, nowMs: number): Promise<Attempt> {
  const { email, address, device } = origin;
  const t = signInAttempts;
  const at = new Date(nowMs);
  const old = lt(t.at, new Date(nowMs - KEPT_MS));
  const ofEmail = eq(t.email, email);
  const ofAddress = eq(t.address, address);
  const atAddress = and(ofEmail, ofAddress, isNull(t.device));
  const here = device === null ? atAddress : and(ofEmail, eq(t.device, device));
  /** Of the failures, the newest that fills the limit: when it leaves the window, there is room for one more. */
  const fills = (which: SQL | undefined, limit: number) =>
    db
      .select({ at: t.at })
      .from(t)
      .where(and(which, eq(t.succeeded, false), gt(t.at, new Date(nowMs - WINDOW_MS))))
      .orderBy(desc(t.at), desc(t.id))
      .offset(limit)
      .limit(1);
  const lastSuccess = db
    .select({ at: sql`max(${t.at})` })
    .from(t)
    .where(and(here, eq(t.succeeded, true)));
  // A success shows that the failures before it were the owner's own typing.
  const sinceSuccess = sql`${t.at} > coalesce((${lastSuccess}), '-infinity')`;
  const [, , inserted, known, fillsOrigin, fillsEmail, fillsAddress] = await db.batch([
    db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${email}, 0))`),
    db.delete(t).where(and(or(ofEmail, ofAddress), old)),
    db.insert(t).values({ email, address, device, at, succeeded: false }).returning({ id: t.id }),
    db
      .select({ id: t.id })
      .from(t)
      .where(and(ofEmail, ofAddress, eq(t.succeeded, true)))
      .limit(1),
    fills(and(here, sinceSuccess), MOST_PER_ORIGIN),
    fills(and(ofEmail, isNull(t.device)), MOST_PER_EMAIL),
    fills(and(ofAddress, isNull(t.device)), MOST_PER_ADDRESS),
  ]);
  const attemptId = inserted[0]?.id;
  if (attemptId === undefined) throw new Error("a sign-in attempt was not stored");
  const isKnown = device !== null || known.length > 0;
  const full = isKnown ? fillsOrigin : [...fillsOrigin, ...fillsEmail, ...fillsAddress];
  const fullSince = full.map((row) => row.at.getTime());
  if (fullSince.length === 0) return { ok: true, attemptId };
  await db.delete(t).where(eq(t.id, attemptId));
  return throttled(Math.max(...fullSince) + WINDOW_MS, nowMs);
}

export async function attemptSucceeded(db: Database, attemptId: number): Promise<void> {
  await db.update(signInAttempts).set({ succeeded: true }).where(eq(signInAttempts.id, attemptId));
}

function throttled(mayGoAtMs: number, nowMs: number): Refusal<"throttled"> & { mayGoAtMs: number } {
  const minutes = Math.max(1, Math.ceil((mayGoAtMs - nowMs) / 60_000));
  const message = `Too many failed sign-ins. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  return { ...refuse("throttled", message), mayGoAtMs };
}

/**
 * What counts as one address. Networks hand out IPv6 by /64 at least, so that one computer has 2^64 of them.
 */
export function clientAddressOf(headers: Headers): string {
  const address = headers.get("cf-connecting-ip")?.trim() ?? "";
  if (!address.includes(":")) return address.slice(0, 45) || "unknown";
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  if (tail !== undefined) while (groups.length + after.length < 8) groups.push("0");
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
