/** The Worker: what the platform calls (`fetch`, `queue`) and the classes of its objects. */
import { refuse } from "../domain/outcome.ts";
import { app } from "./app.ts";
import { deliverByCron } from "./authored/deliver.ts";
import { seedByCron } from "./known-ids/seed-registry.ts";
import { consumeQueue } from "./consumers/queues.ts";
import { checkNumbersByCron } from "./operator/numbers/daily-check.ts";
import { markGivenUpByCron } from "./operator/numbers/given-up-numbers.ts";
import { watchNumbersByCron } from "./operator/numbers/health-watch.ts";
import { missingBinding } from "../durable-objects/bindings/check-bindings.ts";
import type { Env } from "../durable-objects/bindings/env.ts";
import { createLogger } from "../durable-objects/kit/log/log.ts";

export { CampaignQueue } from "../durable-objects/campaign-queue/campaign-queue.ts";
export { Campaign } from "../durable-objects/campaign/campaign.ts";
export { CarrierAccount } from "../durable-objects/carrier-account/carrier-account.ts";
export { ContactDirectory } from "../durable-objects/contact-directory/contact-directory.ts";
export { IdRegistry } from "../durable-objects/id-registry/id-registry.ts";
export { NumberInventory } from "../durable-objects/number-inventory/number-inventory.ts";
export { NumberPool } from "../durable-objects/number-pool/number-pool.ts";
export { Organization } from "../durable-objects/organization/organization.ts";
export { SmsBatch } from "../durable-objects/sms-batch/sms-batch.ts";
export { SmsLine } from "../durable-objects/sms-line/sms-line.ts";
export { TexterInbox } from "../durable-objects/texter-inbox/texter-inbox.ts";

/** What is missing in this isolate's environment, checked once: it does not change while the isolate lives. */
let lacking: string | null | undefined;

function lackOf(env: Env): string | null {
  if (lacking === undefined) {
    lacking = missingBinding(env);
    if (lacking !== null) createLogger().error("binding_missing", { message: lacking });
  }
  return lacking;
}

export default {
  fetch(request, env, context) {
    const lack = lackOf(env);
    return lack === null
      ? app.fetch(request, env, context)
      : Response.json(refuse("misconfigured", lack), { status: 500 });
  },
  async scheduled(controller, env) {
    const lack = lackOf(env);
    if (lack !== null) throw new Error(lack);
    await Promise.all([
      deliverByCron(env),
      seedByCron(env),
      checkNumbersByCron(env, controller.scheduledTime),
      watchNumbersByCron(env, controller.scheduledTime),
      markGivenUpByCron(env, controller.scheduledTime),
    ]);
  },
  async queue(batch, env) {
    const lack = lackOf(env);
    if (lack !== null) throw new Error(lack);
    await consumeQueue(batch, env);
  },
} satisfies ExportedHandler<Env, unknown>;
