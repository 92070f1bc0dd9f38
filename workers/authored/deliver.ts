/**
 * Delivers what people authored in Postgres to the objects that have a copy of it (docs/decisions/0024): at once in the
 * request that changed it, and by the cron (and the organization's next change) until the object has said that it has it.
 */
import { confirmCopy, pendingCopies, takeDueCopies } from "../../db/authored-copies.ts";
import type { Database } from "../../db/client.ts";
import type { CopyName, CopySubject } from "../../domain/organization/authored-copies.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { allInWaves, inWaves, OUTGOING_CONNECTIONS } from "../../durable-objects/kit/calls/connection-limit.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import { withDeadline } from "../../durable-objects/kit/time/timer.ts";
import type { EdgeContext } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { GIVE } from "./subjects.ts";

/** An admin waits for the answer; what takes longer is under way. */
const ANSWER_WITHIN_MS = 8_000;
const PER_RUN = 200;

/** `underWay`: the change is stored, and not in force everywhere yet. */
export type CopyDelivery = { underWay: boolean };

/** After the commit of a change: delivers it, and does not fail when that has to wait. */
export async function deliverNow(c: EdgeContext, subject: CopySubject, key: string): Promise<CopyDelivery> {
  const db = databaseOf(c.env);
  const { orgId } = c.var.member;
  const delivered = await tryToDeliver(c.env, db, { subject, key, orgId }, c.var.log);
  c.executionCtx.waitUntil(deliverDue(c.env, db, c.var.log, orgId));
  return { underWay: !delivered };
}

export async function tryToDeliver(env: Env, db: Database, name: CopyName, log: Logger): Promise<boolean> {
  try {
    return await withDeadline(deliver(env, db, name), ANSWER_WITHIN_MS, `Delivering ${name.subject}`);
  } catch (fault) {
    log.fault("copy_not_delivered", fault, { subject: name.subject, key: name.key });
    return false;
  }
}

/** After a change for several organizations: delivers everything of theirs. @returns whether all of it is there */
export async function deliverPending(env: Env, db: Database, orgIds: readonly string[], log: Logger): Promise<boolean> {
  const pending = await pendingCopies(db, orgIds, PER_RUN);
  const delivered = await allInWaves(pending, (name) => tryToDeliver(env, db, name, log));
  return pending.length < PER_RUN && delivered.every(Boolean);
}

/** Every copy whose turn it is; of one organization only, when one is named. Never throws. */
export async function deliverDue(env: Env, db: Database, log: Logger, orgId?: string): Promise<void> {
  try {
    const due = await takeDueCopies(db, PER_RUN, orgId);
    await inWaves(due, OUTGOING_CONNECTIONS, (name) => tryToDeliver(env, db, name, log));
  } catch (fault) {
    log.fault("due_copies_not_read", fault);
  }
}

/** The Worker's cron. */
export function deliverByCron(env: Env): Promise<void> {
  return deliverDue(env, databaseOf(env), createLogger({ cron: "authored-copies" }));
}

/** @returns whether the object now has everything that is authored */
async function deliver(env: Env, db: Database, name: CopyName): Promise<boolean> {
  const taken = await GIVE[name.subject]({ env, db, name });
  return confirmCopy(db, name, taken?.version ?? null);
}
