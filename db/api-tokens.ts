/** API tokens: made, listed and revoked by owners. Each change notes itself for the organization's object. */
import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { ApiScope } from "../domain/phone-service/api-tokens.ts";
import { noteChange } from "./authored-copies.ts";
import type { Database } from "./client.ts";
import { people } from "./schema/people.ts";
import { apiTokens } from "./schema/phone-service.ts";

export type NewApiToken = {
  id: string;
  orgId: string;
  name: string;
  scopes: ApiScope[];
  callsPerSecond: number;
  secretHash: string;
  createdBy: string;
};
export type ApiTokenRow = {
  id: string;
  name: string;
  scopes: ApiScope[];
  callsPerSecond: number;
  createdAt: Date;
  createdBy: string | null;
};

const note = (db: Database, orgId: string) => noteChange(db, { subject: "phone_service", key: orgId, orgId });

export async function storeApiToken(db: Database, token: NewApiToken): Promise<void> {
  await db.batch([db.insert(apiTokens).values(token), note(db, token.orgId)]);
}

/** Those that were not revoked, by name. */
export function apiTokensOf(db: Database, orgId: string): Promise<ApiTokenRow[]> {
  return db
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      scopes: apiTokens.scopes,
      callsPerSecond: apiTokens.callsPerSecond,
      createdAt: apiTokens.createdAt,
      createdBy: sql<string | null>`nullif(trim(${people.firstName} || ' ' || ${people.lastName}), '')`,
    })
    .from(apiTokens)
    .leftJoin(people, eq(people.id, apiTokens.createdBy))
    .where(and(eq(apiTokens.orgId, orgId), isNull(apiTokens.revokedAt)))
    .orderBy(asc(sql`lower(${apiTokens.name})`), asc(apiTokens.id));
}

export async function countApiTokens(db: Database, orgId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(apiTokens)
    .where(and(eq(apiTokens.orgId, orgId), isNull(apiTokens.revokedAt)));
  return row?.n ?? 0;
}

/** @returns whether it was there, and not revoked before */
export async function revokeApiToken(
  db: Database,
  { orgId, id, revokedBy }: { orgId: string; id: string; revokedBy: string },
): Promise<boolean> {
  const [revoked] = await db.batch([
    db
      .update(apiTokens)
      .set({ revokedAt: sql`now()`, revokedBy })
      .where(and(eq(apiTokens.orgId, orgId), eq(apiTokens.id, id), isNull(apiTokens.revokedAt)))
      .returning({ id: apiTokens.id }),
    note(db, orgId),
  ]);
  return revoked.length > 0;
}
