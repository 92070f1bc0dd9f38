/**
 * Delivery reports are the largest inbound load (PLATFORM.md, Carrier: about three per text), and each alone would cost a call
 * between isolate and object. Those that reach this isolate for the same queue within a few milliseconds share one call.
 */
import type { DeliveryReport } from "../../domain/protocol/objects.ts";
import { callObject } from "../../durable-objects/kit/retry.ts";
import { queueAt } from "../../durable-objects/stubs.ts";
import type { Env } from "../env.ts";

const GATHER_MS = 15;
/** A follower whose leader's request died goes by itself after this long. */
const LEADER_LIMIT_MS = 5_000;

type Batch = { reports: DeliveryReport[]; noted: Promise<boolean[]> };

const open = new Map<string, Batch>();

/** True once the report's queue has committed it; false when there is no such text. Throws when the queue cannot be reached. */
export async function noteReport(
  env: Env,
  context: Pick<ExecutionContext, "waitUntil">,
  queueKey: string,
  report: DeliveryReport,
): Promise<boolean> {
  const batch = open.get(queueKey);
  if (!batch) {
    const lead = leadBatch(env, queueKey, report);
    // The others' answers must not depend on whether the carrier stays on this connection.
    context.waitUntil(lead.catch(() => undefined));
    return (await lead)[0] ?? false;
  }
  const index = batch.reports.push(report) - 1;
  const noted = await Promise.race([batch.noted.catch(() => null), deadline()]);
  return noted?.[index] ?? (await tell(env, queueKey, [report]))[0] ?? false;
}

function leadBatch(env: Env, queueKey: string, report: DeliveryReport): Promise<boolean[]> {
  const reports = [report];
  const noted = scheduler.wait(GATHER_MS).then(() => {
    open.delete(queueKey);
    return tell(env, queueKey, reports);
  });
  open.set(queueKey, { reports, noted });
  return noted;
}

function tell(env: Env, queueKey: string, reports: DeliveryReport[]): Promise<boolean[]> {
  return callObject(
    () => queueAt(env, queueKey),
    (queue) => queue.deliveryReports({ reports }),
  );
}

async function deadline(): Promise<null> {
  await scheduler.wait(LEADER_LIMIT_MS);
  return null;
}
