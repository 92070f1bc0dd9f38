/** Copies the limits of sending numbers from Postgres to the carrier account's object, which applies them. */
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { carrierAccountAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";

/** Call it after every change of the limits or of their service, and before a start, in case a call was lost. */
export async function shareSendingLimits(env: Env, db: Database, orgId: string): Promise<void> {
  const [row] = await db
    .select({
      settings: organizations.settings,
      // The statement's own clock in microseconds: a copy that was read later contains everything that this one
      // contains.
      version: sql<string>`floor(extract(epoch from statement_timestamp()) * 1000000)`,
    })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const service = row?.settings.messagingServiceSid;
  // Nothing is sent without a service; setting one later copies the limits, too.
  if (!row || !service) return;
  const limits = { orgId, service, version: Number(row.version), limits: row.settings.sending ?? null };
  await callObject(
    () => carrierAccountAt(env),
    (account) => account.setLimits(limits),
  );
}
