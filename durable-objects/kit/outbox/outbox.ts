/**
 * What an object has to record (docs/architecture.md#record). Events are recorded in the same synchronous block as
 * their change, sent in packets to every consumer, and deleted only when all consumers have confirmed: a lost or
 * repeated queue message, or a crash in between, costs time but no event.
 *
 * Packets in flight are known in memory only. A restart forgets them, and everything unconfirmed is sent again.
 */
import { Buffer } from "node:buffer";
import type { EventPacket, EventSource, ObjectEvent } from "../../../domain/record/events.ts";
import { createLogger } from "../log/log.ts";
import type { AlarmSchedule } from "../time/alarm-schedule.ts";
import { backoffMs } from "../time/backoff.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../calls/connection-limit.ts";
import { OutboxStore } from "./outbox-store.ts";
import { addSpan, subtractSpan, type Span } from "./spans.ts";
import type { Sql } from "../storage/sql.ts";
import { setTimer, withDeadline, type SetTimer } from "../time/timer.ts";

export type EventOutboxDeps = {
  sql: Sql;
  /** Asked for each packet. */
  source: () => EventSource;
  /** Epoch milliseconds. */
  now: () => number;
  /** Each consumer gets every batch. One that is added later gets the batches that are still here. */
  consumers: readonly string[];
  /**
   * Sends a packet to a consumer's queue. A rejection means not sent: tried again after a second, then with growing
   * pauses.
   */
  send: (consumer: string, packet: EventPacket) => Promise<void>;
  /** The durable backup of the in-memory timers. Give `schedule.run` a handler under `alarmName` that calls `flush`. */
  schedule: Pick<AlarmSchedule, "setIfEarlier">;
  alarmName?: string;
  onError?: (error: unknown) => void;
  setTimer?: SetTimer;
  random?: () => number;
  /**
   * Events leave by the alarm so long after they were recorded: for objects with few events, so that those of some time share
   * a packet. By default within a second.
   */
  flushAfterMs?: number;
  /** How long a confirmation may take before a packet is sent again; doubles up to `resendMaxMs`. */
  resendAfterMs?: number;
  resendMaxMs?: number;
  /** Per consumer. Bounds what is sent again to a consumer that does not answer, and the memory for it. */
  maxInFlight?: number;
};

/** A packet in flight to one consumer; shrinks when part of it is confirmed. */
type Packet = { from: number; to: number; sent: number; resendAtMs: number };

type InFlight = { packets: Packet[]; confirmedAtMs: number };

/** Upper bounds in bytes of JSON; a queue's message may have 128 KB. */
const MAX_PACKET_BYTES = 100_000;
const MAX_BATCH_BYTES = 96_000;
/** `{"seq":…,"hash":"…","events":…},` around a batch, and the packet's own fields. */
const BATCH_FRAME_BYTES = 120;

const FLUSH_AFTER_MS = 1_000;
const BACKUP_AFTER_MS = 10_000;
const SEND_FAILED_BASE_MS = 1_000;
/** A send that never ends would hold up the alarm, and with it everything that the object does by alarm. */
const SEND_DEADLINE_MS = 15_000;

export class EventOutbox {
  readonly #deps: EventOutboxDeps;
  readonly #store: OutboxStore;
  readonly #alarmName: string;
  readonly #onError: (error: unknown) => void;
  readonly #setTimer: SetTimer;
  readonly #random: () => number;
  readonly #resendAfterMs: number;
  readonly #resendMaxMs: number;
  readonly #maxInFlight: number;
  readonly #inFlight: Map<string, InFlight>;
  #timerSet = false;

