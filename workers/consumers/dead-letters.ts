/**
 * Consumer of the queue `whistlestop-dead-letters`: stores packets that Postgres refused and inbound texts that no
 * replay could deliver until an admin replays them. A stored packet is confirmed to its source; otherwise the outbox
 * would send it here for ever.
 */
import type { EventPacket } from "../../domain/record/events.ts";
import { faultFields } from "../../durable-objects/kit/log/fault-fields.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import { asPutAside, putAsideId, WEBHOOKS_QUEUE } from "../webhooks/put-aside.ts";
import type { Stored } from "./confirm.ts";

export type DeadLetter = {
  /** The same packet has the same id, however often its source has sent it. */
  id: string;
  queue: string;
  orgId: string | null;
  body: unknown;
  reason: string;
  attempts: number;
};

export type DeadLetterConsumer = {
  /** Stores the letter; one that is stored already stays as it is. */
  keep: (letter: DeadLetter) => Promise<unknown>;
  confirm: (stored: Stored[]) => Promise<void>;
  log: Logger;
};

/** Postgres may be down for a while; the source still has the packet if this queue ever gives up. */
const RETRY_SECONDS = 60;

export async function storeDeadLetters(
  batch: MessageBatch<unknown>,
  { keep, confirm, log }: DeadLetterConsumer,
): Promise<void> {
  const kept: Stored[] = [];
  for (const message of batch.messages) {
    const packet = asPacket(message.body);
    const letter = { ...aboutBody(message, packet), body: message.body, attempts: message.attempts };
    try {
      await keep(letter);
      if (packet) kept.push(packet);
      log.error("dead_letter_kept", { id: letter.id, orgId: letter.orgId });
      message.ack();
    } catch (error) {
      log.warn("dead_letter_waits", { id: letter.id, ...faultFields(error) });
      message.retry({ delaySeconds: RETRY_SECONDS });
    }
  }
  if (kept.length > 0) await confirm(kept);
}

function aboutBody(
  { id, body }: Pick<Message<unknown>, "id" | "body">,
  packet: EventPacket | null,
): Pick<DeadLetter, "id" | "queue" | "orgId" | "reason"> {
  const webhook = asPutAside(body);
  if (webhook) {
    const reason = "A text from a contact could not be stored. The server log says why (webhook_replay_failed).";
    return { id: putAsideId(webhook), queue: WEBHOOKS_QUEUE, orgId: webhook.orgId, reason };
  }
  const queue = "whistlestop-postgres";
  if (!packet) return { id, queue, orgId: null, reason: "An unreadable record." };
  const reason = "The database refused this record. The server log says why (packet_refused).";
  return { id: packetId(packet), queue, orgId: packet.source.orgId, reason };
}

function packetId({ source, fromSeq, toSeq }: Stored): string {
  return `${source.object}/${source.key}/${fromSeq}-${toSeq}`;
}

/** Reads a body as a packet; null when it lacks what is needed here. The projection checks the rest. */
export function asPacket(body: unknown): EventPacket | null {
  if (typeof body !== "object" || body === null || !("source" in body)) return null;
  const { source } = body;
  if (typeof source !== "object" || source === null || !("key" in source) || !("orgId" in source)) return null;
  if (!("fromSeq" in body) || !("toSeq" in body)) return null;
  // Narrowed field by field above; the projection checks the rest of the packet.
  return body as EventPacket;
}
