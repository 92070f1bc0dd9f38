/** Every quarter of an hour: numbers whose texts are filtered, refused or lost have to rest (docs/rules.md#numbers-health). */
import { eq, ne, and } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { forgetSenderHours, openAlert, owedAlerts, saveRestStep, senderDays } from "../../../db/number-health.ts";
import { numbers } from "../../../db/schema/numbers.ts";
import { healthOf } from "../../../domain/numbers/number-health.ts";
import type { NumberAlert, RestStep } from "../../../domain/numbers/number-health.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { createLogger } from "../../../durable-objects/kit/log/log.ts";
import { campaignAt, inventoryAt } from "../../../durable-objects/rpc/stubs.ts";
import { databaseOf } from "../../http/database.ts";

const EVERY_MINUTES = 15;

export async function watchNumbersByCron(env: Env, scheduledAtMs: number): Promise<void> {
  const minute = new Date(scheduledAtMs).getUTCMinutes();
  if (minute % EVERY_MINUTES === 0) await watchNumbers(env, scheduledAtMs);
}

export async function watchNumbers(env: Env, nowMs: number): Promise<void> {
  const log = createLogger({ cron: "number-health" });
  const db = databaseOf(env);
  for (const day of await senderDays(db, nowMs, null)) {
    const verdict = healthOf(day);
    if (verdict.is !== "rest") continue;
    if (await openAlert(db, day, verdict, nowMs)) {
      log.warn("number_unhealthy", { number: day.number, orgId: day.orgId, why: verdict.why });
    }
  }
  await inWaves(await owedAlerts(db), OUTGOING_CONNECTIONS, async (alert) => {
    try {
      const step = await rest(env, db, alert);
      if (step === "owed") return;
      await saveRestStep(db, alert, step);
      log.warn("number_rests", { number: alert.number, orgId: alert.orgId, step });
    } catch (fault) {
      // Still owed: the next look tries again.
      log.fault("number_does_not_rest", fault, { number: alert.number, orgId: alert.orgId });
    }
  });
  await forgetSenderHours(db, nowMs);
}

/** Each part may be repeated: a look that was cut off is made again. */
async function rest(env: Env, db: Database, { number, why, restUntil }: NumberAlert): Promise<RestStep> {
  const [place] = await db
    .select({ pool: numbers.pool, areaCode: numbers.areaCode })
    .from(numbers)
    .where(and(eq(numbers.number, number), ne(numbers.state, "REMOVED")))
    .limit(1);
  if (!place) return "not_ours";
  const inventory = () => inventoryAt(env, place.pool, place.areaCode);
  const [known] = await callObject(inventory, (stub) => stub.details({ numbers: [number] }));
  if (!known) return "not_ours";
  // A rest for another reason is not made shorter.
  if (known.restWhy === null) {
    await callObject(inventory, (stub) => stub.rest({ numbers: [number], untilMs: restUntil, why }));
  }
  const { use } = known;
  if (use === null) return "resting";
  if (use.kind === "user") return "users";
  const campaignId = use.queue.slice(0, use.queue.lastIndexOf("."));
  const taken = await callObject(
    () => campaignAt(env, campaignId),
    (campaign) => campaign.takeOutNumber({ orgId: use.orgId, number, why }),
  );
  if (taken.ok) return "out_of_service";
  switch (taken.reason) {
    case "too_few_left":
      return "kept";
    case "not_running":
      return "owed";
    case "not_found":
    case "not_in_service":
      return "resting";
  }
}
