/** Typed ways to the objects, by key. Objects are named, so a key is all that a caller needs. */
import { directoryKey, DIRECTORY_SHARDS, inboxKey } from "../domain/ids.ts";
import { hashBucket } from "../domain/phone.ts";
import type { CampaignQueueRpc, CampaignRpc, ContactDirectoryRpc, TexterInboxRpc } from "../domain/protocol/objects.ts";
import type { Env } from "../workers/env.ts";
import type { Remote } from "./kit/remote.ts";

type Objects = Pick<Env, "CAMPAIGN" | "CAMPAIGN_QUEUE" | "TEXTER_INBOX" | "CONTACT_DIRECTORY">;

// Each cast narrows a stub to the interface that its class implements; the class itself is not imported, so that the
// rooms of the objects stay independent.

export function campaignAt(env: Objects, campaignId: string): Remote<CampaignRpc> {
  return env.CAMPAIGN.getByName(campaignId) as unknown as Remote<CampaignRpc>;
}

/** `key` is `campaign.queue` (domain/ids.ts, queueKey). */
export function queueAt(env: Objects, key: string): Remote<CampaignQueueRpc> {
  return env.CAMPAIGN_QUEUE.getByName(key) as unknown as Remote<CampaignQueueRpc>;
}

export function inboxOf(env: Objects, orgId: string, personId: string): Remote<TexterInboxRpc> {
  return env.TEXTER_INBOX.getByName(inboxKey(orgId, personId)) as unknown as Remote<TexterInboxRpc>;
}

/** Shard of the organization's directory that knows a number. */
export function directoryShard(cell: string): number {
  return hashBucket(cell, DIRECTORY_SHARDS);
}

export function directoryAt(env: Objects, orgId: string, shard: number): Remote<ContactDirectoryRpc> {
  return env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, shard)) as unknown as Remote<ContactDirectoryRpc>;
}

export function directoryFor(env: Objects, orgId: string, cell: string): Remote<ContactDirectoryRpc> {
  return directoryAt(env, orgId, directoryShard(cell));
}
