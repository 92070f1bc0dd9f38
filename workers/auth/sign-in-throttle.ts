/**
 * Slows down guessing: failed sign-ins are counted per e-mail and per network address. An attempt is stored before its
 * password is checked, so that a thousand guesses at once get no more tries than guesses in sequence.
 */
import { and, desc, eq, gt, lt, or, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { signInAttempts } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";

const WINDOW_MS = 15 * 60_000;
/** Failures in the window before the next attempt has to wait. */
const MAX_PER_EMAIL = 10;
const MAX_PER_ADDRESS = 50;
/** How long attempts are kept for the analysis of an attack. */
const KEPT_MS = 7 * 24 * 3600_000;

export type Attempt = { ok: true; attemptId: number } | (Refusal<"throttled"> & { mayGoAtMs: number });

/**
 * Stores an attempt, as failed until `attemptSucceeded`. Refused attempts are not counted, or the wait would never end.
 */
export async function beginAttempt(db: Database, email: string, address: string, nowMs: number): Promise<Attempt> {
  const at = new Date(nowMs);
  const since = new Date(nowMs - WINDOW_MS);
  const failedSince = and(eq(signInAttempts.succeeded, false), gt(signInAttempts.at, since));
  const lastSuccess = db
    .select({ at: sql`max(${signInAttempts.at})` })
    .from(signInAttempts)
    .where(and(eq(signInAttempts.email, email), eq(signInAttempts.succeeded, true), gt(signInAttempts.at, since)));
  // Of the attempts with this one, the newest that fills the limit: when it leaves the window, there is room for one more.
  const [, , inserted, fillsEmail, fillsAddress] = await db.batch([
    db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${email}, 0))`),
    db
      .delete(signInAttempts)
      .where(
        and(
          or(eq(signInAttempts.email, email), eq(signInAttempts.address, address)),
          lt(signInAttempts.at, new Date(nowMs - KEPT_MS)),
        ),
      ),
    db.insert(signInAttempts).values({ email, address, at, succeeded: false }).returning({ id: signInAttempts.id }),
    db
      .select({ at: signInAttempts.at })
      .from(signInAttempts)
      .where(
        and(
          eq(signInAttempts.email, email),
          failedSince,
          // A success shows that the failures before it were the owner's own typing.
          sql`${signInAttempts.at} > coalesce((${lastSuccess}), '-infinity')`,
        ),
      )
      .orderBy(desc(signInAttempts.at), desc(signInAttempts.id))
      .offset(MAX_PER_EMAIL)
      .limit(1),
    db
      .select({ at: signInAttempts.at })
      .from(signInAttempts)
      .where(and(eq(signInAttempts.address, address), failedSince))
      .orderBy(desc(signInAttempts.at), desc(signInAttempts.id))
      .offset(MAX_PER_ADDRESS)
      .limit(1),
  ]);
  const attemptId = inserted[0]?.id;
  if (attemptId === undefined) throw new Error("a sign-in attempt was not written down");
  const fullSince = [...fillsEmail, ...fillsAddress].map((row) => row.at.getTime());
  if (fullSince.length === 0) return { ok: true, attemptId };
  await db.delete(signInAttempts).where(eq(signInAttempts.id, attemptId));
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
export function addressOf(headers: Headers): string {
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
