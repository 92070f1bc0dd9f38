/**
 * Consumer of the queue `whistlestop-postgres`: writes what happened into Postgres and confirms it to the objects.
 *
 * Packets are versioned upserts, so they may arrive twice and in any order. The objects' outboxes send again what was
 * not confirmed; the queue only transports. So while Postgres is down, messages are acknowledged without being stored:
 * nothing is lost, and the dead letters hold only what Postgres itself refuses.
 */
import type { EventPacket } from "../../domain/record/events.ts";
import { faultFields } from "../../durable-objects/kit/log/fault-fields.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import type { Stored } from "./confirm.ts";

export type PostgresConsumer = {
  /** Writes all packets in one transaction, or throws and writes none. */
  store: (packets: EventPacket[]) => Promise<unknown>;
  isDown: (error: unknown) => boolean;
  confirm: (stored: Stored[]) => Promise<void>;
  log: Logger;
};

/** Delay before a refused packet is tried again, by attempts so far. Five tries take about five minutes. */
const FIRST_DELAY_SECONDS = 10;

export async function consumePostgresEvents(
  batch: MessageBatch<EventPacket>,
  consumer: PostgresConsumer,
): Promise<void> {
  const { store, isDown, confirm, log } = consumer;
  const packets = batch.messages.map((message) => message.body);
  try {
    await store(packets);
  } catch (error) {
    if (isDown(error)) return leaveToOutbox(batch, error, log);
    log.fault("packets_refused_together", error, { messages: batch.messages.length });
    return storeOneByOne(batch, consumer);
  }
  await confirm(packets);
  batch.ackAll();
}

/** One packet that Postgres refuses must not hold up the others that came with it. */
async function storeOneByOne(batch: MessageBatch<EventPacket>, consumer: PostgresConsumer): Promise<void> {
  const { store, isDown, confirm, log } = consumer;
  const stored: Stored[] = [];
  for (const message of batch.messages) {
    try {
      await store([message.body]);
      stored.push(message.body);
      message.ack();
    } catch (error) {
      if (isDown(error)) {
        message.ack();
        continue;
      }
      const source = message.body?.source;
      const place = { object: source?.object, key: source?.key, fromSeq: message.body?.fromSeq };
      log.fault("packet_refused", error, { messageId: message.id, attempts: message.attempts, ...place });
      message.retry({ delaySeconds: FIRST_DELAY_SECONDS * 2 ** (message.attempts - 1) });
    }
  }
  if (stored.length > 0) await confirm(stored);
}

function leaveToOutbox(batch: MessageBatch<EventPacket>, error: unknown, log: Logger): void {
  log.warn("postgres_down", { messages: batch.messages.length, ...faultFields(error) });
  batch.ackAll();
}
