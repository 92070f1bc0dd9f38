/**
 * Import (docs/architecture.md#import): a batch that the directory knows is added, is recorded in Postgres a little
 * later, and may be taken back.
 */
import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { ANA, cellOf, partFor, queueWorld } from "../../testing/queue-world.ts";
import { recount } from "../store/counters.ts";
import { addContacts, removeWithdrawn, withdraw } from "./imports.ts";
import { applyOptOut, receive } from "../conversations/inbound.ts";
import { lease } from "../assignment/leases.ts";
import { Publisher, publishSome } from "../store/publish.ts";

const one = { importId: "i1", batch: 1 };

const added = (events: ObjectEvent[]) =>
  events.flatMap((event) => (event.kind === "contacts_added" ? event.payload.contacts.map(({ id }) => id) : []));
const dropped = (events: ObjectEvent[]) =>
  events.flatMap((event) => (event.kind === "contacts_dropped" ? event.payload.ids : []));

describe("a batch", () => {
  test("is open to leases at once, with the numbers that the campaign gave", () => {
    const world = queueWorld();
    expect(addContacts(world.store, { ...one, parts: [partFor([1, 4]), partFor([5])] })).toEqual({ added: 3 });
    expect(world.store.counters).toEqual(recount(world.sql));
    expect(world.lease(ANA, 9)).toEqual([1, 4, 5]);
  });

  test("brings where each contact's zones are from; one of an older version does not say", () => {
    const world = queueWorld();
    const row = (n: number, ...zones: string[]) => [n, cellOf(n), "Ada", "Byron", "", "{}", ...zones];
    addContacts(world.store, { ...one, parts: [JSON.stringify([row(1, "chTX", "state"), row(2, "ny")])] });
    expect([1, 2].map((n) => world.store.contact(n))).toMatchObject([
      { zones: "chTX", zone_source: "state" },
      { zones: "ny", zone_source: "" },
    ]);
  });

  test("that comes twice is answered as before, and adds nothing", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, parts: [partFor([1, 2])] });
    world.restart();
    expect(addContacts(world.store, { ...one, parts: [partFor([1, 2])] })).toEqual({ added: 2 });
    expect(world.store.counters).toMatchObject({ contacts: 2, left: 2 });
  });

  test("that another life cuts into other parts adds nothing twice, and counts the same", () => {
    const world = queueWorld();
    const part = { importId: "i1", batch: null };
    expect(addContacts(world.store, { ...part, parts: [partFor([1, 2])] })).toEqual({ added: 2 });
    world.restart();
    expect(addContacts(world.store, { ...part, parts: [partFor([1, 2, 3])] })).toEqual({ added: 3 });
    expect(addContacts(world.store, { ...one, parts: [partFor([1, 2]), partFor([3, 4])] })).toEqual({ added: 4 });
    expect(addContacts(world.store, { ...part, parts: [partFor([4])] })).toEqual({ added: 1 });
    expect(world.store.counters).toEqual(recount(world.sql));
    expect(world.store.counters).toMatchObject({ contacts: 4, left: 4 });
  });

  test("keeps the first row of a cell", () => {
    const world = queueWorld();
    const again = JSON.stringify([[7, cellOf(1), "Second", "", "", {}, "ny"]]);
    addContacts(world.store, { ...one, parts: [partFor([1]), again] });
    expect(addContacts(world.store, { importId: "i1", batch: 2, parts: [again] })).toEqual({ added: 0 });
    expect(world.contact(1).first_name).toBe("First1");
    expect(world.store.counters.contacts).toBe(1);
  });

  test("keeps every column, quotes and all, and the zones", () => {
    const world = queueWorld();
    const custom = { 'fav "color"': "blue\nor green", empty: "" };
    addContacts(world.store, {
      ...one,
      parts: [JSON.stringify([[1, cellOf(1), "Zoë", "O'Neil", "", custom, "nych"]])],
    });
    const leased = lease(world.store, { texter: ANA, requestId: "r", count: 1 });
    expect(leased).toMatchObject({ items: [{ firstName: "Zoë", fields: { ...custom, external_id: "" } }] });
    expect(world.contact(1).zones).toBe("nych");
  });

  test("finds the opt-out that arrived before it, also after a restart", () => {
    const world = queueWorld();
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [1], optedOut: true, version: 1 }));
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [2], optedOut: true, version: 2 }));
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [2], optedOut: false, version: 3 }));
    world.restart();
    addContacts(world.store, { ...one, parts: [partFor([1, 2])] });
    expect(world.store.counters).toMatchObject({ contacts: 2, optOuts: 1, left: 1 });
    expect(world.store.counters).toEqual(recount(world.sql));
    // Postgres hears of it, too: an imported contact counts there as one to whom nothing has happened.
    const states = world.events.flatMap((event) => (event.kind === "contact" ? [event.payload] : []));
    expect(states).toMatchObject([
      { id: expect.stringMatching(/\.1$/), optedOut: true },
      { id: expect.stringMatching(/\.2$/), optedOut: false },
    ]);
    expect(world.lease(ANA, 9)).toEqual([2]);
  });

  test("that was never texted takes no inbound text", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, parts: [partFor([1])] });
    const heard = world.store.block((change) =>
      receive(world.store, change, { n: 1, sid: "SM1", body: "hi", carrierAnswered: false }),
    );
    expect(heard).toEqual({ ok: false, reason: "never_texted" });
  });
});

