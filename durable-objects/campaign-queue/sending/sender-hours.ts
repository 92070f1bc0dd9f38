/**
 * What became of the texts of each sending number, by hour (docs/rules.md#numbers-health). Counted from the rows of the texts some
 * time after something changed, and recorded where it differs from what was recorded last: a text costs nothing more, and nothing
 * is lost with the object's memory.
 */
import { HEALTH_HOURS, MS_PER_HOUR, NO_SENDER_SUMS } from "../../../domain/numbers/number-health.ts";
import type { SenderHour } from "../../../domain/numbers/number-health.ts";
import { carrierError } from "../../../twilio/errors.ts";
import type { QueueStore } from "../store/store.ts";
import { carryingService } from "./own-services.ts";

/** Often enough to stop a number that is filtered, seldom enough to cost nothing. */
const COUNT_EVERY_MS = 15 * 60_000;

export class SenderHours {
  readonly #store: QueueStore;
  readonly #wakeBy: (atMs: number) => void;

  /** @param wakeBy the durable waker: calls `run` at this time at the latest */
  constructor({ store, wakeBy }: { store: QueueStore; wakeBy: (atMs: number) => void }) {
    this.#store = store;
    this.#wakeBy = wakeBy;
  }

  /** Something has changed. Cheap: for every report of the counters. */
  plan(): void {
    this.#wakeBy(this.#store.now() + COUNT_EVERY_MS);
  }

  run(): void {
    recordSenderHours(this.#store);
  }
}

/** Records the hours of the last day whose counts have changed. @returns how many */
export function recordSenderHours(store: QueueStore): number {
  const sinceMs = (Math.floor(store.now() / MS_PER_HOUR) - HEALTH_HOURS + 1) * MS_PER_HOUR;
  const recorded = new Map(
    store.sql
      .all<{ sender: string; hour: number; json: string }>("SELECT sender, hour, json FROM sender_hours")
      .map(({ sender, hour, json }) => [`${sender} ${hour}`, json]),
  );
  const changed = senderHours(store, sinceMs)
    .map((counted) => ({ counted, json: JSON.stringify(counted) }))
    .filter(({ counted, json }) => recorded.get(`${counted.sender} ${counted.hour}`) !== json);
  store.sql.run("DELETE FROM sender_hours WHERE hour < ?", sinceMs / MS_PER_HOUR);
  if (changed.length === 0) return 0;
  store.block((change) => {
    const version = change.nextVersion();
    for (const { counted, json } of changed) {
      store.sql.run(
        `INSERT INTO sender_hours (sender, hour, json) VALUES (?, ?, ?)
         ON CONFLICT (sender, hour) DO UPDATE SET json = excluded.json`,
        counted.sender,
        counted.hour,
        json,
      );
      change.addEvents([{ kind: "sender_hour", version, at: change.at, payload: counted }]);
    }
  });
  return changed.length;
}

type CountedRow = {
  sender: string;
  hour: number;
  send_status: string;
  error_code: number | null;
  texts: number;
  n: number;
};

function senderHours(store: QueueStore, sinceMs: number): SenderHour[] {
  const hours = new Map<string, SenderHour>();
  const hourOf = (sender: string, hour: number, n: number): SenderHour => {
    const key = `${sender} ${hour}`;
    const known = hours.get(key);
    if (known) return known;
    const service = store.config ? carryingService(store.config, n) : null;
    const fresh = { sender, hour, service, ...NO_SENDER_SUMS };
    hours.set(key, fresh);
    return fresh;
  };
  const texts = store.sql.all<CountedRow>(
    `SELECT sender, at / ${MS_PER_HOUR} AS hour, send_status, error_code, count(*) AS texts, min(n) AS n FROM messages
     WHERE sender IS NOT NULL AND direction = 'out' AND at >= ?
     GROUP BY sender, at / ${MS_PER_HOUR}, send_status, error_code
     ORDER BY sender, hour, send_status, error_code`,
    sinceMs,
  );
  for (const row of texts) {
    const sums = hourOf(row.sender, row.hour, row.n);
    sums.texts += row.texts;
    if (row.send_status === "DELIVERED") sums.delivered += row.texts;
    if (row.send_status !== "ERROR" || row.error_code === null) continue;
    switch (carrierError(row.error_code).effect) {
      case "stop_number":
        sums.refused += row.texts;
        sums.failed += row.texts;
        break;
      case "filtered":
        sums.filtered += row.texts;
        sums.failed += row.texts;
        break;
      case "failed":
      case "unknown":
        sums.failed += row.texts;
        break;
      // Any other code is about the recipient, the text or the account.
    }
  }
  const optOuts = store.sql.all<{ sender: string; hour: number; count: number; n: number }>(
    `SELECT sender, last_at / ${MS_PER_HOUR} AS hour, count(*) AS count, min(n) AS n FROM contacts
     WHERE sender IS NOT NULL AND opted_out = 1 AND last_at >= ? GROUP BY sender, last_at / ${MS_PER_HOUR}`,
    sinceMs,
  );
  for (const row of optOuts) hourOf(row.sender, row.hour, row.n).optOuts = row.count;
  return [...hours.values()];
}
