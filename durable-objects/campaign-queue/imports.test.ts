/** DESIGN.md, Import: a batch arrives, meets its twins, and opens once the directory knows it. */
import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../domain/events.ts";
import { ANA, cellOf, queueWorld, rowsFor } from "../testing/queue-world.ts";
import { recount } from "./counters.ts";
import { addContacts, clearContacts, openContacts } from "./imports.ts";
import { applyOptOut, receive } from "./inbound.ts";
import { lease } from "./leases.ts";

const draft = () => queueWorld({ config: { status: "DRAFT" } });
const one = { importId: "i1", batch: 1 };

const added = (events: ObjectEvent[]) =>
  events.flatMap((event) => (event.kind === "contacts_added" ? event.payload.contacts.map(({ id }) => id) : []));

describe("a batch", () => {
  test("gets consecutive numbers, and is closed to leases until it is opened", () => {
    const world = queueWorld();
    expect(addContacts(world.store, { ...one, rows: rowsFor([1, 2, 3]) })).toEqual({
      added: [1, 2, 3].map((n) => ({ contactId: world.id(n), cell: cellOf(n) })),
      duplicates: [],
    });
    expect(world.lease(ANA, 9, "early")).toEqual([]);
    expect(world.store.counters.contacts).toBe(0);
    expect(openContacts(world.store, { ...one, drop: [] })).toEqual({ opened: 3 });
    expect(world.lease(ANA, 9)).toEqual([1, 2, 3]);
  });

  test("that comes twice is answered as before, and adds nothing", () => {
    const world = queueWorld();
    const rows = rowsFor([1, 2, 2]);
    const first = addContacts(world.store, { ...one, rows });
    world.restart();
    expect(addContacts(world.store, { ...one, rows })).toEqual(first);
    expect(openContacts(world.store, { ...one, drop: [] })).toEqual({ opened: 2 });
    expect(openContacts(world.store, { ...one, drop: [] })).toEqual({ opened: 2 });
    expect(world.store.counters).toMatchObject({ contacts: 2, left: 2 });
    expect(added(world.events)).toEqual([world.id(1), world.id(2)]);
  });

  test("keeps the first row of a cell: of this batch, of an earlier one, of another import", () => {
    const world = queueWorld();
    const [row] = rowsFor([1]);
    const again = { ...row!, line: 9, contact: { ...row!.contact, firstName: "Second" } };
    expect(addContacts(world.store, { ...one, rows: [row!, again] }).duplicates).toEqual([
      { line: 9, contactId: world.id(1) },
    ]);
    expect(addContacts(world.store, { importId: "i1", batch: 2, rows: [again] })).toEqual({
      added: [],
      duplicates: [{ line: 9, contactId: world.id(1) }],
    });
    expect(addContacts(world.store, { importId: "i2", batch: 1, rows: [again] }).duplicates).toHaveLength(1);
    expect(world.contact(1).first_name).toBe("First1");
  });

  test("opens without the contacts that are not kept, whose cells are free again", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, rows: rowsFor([1, 2, 3]) });
    expect(openContacts(world.store, { ...one, drop: [world.id(2), "c000000000000001.7.1"] })).toEqual({ opened: 2 });
    expect(added(world.events)).toEqual([world.id(1), world.id(3)]);
    expect(world.store.contact(2)).toBeNull();
    expect(addContacts(world.store, { importId: "i2", batch: 1, rows: rowsFor([2]) }).added).toHaveLength(1);
  });

  test("drops nothing of what is open already", () => {
    const world = queueWorld();
    world.add([1]);
    addContacts(world.store, { importId: "i2", batch: 1, rows: rowsFor([2]) });
    openContacts(world.store, { importId: "i2", batch: 1, drop: [world.id(1)] });
    expect(world.store.counters.contacts).toBe(2);
  });

  test("keeps every column, quotes and all", () => {
    const world = queueWorld();
    const custom = { 'fav "color"': "blue\nor green", empty: "" };
    const contact = { cell: cellOf(1), firstName: "Zoë", lastName: "O'Neil", externalId: "", custom };
    addContacts(world.store, { ...one, rows: [{ line: 2, contact }] });
    openContacts(world.store, { ...one, drop: [] });
    expect(world.events[0]).toMatchObject({ payload: { contacts: [{ id: world.id(1), ...contact }] } });
    const leased = lease(world.store, { texter: ANA, requestId: "r", count: 1 });
    expect(leased).toMatchObject({ items: [{ firstName: "Zoë", fields: { ...custom, external_id: "" } }] });
  });

  test("of five thousand is a handful of events, each small enough for a queue's message", () => {
    const world = queueWorld();
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      line: i + 2,
      contact: {
        cell: `+1${2120000000 + i}`,
        firstName: "Firstname",
        lastName: "Lastname",
        externalId: "",
        custom: { a: "b" },
      },
    }));
    addContacts(world.store, { ...one, rows });
    openContacts(world.store, { ...one, drop: [] });
    expect(added(world.events)).toHaveLength(5000);
    for (const event of world.events) expect(JSON.stringify(event).length).toBeLessThan(96_000);
    expect(world.events.length).toBeLessThan(40);
  });

  test("whose contact opts out before it is opened opens with the flag", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, rows: rowsFor([1, 2]) });
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [1], optedOut: true, version: 1 }));
    openContacts(world.store, { ...one, drop: [] });
    expect(world.store.counters).toMatchObject({ contacts: 2, optOuts: 1, left: 1 });
    expect(world.store.counters).toEqual(recount(world.sql));
    expect(world.lease(ANA, 9)).toEqual([2]);
  });

  test("that is not open hears no inbound text", () => {
    const world = queueWorld();
    addContacts(world.store, { ...one, rows: rowsFor([1]) });
    const heard = world.store.block((change) =>
      receive(world.store, change, { n: 1, sid: "SM1", body: "hi", carrierAnswered: false }),
    );
    expect(heard).toEqual({ ok: false, reason: "never_texted" });
  });
});

describe("clearing for an import that replaces", () => {
  test("lists first, removes then, and tells readers", () => {
    const world = draft();
    world.add([1, 2]);
    addContacts(world.store, { importId: "i2", batch: 1, rows: rowsFor([3]) });
    const contacts = [1, 2, 3].map((n) => ({ contactId: world.id(n), cell: cellOf(n) }));
    expect(clearContacts(world.store, false)).toEqual({ contacts });
    expect(world.store.counters.contacts).toBe(2);
    expect(clearContacts(world.store, true)).toEqual({ contacts });
    expect(clearContacts(world.store, true)).toEqual({ contacts: [] });
    expect(world.events.at(-1)).toMatchObject({
      kind: "contacts_dropped",
      payload: { ids: contacts.map((each) => each.contactId) },
    });
    expect(world.store.counters).toEqual(recount(world.sql));
  });

  test("touches nothing after the start", () => {
    const world = queueWorld({ contacts: 2 });
    expect(clearContacts(world.store, true)).toEqual({ contacts: [] });
    expect(world.store.counters.contacts).toBe(2);
  });
});
