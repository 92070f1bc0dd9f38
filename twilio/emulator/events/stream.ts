/**
 * Events on their way to sinks: JSON arrays of CloudEvents, at least once and in no order. An array that is not taken is
 * offered again with growing waits for up to four hours; an answer counts within five seconds
 * (https://www.twilio.com/docs/events/event-delivery-and-duplication, …/webhook-quickstart; read 2026-11-30).
 */
import { createHash, randomUUID } from "node:crypto";
import { draw } from "../chance.ts";
import type { LedgerText } from "../ledger.ts";
import type { Account, EmulatorSettings } from "../settings.ts";
import type { Timers } from "../timers.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { EventStreams, Sink } from "./streams.ts";

/** How it gets to a sink, by the faults of its text. */
export type EventFate = { lateMs: number; duplicateMs: number | null };

export type StreamedEvent = { type: string; id: string; data: Record<string, unknown> };

export type EventStream = ReturnType<typeof createEventStream>;

/** https://www.twilio.com/docs/events/event-types/link-shortening/link */
export const LINK_CLICKED = "com.twilio.daptbt.link-shortening.link-clicked";
const TEST_EVENT = "com.twilio.eventstreams.test-event";

const ANSWER_LIMIT_MS = 5_000;
const GIVEN_UP_AFTER_MS = 4 * 3_600_000;
const LONGEST_RETRY_MS = 60_000;
const SPEC_VERSION = "1.0";

type Batch = { events: object[]; bytes: number; isDue: boolean };

export function createEventStream(deps: {
  settings: () => EmulatorSettings;
  streams: EventStreams;
  webhooks: Webhooks;
  timers: Timers;
  account: (sid: string) => Account | null;
  now: () => number;
}) {
  const { streams, timers } = deps;
  const open = new Map<string, Batch>();
  let underWay = 0;

  /** Gives an event to every sink that is subscribed to its type. */
  function publish(accountSid: string, event: StreamedEvent, fate: EventFate = { lateMs: 0, duplicateMs: null }): void {
    for (const sink of streams.sinksFor(accountSid, event.type)) {
      for (const afterMs of [fate.lateMs, ...(fate.duplicateMs === null ? [] : [fate.lateMs + fate.duplicateMs])]) {
        underWay += 1;
        timers.after(afterMs, () => enqueue(sink, cloudEvent(sink, event)));
      }
    }
  }

  function cloudEvent(sink: Sink, { type, id, data }: StreamedEvent): object {
    return {
      specversion: SPEC_VERSION,
      type,
      source: `/v1/Sinks/${sink.sid}`,
      id,
      dataschema: type === LINK_CLICKED ? `${SCHEMAS}/DapTbt.LinkClicked/3` : `${SCHEMAS}/Messaging.MessageStatus/7`,
      datacontenttype: "application/json",
      time: new Date(deps.now()).toISOString(),
      data,
    };
  }

  function enqueue(sink: Sink, event: object): void {
    const { batchMs, mostPerBatch, mostBatchBytes } = deps.settings().events;
    const bytes = JSON.stringify(event).length;
    let batch = open.get(sink.sid);
    if (batch && batch.bytes + bytes > mostBatchBytes) flush(sink, batch);
    batch = open.get(sink.sid);
    if (!batch) {
      const fresh: Batch = { events: [], bytes: 0, isDue: false };
      batch = fresh;
      open.set(sink.sid, fresh);
      // In its own turn even without a wait, so that events of one moment share an array.
      timers.after(Math.max(1, batchMs), () => flush(sink, fresh));
    }
    batch.events.push(event);
    batch.bytes += bytes;
    if (batch.events.length >= mostPerBatch) flush(sink, batch);
  }

  function flush(sink: Sink, batch: Batch): void {
    if (batch.isDue) return;
    batch.isDue = true;
    if (open.get(sink.sid) === batch) open.delete(sink.sid);
    const { events: how, seed } = deps.settings();
    if (how.shuffle) {
      const places = new Map(batch.events.map((each) => [each, draw(seed, JSON.stringify(each))]));
      batch.events.sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    }
    deliver(sink, batch.events, deps.now(), 0);
  }

  function deliver(sink: Sink, events: object[], sinceMs: number, tries: number): void {
    const account = deps.account(sink.accountSid);
    const { destination } = sink.configuration;
    if (!account || typeof destination !== "string" || !streams.sink(sink.accountSid, sink.sid)) {
      underWay -= events.length;
      return;
    }
    void deps.webhooks
      .postJson({ url: destination, json: events, account, timeoutMs: ANSWER_LIMIT_MS })
      .then((isTaken) => {
        if (isTaken || deps.now() - sinceMs > GIVEN_UP_AFTER_MS) underWay -= events.length;
        else {
          const { retryDelayMs } = deps.settings().events;
          const waitMs = Math.min(LONGEST_RETRY_MS, retryDelayMs * 2 ** tries);
          timers.after(Math.max(1, waitMs), () => deliver(sink, events, sinceMs, tries + 1));
        }
      });
  }

  return {
    publish,
    test: (sink: Sink): void => {
      underWay += 1;
      enqueue(sink, cloudEvent(sink, { type: TEST_EVENT, id: newId(), data: { test_id: newId() } }));
    },
    /** Somebody opens a link of a text that the carrier has shortened. */
    click(text: LedgerText, link: string): void {
      publish(text.accountSid, { type: LINK_CLICKED, id: newId(), data: clickData(text, link, deps.now()) });
    },
    /** Events that no sink has taken yet. */
    underWay: () => underWay,
    clear(): void {
      open.clear();
      underWay = 0;
    },
  };
}

const SCHEMAS = "https://events-schemas.twilio.com";

/** The same event has the same id, however often it is delivered. */
export function eventId(sid: string, status: string): string {
  return `EZ${createHash("sha256").update(`${sid} ${status}`).digest("hex").slice(0, 32)}`;
}

function newId(): string {
  return `EZ${randomUUID().replaceAll("-", "")}`;
}

function clickData({ sid, accountSid, messagingServiceSid, to, from }: LedgerText, link: string, at: number) {
  return {
    message_sid: sid,
    account_sid: accountSid,
    messaging_service_sid: messagingServiceSid,
    to,
    from,
    link,
    shortened_link: "https://l.example/0000000001",
    link_create_time: new Date(at - 60_000).toISOString(),
    click_time: new Date(at).toISOString(),
    user_agent: "Mozilla/5.0",
  };
}
