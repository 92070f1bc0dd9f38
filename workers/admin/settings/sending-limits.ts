/** Takes what admins said of their sending numbers from Postgres to the carrier account's object, which paces by it. */
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { carrierAccountAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";

/** To be called after every change of the limits or of the service that they are of; and before a start, in case one was lost. */
export async function shareSendingLimits(env: Env, db: Database, orgId: string): Promise<void> {
  const [row] = await db
    .select({
      settings: organizations.settings,
      // The clock of the statement, microseconds: a copy that was read later knows everything that this one knows.
      version: sql<string>`floor(extract(epoch from statement_timestamp()) * 1000000)`,
    })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const service = row?.settings.messagingServiceSid;
  // Nothing sends without a service; whichever is set later brings the limits along.
  if (!row || !service) return;
  const limits = { orgId, service, version: Number(row.version), limits: row.settings.sending ?? null };
  await callObject(
    () => carrierAccountAt(env),
    (account) => account.setLimits(limits),
  );
}
