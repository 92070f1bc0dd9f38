/**
 * Statements for what objects have to be given of what people authored: a change notes itself in its own transaction,
 * so that neither can be lost without the other.
 */
import { and, eq, inArray, lt, lte, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { CopyName, CopySubject } from "../domain/organization/authored-copies.ts";
import type { Database } from "./client.ts";
import { authoredCopies } from "./schema/authored-copies.ts";

/** A failed try is repeated after this long, doubled with each further one. */
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 300;

const isCopy = ({ subject, key }: Omit<CopyName, "orgId">) =>
  and(eq(authoredCopies.subject, subject), eq(authoredCopies.key, key));

const isPending = lt(authoredCopies.confirmed, authoredCopies.version);

const CLOCK = sql`floor(extract(epoch from clock_timestamp()) * 1000000)::bigint`;
const NEWER = {
  target: [authoredCopies.subject, authoredCopies.key],
  set: { version: sql`greatest(${authoredCopies.version} + 1, excluded.version)`, tries: 0, dueAt: sql`now()` },
};

/**
 * Belongs into the batch of the change. Changes of one copy wait for each other here, so that their versions are in the
 * order of their commits. The clock lets versions grow over what objects have from before, also after a backup was
 * restored.
 *
 * @param onlyIf a condition under which the batch changes anything
 */
export function noteChange(db: Database, { subject, key, orgId }: CopyName, onlyIf: SQL = sql`true`) {
  return db
    .insert(authoredCopies)
    .select(sql`select ${subject}::text, ${key}::text, ${orgId}::text, ${CLOCK}, 0::bigint, 0, now() where ${onlyIf}`)
    .onConflictDoUpdate(NEWER);
}

/**
 * The same for many copies of a subject at once.
 * @param copies a query of their keys and organizations
 */
export function noteChanges(db: Database, subject: CopySubject, copies: SQL) {
  // In the order of keys, so that two changes cannot wait for each other.
  const rows = sql`select ${subject}::text, changed.key, changed.org_id, ${CLOCK}, 0, 0, now()
    from (${copies}) as changed (key, org_id) order by changed.key`;
  return db.insert(authoredCopies).select(rows).onConflictDoUpdate(NEWER);
}

/**
 * The object has this version; null: nothing is authored any more that it could have. When it has more than Postgres
 * ever gave out (a restored backup), the version jumps over it, and the copy is sent again.
 *
 * @returns whether the object has everything that is authored now
 */
export async function confirmCopy(db: Database, name: Omit<CopyName, "orgId">, has: number | null): Promise<boolean> {
  const [row] = await db
    .update(authoredCopies)
    .set({
      version: sql`case when ${authoredCopies.version} < ${has}::bigint then ${has}::bigint + 1 else ${authoredCopies.version} end`,
      confirmed: sql`greatest(${authoredCopies.confirmed}, coalesce(${has}::bigint, ${authoredCopies.version}))`,
    })
    .where(isCopy(name))
    .returning({ version: authoredCopies.version, confirmed: authoredCopies.confirmed });
  return row === undefined || row.confirmed >= row.version;
}

/**
 * Copies whose turn it is, the longest due first; each is put off, so that one which fails does not hold up the others.
 */
export async function takeDueCopies(db: Database, limit: number, orgId?: string): Promise<CopyName[]> {
  const due = db
    .select({ subject: authoredCopies.subject, key: authoredCopies.key })
    .from(authoredCopies)
    .where(
      and(
        isPending,
        lte(authoredCopies.dueAt, sql`now()`),
        orgId === undefined ? undefined : eq(authoredCopies.orgId, orgId),
      ),
    )
    .orderBy(authoredCopies.dueAt)
    .limit(limit)
    .for("update", { skipLocked: true });
  return db
    .update(authoredCopies)
    .set({
      tries: sql`${authoredCopies.tries} + 1`,
      dueAt: sql`now() + make_interval(secs => least(${LONGEST_PAUSE_SECONDS}::float8,
        ${FIRST_PAUSE_SECONDS} * power(2, least(${authoredCopies.tries}, 16))))`,
    })
    .where(sql`(${authoredCopies.subject}, ${authoredCopies.key}) in ${due}`)
    .returning({ subject: authoredCopies.subject, key: authoredCopies.key, orgId: authoredCopies.orgId });
}

/** What was changed for these organizations and may not have reached its object yet. */
export function pendingCopies(db: Database, orgIds: readonly string[], limit: number): Promise<CopyName[]> {
  return db
    .select({ subject: authoredCopies.subject, key: authoredCopies.key, orgId: authoredCopies.orgId })
    .from(authoredCopies)
    .where(and(isPending, inArray(authoredCopies.orgId, [...orgIds])))
    .limit(limit);
}

/** As a column: whether this copy may not have reached its object yet. */
export function isUnderWay({ subject, key }: { subject: CopySubject; key: unknown }) {
  return sql<boolean>`exists (select 1 from ${authoredCopies} where ${authoredCopies.subject} = ${subject}
    and ${authoredCopies.key} = ${key} and ${isPending})`;
}

/** As a column of a query over what is authored: the copy's version; 0 before the first change. */
export function versionOf(name: { subject: CopySubject; key: unknown }) {
  return sql<number>`coalesce((select ${authoredCopies.version} from ${authoredCopies}
    where ${authoredCopies.subject} = ${name.subject} and ${authoredCopies.key} = ${name.key}), 0)`.mapWith(Number);
}

/** The version of a copy by itself; 0 before the first change. */
export async function readVersion(db: Database, name: Omit<CopyName, "orgId">): Promise<number> {
  const [row] = await db.select({ version: authoredCopies.version }).from(authoredCopies).where(isCopy(name));
  return row?.version ?? 0;
}