describe("Postgres gets contacts", () => {
  const many = (count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, i) => [
        i + 1,
        `+1${2120000000 + i}`,
        "Firstname",
        "Lastname",
        "",
        { a: "b" },
        "ny",
      ]),
    );

  test("once each, by packets that fit a queue's message, over any restarts", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, parts: [many(3_201)] });
    const publisher = new Publisher({ store: world.store, recorder: { unconfirmed: 0 }, wakeAt: () => {} });
    expect([publisher.unconfirmed, added(world.events)]).toEqual([1, []]);
    for (let more = true; more;) {
      more = publishSome(world.store, 0);
      world.restart();
    }
    expect(publisher.unconfirmed).toBe(0);
    expect(added(world.events)).toHaveLength(3_201);
    expect(new Set(added(world.events)).size).toBe(3_201);
    for (const event of world.events) expect(JSON.stringify(event).length).toBeLessThan(96_000);
  });

  test("that have many words in any alphabet, too", () => {
    const world = queueWorld();
    const note = "漢".repeat(9_000);
    const rows = Array.from({ length: 40 }, (_, i) => [
      i + 1,
      cellOf(i + 1),
      "名",
      "\u0001".repeat(500),
      "",
      { note },
      "ny",
    ]);
    addContacts(world.store, { ...one, parts: [JSON.stringify(rows)] });
    while (publishSome(world.store, 0));
    expect(added(world.events)).toHaveLength(40);
    for (const event of world.events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(96_000);
  });

  test("only while little else waits, so that what happens now goes first", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, parts: [many(10)] });
    expect(publishSome(world.store, 50)).toBe(true);
    expect(added(world.events)).toEqual([]);
    expect(publishSome(world.store, 1)).toBe(false);
    expect(added(world.events)).toHaveLength(10);
  });
});

describe("taking contacts back", () => {
  test("closes them first, removes them then, and tells readers of those that they knew", () => {
    const world = queueWorld({ config: { status: "DRAFT" } });
    world.add([1, 2]);
    addContacts(world.store, { importId: "i2", batch: 1, parts: [partFor([3])] });
    const contacts = [1, 2, 3].map((n) => ({ contactId: world.id(n), cell: cellOf(n) }));
    expect(withdraw(world.store)).toEqual({ contacts });
    expect(world.store.counters).toMatchObject({ contacts: 0, left: 0 });
    world.restart();
    expect(withdraw(world.store)).toEqual({ contacts });
    removeWithdrawn(world.store);
    removeWithdrawn(world.store);
    expect(withdraw(world.store)).toEqual({ contacts: [] });
    expect(dropped(world.events)).toEqual([world.id(1), world.id(2)]);
    expect(world.store.counters).toEqual(recount(world.sql));
  });

  test("leaves those that a texter holds, has texted or gave back", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 2);
    world.send(1);
    expect(withdraw(world.store).contacts.map(({ contactId }) => contactId)).toEqual([world.id(3), world.id(4)]);
    expect(world.lease(ANA, 9, "later")).toEqual([]);
    removeWithdrawn(world.store);
    expect(withdraw(world.store)).toEqual({ contacts: [] });
    expect(world.store.counters).toEqual(recount(world.sql));
    expect(world.store.counters.contacts).toBe(2);
  });
});