  /** Creates its tables. Batches left from before a restart are sent soon. */
  constructor(deps: EventOutboxDeps) {
    this.#deps = deps;
    this.#alarmName = deps.alarmName ?? "outbox";
    this.#onError = deps.onError ?? ((error) => createLogger().fault("packet_not_handed_over", error));
    this.#setTimer = deps.setTimer ?? setTimer;
    this.#random = deps.random ?? Math.random;
    this.#resendAfterMs = deps.resendAfterMs ?? 30_000;
    this.#resendMaxMs = deps.resendMaxMs ?? 5 * 60_000;
    this.#maxInFlight = deps.maxInFlight ?? 20;
    this.#inFlight = new Map(deps.consumers.map((name) => [name, { packets: [], confirmedAtMs: 0 }]));
    this.#store = new OutboxStore(deps.sql, deps.consumers);
    if (!this.#store.isEmpty()) this.flushSoon();
  }

  /**
   * Call it in the same synchronous block as the change that the events record, followed by `flushSoon`. One INSERT per
   * call (per 96 KB).
   *
   * @throws RangeError when a single event is larger than 96 KB of JSON; nothing is recorded then.
   */
  record(events: readonly ObjectEvent[]): void {
    if (events.length === 0) return;
    const atMs = this.#deps.now();
    for (const { json, bytes } of toBatches(events)) this.#store.append(json, bytes, atMs);
  }

  /**
   * Sends recorded events within a second, together with everything recorded until then. Call it in the block of
   * `record`: it also sets an alarm, in case the process dies before. Free when both are set.
   */
  flushSoon(): void {
    const { flushAfterMs } = this.#deps;
    if (flushAfterMs !== undefined) {
      this.#deps.schedule.setIfEarlier(this.#alarmName, this.#deps.now() + flushAfterMs);
      return;
    }
    this.#deps.schedule.setIfEarlier(this.#alarmName, this.#deps.now() + BACKUP_AFTER_MS);
    if (this.#timerSet) return;
    this.#timerSet = true;
    this.#setTimer(() => {
      this.#timerSet = false;
      this.flush().catch(this.#onError);
    }, FLUSH_AFTER_MS);
  }

  /**
   * Sends batches that were never sent or have waited too long for a confirmation, as far as there is room in flight.
   * It may be called at any time, also during another call. Failed sends go to `onError` and are tried again.
   */
  async flush(): Promise<void> {
    const packets = this.#deps.consumers.flatMap((consumer) =>
      this.#choose(consumer).map((packet) => ({ consumer, packet })),
    );
    // Before sending, too, because a process that dies in a send needs the alarm.
    this.#setBackup();
    const sent = await inWaves(packets, OUTGOING_CONNECTIONS, ({ consumer, packet }) => this.#send(consumer, packet));
    // A packet that was not sent is due sooner.
    if (sent.some((each) => each.status === "rejected" || !each.value)) this.#setBackup();
  }

  /**
   * The consumer has stored the batches `fromSeq..toSeq`. Confirmations may be repeated, late or overlapping. Batches
   * that all consumers have are deleted with one statement.
   */
  confirm(consumer: string, fromSeq: number, toSeq: number): void {
    const inFlight = this.#inFlightTo(consumer);
    if (!Number.isSafeInteger(fromSeq) || !Number.isSafeInteger(toSeq) || fromSeq > toSeq) {
      throw new RangeError(`A confirmation names the first and last seq of a packet, not ${fromSeq}..${toSeq}.`);
    }
    this.#store.confirm(consumer, [fromSeq, toSeq]);
    const wasFull = this.#isFull(inFlight);
    this.#land(inFlight, [fromSeq, toSeq]);
    if (wasFull && !this.#isFull(inFlight) && !this.#store.isEmpty()) this.flushSoon();
  }

  /** When `flush` has something to do, epoch ms; null when nothing is waiting. */
  nextDueAtMs(): number | null {
    if (this.#store.isEmpty()) return null;
    let dueAtMs = Infinity;
    for (const [consumer, inFlight] of this.#inFlight) {
      for (const { resendAtMs } of inFlight.packets) dueAtMs = Math.min(dueAtMs, resendAtMs);
      if (!this.#isFull(inFlight) && this.#nextUnsent(consumer, inFlight) !== null) return this.#deps.now();
    }
    return dueAtMs === Infinity ? null : dueAtMs;
  }

  /** Batches that some consumer lacks, and since when the oldest of them waits (epoch ms). Counts rows: not for hot paths. */
  pending(): { rows: number; oldestAtMs: number | null } {
    return this.#store.pending();
  }

  /** Marks as in flight, without awaiting, so that calls of `flush` that overlap choose different packets. */
  #choose(consumer: string): Packet[] {
    const inFlight = this.#inFlightTo(consumer);
    const nowMs = this.#deps.now();
    const chosen = inFlight.packets.filter(({ resendAtMs }) => resendAtMs <= nowMs);
    while (!this.#isFull(inFlight)) {
      const span = this.#nextUnsent(consumer, inFlight);
      if (span === null) break;
      const packet = { from: span[0], to: span[1], sent: 0, resendAtMs: nowMs };
      inFlight.packets.push(packet);
      chosen.push(packet);
    }
    for (const packet of chosen) {
      packet.sent += 1;
      packet.resendAtMs = nowMs + backoffMs(packet.sent, this.#resendAfterMs, this.#resendMaxMs, this.#random);
    }
    return chosen;
  }

  /** False when it was not sent. */
  async #send(consumer: string, packet: Packet): Promise<boolean> {
    // Confirmed while it waited for a free connection: an earlier copy has arrived.
    if (!this.#inFlightTo(consumer).packets.includes(packet)) return true;
    const { from: fromSeq, to: toSeq } = packet;
    const batches = this.#store.read([fromSeq, toSeq]);
    try {
      const sent = this.#deps.send(consumer, { source: this.#deps.source(), fromSeq, toSeq, batches });
      await withDeadline(sent, SEND_DEADLINE_MS, `Handing ${fromSeq}..${toSeq} to "${consumer}"`);
      return true;
    } catch (error) {
      const retryMs = backoffMs(packet.sent, SEND_FAILED_BASE_MS, this.#resendMaxMs, this.#random);
      packet.resendAtMs = Math.min(packet.resendAtMs, this.#deps.now() + retryMs);
      this.#onError(error);
      return false;
    }
  }

  #nextUnsent(consumer: string, { packets }: InFlight): Span | null {
    const sent = packets.map(({ from, to }): Span => [from, to]);
    const taken = sent.reduce<Span[]>(addSpan, this.#store.confirmedBy(consumer));
    for (const gap of taken.reduce<Span[]>(subtractSpan, [[1, Number.MAX_SAFE_INTEGER]])) {
      const span = this.#store.nextSpan(gap, MAX_PACKET_BYTES, BATCH_FRAME_BYTES);
      if (span !== null) return span;
    }
    return null;
  }

  /** Takes confirmed batches out of flight. */
  #land(inFlight: InFlight, confirmed: Span): void {
    const nowMs = this.#deps.now();
    inFlight.packets = inFlight.packets.flatMap((packet) => {
      const [first, second] = subtractSpan([[packet.from, packet.to]], confirmed);
      if (first === undefined) return [];
      // The same object goes on, so that a send under way finds it.
      [packet.from, packet.to] = first;
      return second === undefined ? [packet] : [packet, { ...packet, from: second[0], to: second[1] }];
    });
    // A consumer that returns after a silence need not wait for the long pauses of its absence. Only after a silence,
    // because a packet that it cannot take would otherwise be sent over and over.
    if (nowMs - inFlight.confirmedAtMs > this.#resendAfterMs) {
      for (const packet of inFlight.packets) {
        packet.resendAtMs = Math.min(packet.resendAtMs, nowMs + this.#resendAfterMs);
      }
    }
    inFlight.confirmedAtMs = nowMs;
  }

  #setBackup(): void {
    const dueAtMs = this.nextDueAtMs();
    if (dueAtMs === null) return;
    // Events recorded during the send have a timer of their own (`flushSoon`). An alarm at once would send them in
    // packets of a few events each, and under load would never rest.
    const nowMs = this.#deps.now();
    this.#deps.schedule.setIfEarlier(this.#alarmName, dueAtMs <= nowMs ? nowMs + BACKUP_AFTER_MS : dueAtMs);
  }

  #isFull({ packets }: InFlight): boolean {
    return packets.length >= this.#maxInFlight;
  }

  #inFlightTo(consumer: string): InFlight {
    const inFlight = this.#inFlight.get(consumer);
    if (inFlight === undefined) {
      const known = this.#deps.consumers.join(", ");
      throw new Error(`"${consumer}" is not a consumer of this outbox; they are: ${known}.`);
    }
    return inFlight;
  }
}

/** As few batches as possible, each within the limit; usually one. */
function toBatches(events: readonly ObjectEvent[]): { json: string; bytes: number }[] {
  const json = JSON.stringify(events);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_BATCH_BYTES) return [{ json, bytes }];
  const batches: { parts: string[]; bytes: number }[] = [];
  for (const event of events) {
    const part = JSON.stringify(event);
    const partBytes = Buffer.byteLength(part) + 1;
    if (partBytes + 1 > MAX_BATCH_BYTES) {
      throw new RangeError(
        `An event of kind "${event.kind}" has ${partBytes} bytes of JSON; the outbox takes ${MAX_BATCH_BYTES}. ` +
          "Spread its entries over several events.",
      );
    }
    const last = batches.at(-1);
    // One byte for the brackets beyond the comma that each part counts.
    if (last !== undefined && last.bytes + partBytes <= MAX_BATCH_BYTES) {
      last.parts.push(part);
      last.bytes += partBytes;
    } else {
      batches.push({ parts: [part], bytes: partBytes + 1 });
    }
  }
  return batches.map(({ parts, bytes: size }) => ({ json: `[${parts.join(",")}]`, bytes: size }));
}
