/**
 * Slows down guessing without locking anybody out (docs/rules.md#people-sign-in). Failed sign-ins are counted where they
 * come from: on a device or at an address from which a person has signed in before they have an allowance of their own,
 * so that a stranger's guesses elsewhere, or a colleague's at the same address, cost the person nothing. Allowances are
 * an account's: somebody who makes an account with another person's e-mail, and signs in to it between guesses, gets no
 * more guesses at that person's. An attempt is stored before its password is checked, so that a thousand guesses at once
 * get no more tries than guesses in sequence.
 */
import { and, desc, eq, gt, isNull, like, lt, notLike, or, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { signInAttempts } from "../../db/schema/people.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { KnownDevice } from "./device-cookie.ts";

const WINDOW_MS = 15 * 60_000;
/** Failures in the window before the next attempt from the same origin has to wait. */
const MOST_PER_ORIGIN = 10;
/** Failures for one e-mail from everywhere, for accounts that are not known at the place of the attempt. */
const MOST_PER_EMAIL = 50;
/**
 * Failures from one address, for all e-mails that never signed in from it. Many people may share it: a phone network puts
 * thousands behind one, a phone bank all its volunteers.
 */
const MOST_PER_ADDRESS = 300;
/**
 * Links that lead to nothing are counted as tries for whom or what they name, apart from sign-ins. No e-mail begins like this. A
 * link that works is never counted and always opens, so nobody's tries hold back another's.
 */
const LINK = "link ";
export const linkNaming = (id: string) => LINK + id;
/** How long an address stays known after a sign-in; attempts are kept as long, for the analysis of an attack. */
const KEPT_MS = 30 * 24 * 3600_000;

/** Where a sign-in comes from, and the accounts that its password is tried on. */
export type SignInOrigin = {
  email: string;
  address: string;
  device: KnownDevice | null;
  personIds: readonly string[];
  /** Somebody makes an account: without one here there is nothing to guess, so nobody's failures hold them back. */
  isNew?: boolean;
};
type Throttled = Refusal<"throttled"> & { mayGoAtMs: number };
/**
 * `isOpen`: the accounts that the password may open; for the others it counts as wrong, so that the answer does not tell
 * whether there are others.
 */
export type Attempt = { ok: true; attemptId: number; isOpen: (personId: string) => boolean } | Throttled;

/**
 * Stores an attempt, as failed until `attemptSucceeded`. Refused attempts are not counted, or the wait would never end.
 */
export async function beginAttempt(db: Database, origin: SignInOrigin, nowMs: number): Promise<Attempt> {
  const { email, address, device, personIds, isNew = false } = origin;
  const t = signInAttempts;
  const at = new Date(nowMs);
  const windowStart = new Date(nowMs - WINDOW_MS);
  const old = lt(t.at, new Date(nowMs - KEPT_MS));
  const ofEmail = eq(t.email, email);
  const ofAddress = eq(t.address, address);
  const isLink = email.startsWith(LINK);
  const ofKind = isLink ? like(t.email, `${LINK}%`) : notLike(t.email, `${LINK}%`);
  /** Of the failures, the newest that fills the limit: when it leaves the window, there is room for one more. */
  const fills = (which: SQL | undefined, limit: number) =>
    db
      .select({ at: t.at })
      .from(t)
      .where(and(which, eq(t.succeeded, false), gt(t.at, windowStart)))
      .orderBy(desc(t.at), desc(t.id))
      .offset(limit)
      .limit(1);
  const [, , inserted, known, fillsPlace, fillsEmail, fillsAddress] = await db.batch([
    db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${email}, 0))`),
    db.delete(t).where(and(or(ofEmail, ofAddress), old)),
    db
      .insert(t)
      .values({
        email,
        address,
        at,
        succeeded: false,
        device: device?.deviceId ?? null,
        personId: device?.personId ?? null,
      })
      .returning({ id: t.id }),
    db.execute<{ personId: string; fullSinceMs: number | null }>(knownAccounts(origin, windowStart)),
    fills(and(ofEmail, ofAddress), MOST_PER_ORIGIN),
    // Links that name nothing have nobody in common.
    fills(email === LINK ? sql`false` : ofEmail, MOST_PER_EMAIL),
    fills(and(ofAddress, isNull(t.device), ofKind), MOST_PER_ADDRESS),
  ]);
  const attemptId = inserted[0]?.id;
  if (attemptId === undefined) throw new Error("a sign-in attempt was not stored");
  const ofStrangers = [...fillsPlace, ...fillsEmail, ...fillsAddress].map((row) => row.at.getTime());
  const fullForStrangers = ofStrangers.length === 0 ? null : Math.max(...ofStrangers);
  const fullForKnown = new Map(known.rows.map(({ personId, fullSinceMs }) => [personId, fullSinceMs]));
  const fullFor = (personId: string) => {
    const full = fullForKnown.get(personId);
    return full === undefined ? fullForStrangers : full;
  };
  // Nobody's account counts like that of somebody who was never here.
  const waits = (personIds.length === 0 ? [null] : personIds).map((id) =>
    id === null ? fullForStrangers : fullFor(id),
  );
  const isHeldBack = !(isNew && personIds.length === 0) && waits.every((full) => full !== null);
  if (isHeldBack) {
    await db.delete(t).where(eq(t.id, attemptId));
    return throttled(isLink, Math.min(...waits) + WINDOW_MS, nowMs);
  }
  return { ok: true, attemptId, isOpen: (personId) => fullFor(personId) === null };
}

/**
 * The accounts that are known where the attempt comes from, each with the time since which its allowance there is used up.
 * On the person's own device its failures count, at an address all but those; always since the last sign-in to the
 * account there, which shows that the failures before it were the owner's own typing.
 */
function knownAccounts({ email, address, device }: SignInOrigin, windowStart: Date): SQL {
  const t = signInAttempts;
  const owner = device?.personId ?? null;
  const deviceId = device?.deviceId ?? null;
  return sql`select k.person_id as "personId", (
      select (extract(epoch from f.at) * 1000)::float8 from ${t} f
      where f.email = ${email} and not f.succeeded and f.at > ${windowStart.toISOString()}::timestamptz and f.at > k.since
        and case when k.person_id = ${owner}::text then f.device = ${deviceId}::text
          else f.address = ${address} and (f.device is null or f.person_id is distinct from k.person_id) end
      order by f.at desc, f.id desc offset ${MOST_PER_ORIGIN} limit 1) as "fullSinceMs"
    from (
      select person_id, max(at) as since from (
        select s.person_id, s.at from ${t} s where s.email = ${email} and s.succeeded and s.person_id is not null
          and case when s.person_id = ${owner}::text then s.device = ${deviceId}::text else s.address = ${address} end
        union all select ${owner}::text, '-infinity'::timestamptz where ${owner}::text is not null
      ) signed_in group by person_id
    ) k`;
}

export async function attemptSucceeded(db: Database, attemptId: number, personId: string): Promise<void> {
  await db.update(signInAttempts).set({ succeeded: true, personId }).where(eq(signInAttempts.id, attemptId));
}

function throttled(isLink: boolean, mayGoAtMs: number, nowMs: number): Throttled {
  const minutes = Math.max(1, Math.ceil((mayGoAtMs - nowMs) / 60_000));
  const again = `Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  const message = isLink
    ? `Too many links that do not work. ${again}, or ask an organizer for a new link.`
    : `Too many failed sign-ins. ${again}.`;
  return { ...refuse("throttled", message), mayGoAtMs };
}
