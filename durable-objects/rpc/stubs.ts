/** Typed ways to the objects, by key. Objects are named, so a key is all that a caller needs. */
import { directoryKey, DIRECTORY_SHARDS, inboxKey, inventoryKey } from "../../domain/ids.ts";
import { lineKey } from "../../domain/phone-service/line-texts.ts";
import { hashBucket } from "../../domain/phone-numbers/phone.ts";
import type { Env } from "../bindings/env.ts";
import type { Remote } from "../kit/calls/remote.ts";
import type { CampaignQueueRpc } from "./campaign-queue.ts";
import type { CampaignRpc } from "./campaign.ts";
import type { ContactDirectoryRpc } from "./contact-directory.ts";
import type { TexterInboxRpc } from "./texter-inbox.ts";
import type { CarrierAccountRpc } from "./carrier-account.ts";
import type { IdRegistryRpc } from "./id-registry.ts";
import type { NumberInventoryRpc } from "./number-inventory.ts";
import type { NumberPoolRpc } from "./number-pool.ts";
import type { OrganizationRpc } from "./organization.ts";
import type { SmsBatchRpc } from "./phone-service/sms-batch.ts";
import type { SmsLineRpc } from "./phone-service/sms-line.ts";

type Objects = Pick<Env, "CAMPAIGN" | "CAMPAIGN_QUEUE" | "TEXTER_INBOX" | "CONTACT_DIRECTORY" | "ORGANIZATION">;

/**
 * Answers between objects are plain data, but the runtime holds a call's resources until its result is released, and
 * leaves that to the garbage collector otherwise: a fifth of a call's cost, and memory under load. A call that failed holds
 * its caller as well: an object whose calls fail could not be evicted.
 */
function released<T>(stub: DurableObjectStub): T {
  return new Proxy(stub, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || name === "fetch") return method;
      return async (...args: unknown[]) => {
        const call: unknown = Reflect.apply(method, target, args);
        try {
          const result: unknown = await call;
          release(result);
          return result;
        } catch (error) {
          release(call);
          throw error;
        }
      };
    },
    // The interface is what the object's class implements; the class itself is not imported, so that the objects'
    // folders stay independent.
  }) as unknown as T;
}

function release(held: unknown): void {
  const isHeld = (typeof held === "object" || typeof held === "function") && held !== null && Symbol.dispose in held;
  // Added by the runtime, as a function.
  if (isHeld) (held[Symbol.dispose] as () => void)();
}

export function campaignAt(env: Objects, campaignId: string): Remote<CampaignRpc> {
  return released<Remote<CampaignRpc>>(env.CAMPAIGN.getByName(campaignId));
}

/** `key` is `campaign.queue` (domain/ids.ts, queueKey). */
export function queueAt(env: Objects, key: string): Remote<CampaignQueueRpc> {
  return released<Remote<CampaignQueueRpc>>(env.CAMPAIGN_QUEUE.getByName(key));
}

export function inboxOf(env: Objects, orgId: string, personId: string): Remote<TexterInboxRpc> {
  return released<Remote<TexterInboxRpc>>(env.TEXTER_INBOX.getByName(inboxKey(orgId, personId)));
}

export function organizationAt(env: Objects, orgId: string): Remote<OrganizationRpc> {
  return released<Remote<OrganizationRpc>>(env.ORGANIZATION.getByName(orgId));
}

/** The line of a number that a user of the phone service has. */
export function lineAt(env: Pick<Env, "SMS_LINE">, orgId: string, number: string): Remote<SmsLineRpc> {
  return released<Remote<SmsLineRpc>>(env.SMS_LINE.getByName(lineKey(orgId, number)));
}

/** Texts that are sent after their request was answered. */
export function batchAt(env: Pick<Env, "SMS_BATCH">, orgId: string, trackingId: string): Remote<SmsBatchRpc> {
  return released<Remote<SmsBatchRpc>>(env.SMS_BATCH.getByName(`${orgId}.${trackingId}`));
}

export function idRegistryAt(env: Pick<Env, "ID_REGISTRY">, shard: number): Remote<IdRegistryRpc> {
  return released<Remote<IdRegistryRpc>>(env.ID_REGISTRY.getByName(String(shard)));
}

/** @param pool `SHARED_POOL`, or the organization whose own it is */
export function inventoryAt(
  env: Pick<Env, "NUMBER_INVENTORY">,
  pool: string,
  areaCode: string,
): Remote<NumberInventoryRpc> {
  return released<Remote<NumberInventoryRpc>>(env.NUMBER_INVENTORY.getByName(inventoryKey(pool, areaCode)));
}

export function poolAt(env: Pick<Env, "NUMBER_POOL">, pool: string): Remote<NumberPoolRpc> {
  return released<Remote<NumberPoolRpc>>(env.NUMBER_POOL.getByName(pool));
}

/** Key of the pace where no carrier account is configured: a simulation keeps to its limits as well. */
const SIMULATED_ACCOUNT = "simulated";

/** The object of a carrier account. @param own of an organization; null: the installation's */
export function carrierAccountAt(
  env: Pick<Env, "CARRIER_ACCOUNT" | "TWILIO_ACCOUNT_SID">,
  own: string | null = null,
): Remote<CarrierAccountRpc> {
  const account = own ?? (env.TWILIO_ACCOUNT_SID || SIMULATED_ACCOUNT);
  return released<Remote<CarrierAccountRpc>>(env.CARRIER_ACCOUNT.getByName(account));
}

/** Shard of the organization's directory that knows a number. */
export function directoryShard(cell: string): number {
  return hashBucket(cell, DIRECTORY_SHARDS);
}

export function directoryAt(env: Objects, orgId: string, shard: number): Remote<ContactDirectoryRpc> {
  return released<Remote<ContactDirectoryRpc>>(env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, shard)));
}

export function directoryFor(env: Objects, orgId: string, cell: string): Remote<ContactDirectoryRpc> {
  return directoryAt(env, orgId, directoryShard(cell));
}
