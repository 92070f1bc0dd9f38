/**
 * What every object that records events is wired with: an outbox towards Postgres, and the one alarm that sends it again and
 * wakes the object's own parts.
 */
import type { EventPacket, EventSource, ObjectEvent } from "../../../domain/record/events.ts";
import type { Logger } from "../log/log.ts";
import type { Sql } from "../storage/sql.ts";
import { AlarmSchedule } from "../time/alarm-schedule.ts";
import type { AlarmStorage } from "../time/alarm-schedule.ts";
import { handlersOf } from "../time/object-part.ts";
import type { ObjectPart } from "../time/object-part.ts";
import type { SetTimer } from "../time/timer.ts";
import { EventOutbox } from "./outbox.ts";

export type RecorderDeps = {
  object: EventSource["object"];
  key: string;
  sql: Sql;
  storage: AlarmStorage;
  /** Epoch milliseconds. */
  now: () => number;
  /** The source of these events; asked for each packet. */
  owner: () => Pick<EventSource, "orgId" | "campaignId">;
  /** The queue of packets for Postgres. */
  events: { send: (packet: EventPacket) => Promise<unknown> };
  log: Logger;
  setTimer?: SetTimer;
  /** As in `EventOutboxDeps`. */
  flushAfterMs?: number;
};

export class Recorder {
  readonly schedule: AlarmSchedule;
  readonly #outbox: EventOutbox;

  /** Creates the tables of both. Call `arm` at the end of the object's constructor. */
  constructor({ object, key, sql, storage, now, owner, events, log, setTimer, flushAfterMs }: RecorderDeps) {
    this.schedule = new AlarmSchedule({
      sql,
      storage,
      now,
      onError: (alarm, error) => log.fault("alarm_failed", error, { alarm }),
    });
    this.#outbox = new EventOutbox({
      sql,
      now,
      schedule: this.schedule,
      consumers: ["postgres"],
      source: () => ({ object, key, ...owner() }),
      send: async (_consumer, packet) => {
        await events.send(packet);
      },
      onError: (error) => log.fault("packet_not_handed_over", error),
      ...(setTimer ? { setTimer } : {}),
      ...(flushAfterMs === undefined ? {} : { flushAfterMs }),
    });
  }

  /** To be called in the same synchronous block as the change that the events record; they leave within a second, or after `flushAfterMs`. */
  record(events: readonly ObjectEvent[]): void {
    this.#outbox.record(events);
    this.#outbox.flushSoon();
  }

  /** A consumer has stored these batches. */
  confirm({ consumer, fromSeq, toSeq }: { consumer: string; fromSeq: number; toSeq: number }): void {
    this.#outbox.confirm(consumer, fromSeq, toSeq);
  }

  /** Batches that no consumer has confirmed. Counts rows: not for hot paths. */
  get unconfirmed(): number {
    return this.#outbox.pending().rows;
  }

  arm(): void {
    void this.schedule.arm();
  }

  /** The whole body of the object's `alarm()`. */
  async wake(parts: readonly ObjectPart[]): Promise<void> {
    await this.schedule.run(handlersOf([{ alarm: "outbox", wake: () => this.#outbox.flush() }, ...parts]));
  }
}
