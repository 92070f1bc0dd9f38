/**
 * The promises of docs/rules.md#promises under any order of events. Repeat one play with `SEED=<n>`, play more of them
 * with `SEEDS=<count>`.
 */
import { expect, test } from "vitest";
import type { ContactState, MessageState, ObjectEvent } from "../../domain/record/events.ts";
import { ANA, BEN } from "../testing/queue-world.ts";
import type { QueueWorld } from "../testing/queue-world.ts";
import { playQueues } from "../testing/queue-fuzz.ts";
import { recount } from "./store/counters.ts";
import { deskOf } from "./assignment/leases.ts";
import { contactStateOf, messageStateOf } from "./store/rows.ts";
import type { ContactRow, MessageRow } from "./store/rows.ts";

const STEPS = 500;
const { SEED, SEEDS } = process.env;
const seeds = SEED ? [Number(SEED)] : Array.from({ length: Number(SEEDS ?? 10) }, (_, index) => index + 1);

const happened = new Map<string, number>();

/** Promise 6: a reader that keeps the newest version of each entity has the same as the tables. */
function replay(events: readonly ObjectEvent[], random: () => number) {
  const contacts = new Map<string, { version: number; state: ContactState }>();
  const messages = new Map<string, { version: number; state: MessageState }>();
  const order = [...events, ...events].map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at);
  for (const { event } of order) {
    const { version } = event;
    if (event.kind === "contact" && version > (contacts.get(event.payload.id)?.version ?? 0)) {
      contacts.set(event.payload.id, { version, state: event.payload });
    } else if (event.kind === "message") {
      const id = `${event.payload.contactId} ${event.payload.id}`;
      if (version > (messages.get(id)?.version ?? 0)) messages.set(id, { version, state: event.payload });
    }
  }
  return { contacts, messages };
}

function expectEventsToTellTheTables(world: QueueWorld, random: () => number): void {
  const { contacts, messages } = replay(world.events, random);
  for (const row of world.sql.all<ContactRow>("SELECT * FROM contacts")) {
    const untouched = { id: world.id(row.n), texterId: null, status: "needsMessage", optedOut: false, answers: {} };
    expect(contacts.get(world.id(row.n))?.state ?? untouched).toEqual(contactStateOf(world.key, row));
  }
  const rows = world.sql.all<MessageRow>("SELECT * FROM messages");
  expect(messages.size).toBe(rows.length);
  for (const row of rows) {
    // SENDING is our own bookkeeping: readers see what was before.
    const { sendStatus, ...state } = messageStateOf(world.key, row);
    const recorded = messages.get(`${world.id(row.n)} ${row.id}`)?.state;
    expect(recorded).toMatchObject(state);
    expect(sendStatus === "SENDING" ? "QUEUED" : sendStatus).toBe(recorded?.sendStatus);
  }
}

function expectCountersToBeRight(world: QueueWorld): void {
  const counters = recount(world.sql);
  expect(world.store.counters).toEqual(counters);
  expect(JSON.parse(world.sql.scalar<string>("SELECT counters FROM state") ?? "")).toEqual(counters);
  const rows = world.sql.all<ContactRow>("SELECT * FROM contacts");
  // Every contact is in exactly one of: left, held, done, passed over because it opted out unsent.
  const done = rows.filter((row) => row.status !== "needsMessage").length;
  const passedOver = rows.filter((row) => row.status === "needsMessage" && row.opted_out === 1).length;
  expect(counters.left + counters.assigned + done + passedOver).toBe(rows.length);
}

test.each(seeds)("any events in any order keep every promise (SEED=%i)", async (seed) => {
  const play = playQueues(seed, (rule) => {
    throw new Error(`SEED=${seed}: ${rule}`);
  });
  for (let i = 0; i < STEPS; i += 1) {
    await play.step();
    if (i % 25 !== 0) continue;
    for (const { world, holders } of play.queues) {
      expectCountersToBeRight(world);
      const held = world.sql.all<{ n: number; texter: string }>(
        "SELECT n, texter FROM contacts WHERE texter IS NOT NULL",
      );
      expect(new Map(held.map((row) => [row.n, row.texter]))).toEqual(holders);
    }
  }
  await play.calm();

  const { queues, taken, numbers, desks, random, counts } = play;
  for (const { world } of queues) {
    expectCountersToBeRight(world);
    expectEventsToTellTheTables(world, random);
    const texts = world.sql.all<MessageRow>("SELECT * FROM messages WHERE direction = 'out'");
    for (const text of texts) {
      const atCarrier = taken.filter((each) => each.queue === world.key && each.messageId === text.id);
      expect(atCarrier.length).toBeLessThan(2);
      // All settle: whatever the carrier has is known here as such, with its sid.
      if (atCarrier[0]) expect(text).toMatchObject({ sid: atCarrier[0].sid });
      expect(["SENT", "DELIVERED", "ERROR", "UNKNOWN", "NOT_ATTEMPTED"]).toContain(text.send_status);
      if (text.send_status === "UNKNOWN") expect([atCarrier.length, text.look_up_at]).toEqual([0, null]);
      if (text.send_status === "DELIVERED") expect(atCarrier).toHaveLength(1);
    }
    for (const contact of world.sql.all<ContactRow>("SELECT * FROM contacts")) {
      expect(contact.opted_out === 1).toBe(numbers.flag(contact.cell)?.optedOut ?? false);
    }
    for (const texter of [ANA, BEN]) {
      const desk = desks.get(texter.personId)!;
      const there = new Map(
        Array.from(desk.itemsOf(world.store.config!.campaignId), (item) => [item.contactId, item.version]),
      );
      expect(there).toEqual(new Map(deskOf(world.store, texter).map((item) => [item.contactId, item.version])));
    }
  }
  for (const [name, count] of Object.entries(counts)) happened.set(name, (happened.get(name) ?? 0) + count);
});

test.skipIf(SEED !== undefined)("over all plays, everything that can happen has happened", () => {
  expect(Math.min(...happened.values())).toBeGreaterThan(0);
});
