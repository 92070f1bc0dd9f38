/** Which consumer takes a queue's messages. Queues are identified by their names in wrangler.toml. */
import { isDatabaseDown } from "../../db/query-errors.ts";
import { apply } from "../../db/projections/projections.ts";
import type { EventPacket } from "../../domain/record/events.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { databaseOf } from "../http/database.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { confirmStored } from "./confirm.ts";
import type { Stored } from "./confirm.ts";
import { storeDeadLetter } from "./dead-letter-table.ts";
import { storeDeadLetters } from "./dead-letters.ts";
import { consumePostgresEvents } from "./postgres.ts";
import { putAsideId, replay, replayPutAside, WEBHOOKS_QUEUE } from "../webhooks/put-aside.ts";

export async function consumeQueue(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const log = createLogger({ queue: batch.queue });
  const db = databaseOf(env);
  const confirm = (stored: Stored[]) => confirmStored(env, stored, log);
  switch (batch.queue) {
    case "whistlestop-postgres": {
      const store = (packets: EventPacket[]) => apply(db, packets);
      // Only outboxes write to this queue; the projection refuses anything else.
      return consumePostgresEvents(batch as MessageBatch<EventPacket>, { store, isDown: isDatabaseDown, confirm, log });
    }
    case WEBHOOKS_QUEUE:
      return replayPutAside(batch, {
        take: (request) => replay(env, request),
        keep: (request, reason, attempts) => {
          const letter = { id: putAsideId(request), queue: WEBHOOKS_QUEUE, orgId: request.orgId, body: request };
          return storeDeadLetter(db, { ...letter, reason, attempts });
        },
        log,
      });
    case "whistlestop-dead-letters":
      return storeDeadLetters(batch, { keep: (letter) => storeDeadLetter(db, letter), confirm, log });
    default:
      throw new Error(`No consumer for the queue ${batch.queue}: name it in workers/consumers/queues.ts.`);
  }
}
