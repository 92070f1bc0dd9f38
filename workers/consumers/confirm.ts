/**
 * Tells objects what a consumer has stored, which alone lets rows leave their outboxes (docs/architecture.md#record). A
 * lost confirmation costs a repetition: the outbox sends the packet again, and that one is confirmed.
 */
import type { EventPacket, EventSource } from "../../domain/record/events.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { campaignAt, queueAt } from "../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { faultFields } from "../../durable-objects/kit/log/fault-fields.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";

/** Batches `fromSeq..toSeq` of one source. */
export type Stored = Pick<EventPacket, "source" | "fromSeq" | "toSeq">;

/** Ranges of one source that follow each other become one, so that a busy source gets one call per batch of messages. */
export function mergeRanges(stored: readonly Stored[]): Stored[] {
  const bySource = new Map<string, Stored[]>();
  for (const { source, fromSeq, toSeq } of stored) {
    const place = `${source.object} ${source.key}`;
    const ranges = bySource.get(place) ?? [];
    ranges.push({ source, fromSeq, toSeq });
    bySource.set(place, ranges);
  }
  return [...bySource.values()].flatMap((ranges) => {
    const merged: Stored[] = [];
    for (const range of ranges.sort((a, b) => a.fromSeq - b.fromSeq)) {
      const last = merged.at(-1);
      if (last && range.fromSeq <= last.toSeq + 1) last.toSeq = Math.max(last.toSeq, range.toSeq);
      else merged.push(range);
    }
    return merged;
  });
}

type Confirmable = { confirmStored(request: { consumer: string; fromSeq: number; toSeq: number }): Promise<void> };

function sourceAt(env: Env, { object, key }: EventSource): Confirmable | null {
  switch (object) {
    case "Campaign":
      return campaignAt(env, key);
    case "TexterInbox":
      // As below: the key is the object's own.
      return env.TEXTER_INBOX.getByName(key) as unknown as Confirmable;
    case "CampaignQueue":
      return queueAt(env, key);
    case "ContactDirectory":
      // The same narrowing as in stubs.ts; a source names its own key, not organization and shard.
      return env.CONTACT_DIRECTORY.getByName(key) as unknown as Confirmable;
    case "NumberInventory":
      // As above.
      return env.NUMBER_INVENTORY.getByName(key) as unknown as Confirmable;
    case "SmsLine":
      // As above.
      return env.SMS_LINE.getByName(key) as unknown as Confirmable;
    default:
      return null;
  }
}

/**
 * Never throws: a source that cannot be reached is logged, and sends its packet again. A source of a kind that this
 * version does not know (written by a newer version) stays unconfirmed, so that none of its events counts as stored.
 */
export async function confirmStored(env: Env, stored: readonly Stored[], log: Logger): Promise<void> {
  await inWaves(mergeRanges(stored), OUTGOING_CONNECTIONS, async ({ source, fromSeq, toSeq }) => {
    const place = { object: source.object, key: source.key };
    if (sourceAt(env, source) === null) return log.error("confirmation_of_unknown_object", place);
    try {
      await callObject(
        () => sourceAt(env, source),
        async (object) => object?.confirmStored({ consumer: "postgres", fromSeq, toSeq }),
      );
    } catch (error) {
      log.warn("confirmation_failed", { ...place, ...faultFields(error) });
    }
  });
}
