import { describe, expect, test } from "vitest";
import type { EventPacket } from "../../domain/record/events.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { confirmStored, mergeRanges } from "./confirm.ts";
import type { Stored } from "./confirm.ts";
import { storeDeadLetters } from "./dead-letters.ts";
import { consumePostgresEvents } from "./postgres.ts";

const log = createLogger({}, () => {});
const DOWN = new Error("no connection");

function packet(key: string, fromSeq: number, toSeq = fromSeq): EventPacket {
  const source = { object: "CampaignQueue", key, orgId: "o1", campaignId: "c1" } as const;
  return { source, fromSeq, toSeq, batches: [] };
}

/** What the platform hands over: messages that note what was decided about them. */
function batchOf<Body>(bodies: Body[], attempts = 1) {
  const decided: (string | undefined)[] = bodies.map(() => undefined);
  const decide = (index: number, what: string) => (decided[index] ??= what);
  const messages = bodies.map((body, index) => ({
    id: `m${index}`,
    timestamp: new Date(0),
    attempts,
    body,
    ack: () => void decide(index, "ack"),
    retry: (options?: { delaySeconds?: number }) => void decide(index, `retry in ${options?.delaySeconds} s`),
  }));
  const ackAll = () => messages.forEach((message) => message.ack());
  // The platform's batch has further members that consumers do not use.
  return { batch: { queue: "q", messages, ackAll } as unknown as MessageBatch<Body>, decided };
}

/** A database that refuses the packets of one source, or is down. */
function postgres({ poison, down }: { poison?: string; down?: boolean } = {}) {
  const stored: string[] = [];
  const confirmed: Stored[] = [];
  const store = async (packets: EventPacket[]) => {
    if (down) throw DOWN;
    if (packets.some(({ source }) => source.key === poison)) throw new Error("invalid input");
    stored.push(...packets.map(({ source, fromSeq }) => `${source.key}:${fromSeq}`));
  };
  const confirm = async (ranges: Stored[]) => void confirmed.push(...ranges);
  return { stored, confirmed, consumer: { store, isDown: (error: unknown) => error === DOWN, confirm, log } };
}

describe("packets on their way to Postgres", () => {
  test("are stored, then confirmed, then acknowledged", async () => {
    const { batch, decided } = batchOf([packet("a", 1), packet("b", 4)]);
    const { stored, confirmed, consumer } = postgres();
    await consumePostgresEvents(batch, consumer);
    expect(stored).toEqual(["a:1", "b:4"]);
    expect(confirmed.map(({ source }) => source.key)).toEqual(["a", "b"]);
    expect(decided).toEqual(["ack", "ack"]);
  });

  test("are left to their outboxes while Postgres is down, and no retry is spent", async () => {
    const { batch, decided } = batchOf([packet("a", 1), packet("b", 4)]);
    const { confirmed, consumer } = postgres({ down: true });
    await consumePostgresEvents(batch, consumer);
    expect(confirmed).toEqual([]);
    expect(decided).toEqual(["ack", "ack"]);
  });

  test("are not held up by one that Postgres refuses", async () => {
    const { batch, decided } = batchOf([packet("a", 1), packet("bad", 2), packet("b", 4)]);
    const { stored, confirmed, consumer } = postgres({ poison: "bad" });
    await consumePostgresEvents(batch, consumer);
    expect(stored).toEqual(["a:1", "b:4"]);
    expect(confirmed.map(({ source }) => source.key)).toEqual(["a", "b"]);
    expect(decided).toEqual(["ack", "retry in 10 s", "ack"]);
  });

  test("wait longer from refusal to refusal", async () => {
    const { batch, decided } = batchOf([packet("bad", 2)], 4);
    await consumePostgresEvents(batch, postgres({ poison: "bad" }).consumer);
    expect(decided).toEqual(["retry in 80 s"]);
  });
});

describe("a dead letter", () => {
  test("is kept under the name of its packet, so that the same one twice is one", async () => {
    const kept: string[] = [];
    const confirmed: Stored[] = [];
    const { batch, decided } = batchOf<unknown>([packet("a", 1, 3), packet("a", 1, 3), "no packet"]);
    await storeDeadLetters(batch, {
      keep: async ({ id, orgId }) => void kept.push(`${orgId} ${id}`),
      confirm: async (ranges) => void confirmed.push(...ranges),
      log,
    });
    expect(kept).toEqual(["o1 CampaignQueue/a/1-3", "o1 CampaignQueue/a/1-3", "null m2"]);
    expect(confirmed).toHaveLength(2);
    expect(decided).toEqual(["ack", "ack", "ack"]);
  });

  test("waits while Postgres is down, and is not confirmed", async () => {
    const { batch, decided } = batchOf<unknown>([packet("a", 1)]);
    const confirmed: Stored[] = [];
    await storeDeadLetters(batch, {
      keep: () => Promise.reject(DOWN),
      confirm: async (ranges) => void confirmed.push(...ranges),
      log,
    });
    expect(confirmed).toEqual([]);
    expect(decided).toEqual(["retry in 60 s"]);
  });
});

test("neighbouring ranges of one source are confirmed by one call, gaps never", () => {
  const ranges = [packet("a", 7, 9), packet("a", 1, 3), packet("b", 2, 2), packet("a", 4, 5), packet("a", 4, 4)];
  expect(mergeRanges(ranges).map(({ source, fromSeq, toSeq }) => `${source.key} ${fromSeq}-${toSeq}`)).toEqual([
    "a 1-5",
    "a 7-9",
    "b 2-2",
  ]);
});

test("a source that this version does not know is logged and stays unconfirmed", async () => {
  const lines: string[] = [];
  const source = { ...packet("k", 1).source, object: "Channel" } as unknown as EventPacket["source"];
  // No bindings at all: a confirmation of anything else would throw and be logged as failed.
  await confirmStored(
    {} as Env,
    [{ source, fromSeq: 1, toSeq: 2 }],
    createLogger({}, (_, line) => lines.push(line)),
  );
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: "error", event: "confirmation_of_unknown_object", object: "Channel", key: "k" },
  ]);
});
