/** The table of dead letters: keeping, listing, replaying. */
import { and, desc, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { deadLetters } from "../../db/schema/record.ts";
import type { DeadLetter } from "./dead-letters.ts";

/** Stores a letter; one that was replayed and arrives again is open again. */
export async function storeDeadLetter(db: Database, letter: DeadLetter): Promise<void> {
  const { reason, attempts } = letter;
  await db
    .insert(deadLetters)
    .values({ ...letter, at: new Date() })
    .onConflictDoUpdate({ target: deadLetters.id, set: { reason, attempts, at: new Date(), replayedAt: null } });
}

export async function listDeadLetters(db: Database, orgId: string) {
  const { id, queue, reason, attempts, at, replayedAt } = deadLetters;
  const rows = await db
    .select({ id, queue, reason, attempts, at, replayedAt })
    .from(deadLetters)
    .where(eq(deadLetters.orgId, orgId))
    .orderBy(desc(deadLetters.at))
    .limit(500);
  return rows;
}

/** The stored body; null for another organization's letter, as for an unknown id. */
export async function readDeadLetter(db: Database, orgId: string, id: string): Promise<{ body: unknown } | null> {
  const [row] = await db
    .select({ body: deadLetters.body })
    .from(deadLetters)
    .where(and(eq(deadLetters.id, id), eq(deadLetters.orgId, orgId)));
  return row ?? null;
}

export async function markReplayed(db: Database, id: string): Promise<void> {
  await db.update(deadLetters).set({ replayedAt: new Date() }).where(eq(deadLetters.id, id));
}
