/**
 * Texts that were accepted and whose hours ended before their turn came (docs/rules.md#hours-holding): they wait for
 * the contact's next hours outside the line, so that texts that may go meanwhile do not wait behind them.
 */
import type { Change } from "../store/change.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

const HELD = "send_status = 'QUEUED' AND held_until IS NOT NULL";

/** Part of a block: takes texts out of the line until their time (epoch ms); their texters see when that is. */
export function holdTexts(
  store: QueueStore,
  change: Change,
  held: readonly { message: MessageRow; untilMs: number }[],
) {
  if (held.length === 0) return;
  change.nextVersion();
  store.sql.run(
    `UPDATE messages SET held_until = j.value ->> 2
     FROM json_each(?) AS j WHERE messages.n = j.value ->> 0 AND messages.id = j.value ->> 1`,
    JSON.stringify(held.map(({ message, untilMs }) => [message.n, message.id, untilMs])),
  );
  for (const { message, untilMs } of held) change.notifyState({ ...message, held_until: untilMs });
}

/**
 * Part of a block: puts texts whose time has come back into the line. Answers with the time of the next ones (epoch
 * ms).
 */
export function resumeTexts(store: QueueStore, nowMs: number): number | null {
  const next = nextHeldMs(store);
  if (next === null || next > nowMs) return next;
  store.sql.run(`UPDATE messages SET held_until = NULL WHERE ${HELD} AND held_until <= ?`, nowMs);
  return nextHeldMs(store);
}

function nextHeldMs(store: QueueStore): number | null {
  return store.sql.scalar<number>(`SELECT MIN(held_until) FROM messages INDEXED BY messages_queued WHERE ${HELD}`);
}

/** As `store.configure`; other hours release held texts to be judged anew. */
export function configureHours(store: QueueStore, config: CampaignConfig): boolean {
  const before = JSON.stringify(store.config?.window);
  if (!store.configure(config)) return false;
  if (JSON.stringify(store.config?.window) !== before) {
    store.sql.run(`UPDATE messages SET held_until = NULL WHERE ${HELD}`);
  }
  return true;
}
