/** What a queue decides about assignment (docs/rules.md#assignment-leases). */
import { describe, expect, test } from "vitest";
import { ANA, BEN, queueWorld, QUEUE_KEY } from "../../testing/queue-world.ts";
import { applyOptOut } from "../conversations/inbound.ts";
import {
  confirmLease,
  deskOf,
  deskPage,
  dropLease,
  forgetOldLeases,
  hasUnconfirmedLeases,
  lease,
  LEASE_CONFIRM_MS,
  numberOf,
  release,
  unconfirmedLeases,
} from "./leases.ts";
import { recount } from "../store/counters.ts";

describe("answers that go to a desk", () => {
  /** Contacts whose columns have 60 KB each. */
  const heavy = (contacts: number) => {
    const world = queueWorld({ contacts });
    world.sql.run("UPDATE contacts SET custom = json_object('note', ?)", "x".repeat(60_000));
    world.restart();
    return world;
  };
  const bytesOf = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer));

  test("a lease gives as many contacts as one answer carries, and the next one the others", () => {
    const world = heavy(150);
    const first = lease(world.store, { texter: ANA, requestId: "r1", count: 150 });
    if (!first.ok) throw new Error(first.message);
    expect(first.items.length).toBeGreaterThan(50);
    expect(first.items.length).toBeLessThan(80);
    expect(bytesOf(first)).toBeLessThan(4_500_000);
    expect(world.store.counters).toMatchObject({ assigned: first.items.length, left: 150 - first.items.length });
    expect(lease(world.store, { texter: ANA, requestId: "r1", count: 150 })).toEqual(first);
    const taken = new Set(first.items.map((item) => item.contactId));
    for (const requestId of ["r2", "r3"]) {
      const more = lease(world.store, { texter: ANA, requestId, count: 150 });
      if (more.ok) for (const item of more.items) taken.add(item.contactId);
    }
    expect(taken.size).toBe(150);
    expect(world.store.counters).toEqual(recount(world.sql));
  });

  test("one contact that is larger than an answer should be is given alone", () => {
    const world = heavy(2);
    world.sql.run("UPDATE contacts SET custom = json_object('note', ?) WHERE n = 1", "x".repeat(1_900_000));
    world.restart();
    expect(lease(world.store, { texter: ANA, requestId: "r1", count: 2 })).toMatchObject({ ok: true });
  });

  test("a desk is read in pages by bytes and by count, each contact once", () => {
    const world = heavy(150);
    for (let n = 0; n < 3; n += 1) lease(world.store, { texter: ANA, requestId: `r${n}`, count: 150 });
    const seen: string[] = [];
    let pages = 0;
    for (let after: number | null = 0; after !== null; pages += 1) {
      const page = deskPage(world.store, { texter: ANA, after });
      expect(bytesOf(page)).toBeLessThan(4_500_000);
      seen.push(...page.items.map((item) => item.contactId));
      after = page.next;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(deskOf(world.store, ANA).map((item) => item.contactId));
    const light = queueWorld({ contacts: 1_200 });
    light.lease(ANA, 1_200);
    const first = deskPage(light.store, { texter: ANA, after: 0 });
    expect([first.items.length, first.next]).toEqual([500, 500]);
    expect(deskPage(light.store, { texter: ANA, after: 1_000 })).toMatchObject({ next: null });
    expect(deskPage(light.store, { texter: BEN, after: 0 })).toMatchObject({ items: [], next: null });
  });
});

describe("a lease", () => {
  test("gives what was asked for, or what is left", () => {
    const world = queueWorld({ contacts: 5 });
    expect(lease(world.store, { texter: ANA, requestId: "r1", count: 3 })).toMatchObject({ ok: true, left: 2 });
    expect(world.lease(BEN, 3, "r2")).toEqual([4, 5]);
    expect(lease(world.store, { texter: BEN, requestId: "r3", count: 3 })).toEqual({ ok: true, items: [], left: 0 });
  });

  test("repeated gives the same contacts, also after a restart", () => {
    const world = queueWorld({ contacts: 9 });
    const first = lease(world.store, { texter: ANA, requestId: "r1", count: 3 });
    world.restart();
    expect(lease(world.store, { texter: ANA, requestId: "r1", count: 3 })).toEqual(first);
    expect(world.store.counters.left).toBe(6);
  });

  test("is forgotten a day after its desk has confirmed it, and not before", () => {
    const world = queueWorld({ contacts: 9 });
    world.lease(ANA, 2, "r1");
    world.lease(BEN, 2, "r2");
    confirmLease(world.store, "r1");
    const known = () =>
      world.sql.all<{ request_id: string }>("SELECT request_id FROM leases").map((row) => row.request_id);
    world.clock.now += 24 * 3_600_000 - 1;
    forgetOldLeases(world.store);
    expect(known()).toEqual(["r1", "r2"]);
    world.clock.now += 1;
    forgetOldLeases(world.store);
    expect(known()).toEqual(["r2"]);
    expect(world.store.counters).toMatchObject({ left: 5, assigned: 4 });
  });

  test("repeated gives no more what has been given back since", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3, "r1");
    world.send(1);
    release(world.store, ANA.personId, [2]);
    expect(world.lease(ANA, 3, "r1")).toEqual([1, 3]);
  });

  test("of somebody else's request is refused", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 1, "r1");
    expect(lease(world.store, { texter: BEN, requestId: "r1", count: 1 })).toMatchObject({ reason: "not_yours" });
  });

  test("is disjoint from every other", () => {
    const world = queueWorld({ contacts: 100 });
    const given = Array.from({ length: 12 }, (_, i) => world.lease(i % 2 ? ANA : BEN, 9, `r${i}`)).flat();
    expect(given).toHaveLength(100);
    expect(new Set(given).size).toBe(100);
  });

  test("carries first texts, rendered for the texter", () => {
    const world = queueWorld({ contacts: 1 });
    const leased = lease(world.store, { texter: BEN, requestId: "r1", count: 1 });
    expect(leased).toMatchObject({
      items: [{ contactId: `${QUEUE_KEY}.1`, firstText: { ok: true, text: world.firstText(1, BEN) }, messages: [] }],
    });
  });

  test("passes over contacts who opted out", () => {
    const world = queueWorld({ contacts: 3 });
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [2], optedOut: true, version: 1 }));
    expect(world.lease(ANA, 3)).toEqual([1, 3]);
  });

  test("is given while the campaign is paused, because a pause holds texts only", () => {
    expect(queueWorld({ contacts: 2, config: { paused: true } }).lease(ANA, 2)).toEqual([1, 2]);
  });

  test.each([
    ["DRAFT", "campaign_not_started"],
    ["CLOSED_FOR_INITIAL_SENDS", "campaign_closed_for_initials"],
    ["CLOSED", "campaign_closed"],
    ["ARCHIVED", "campaign_archived"],
  ] as const)("is refused when the campaign is %s", (status, reason) => {
    const world = queueWorld({ contacts: 2, config: { status } });
    expect(lease(world.store, { texter: ANA, requestId: "r1", count: 1 })).toMatchObject({ ok: false, reason });
  });
});

describe("giving back", () => {
  test("takes unsent contacts only; conversations stay", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 3);
    world.send(2);
    expect(release(world.store, ANA.personId)).toEqual([world.id(1), world.id(3)]);
    expect(world.contact(2).texter).toBe(ANA.personId);
    expect(world.lease(BEN, 4)).toEqual([1, 3, 4]);
    expect(world.store.counters).toEqual(recount(world.sql));
  });

  test("twice changes nothing the second time", () => {
    const world = queueWorld({ contacts: 2 });
    world.lease(ANA, 2);
    release(world.store, ANA.personId);
    const { version } = world.store;
    expect(release(world.store, ANA.personId)).toEqual([]);
    expect(world.store.version).toBe(version);
  });

  test("tells the desk that lost them", () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.news.length = 0;
    release(world.store, ANA.personId);
    expect(world.news).toEqual([{ kind: "gone", texter: ANA.personId, n: 1, version: world.contact(1).version }]);
  });
});

describe("a lease that no desk confirmed", () => {
  test("is asked about after its time, and not before", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 1, "r1");
    world.clock.now += LEASE_CONFIRM_MS - 1;
    world.lease(BEN, 1, "r2");
    expect(unconfirmedLeases(world.store, world.clock.now)).toEqual(new Map());
    world.clock.now += 1;
    expect(unconfirmedLeases(world.store, world.clock.now)).toEqual(new Map([[ANA.personId, ["r1"]]]));
  });

  test("goes back when its desk never got it, less what was texted", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3, "r1");
    world.send(2);
    dropLease(world.store, "r1");
    expect(world.store.counters).toMatchObject({ left: 2, assigned: 0 });
    expect(hasUnconfirmedLeases(world.store)).toBe(false);
    expect(world.lease(ANA, 9, "r1")).toEqual([1, 3]);
  });

  test("goes back without the conversations that its texter has, whatever became of the confirmation", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3, "r1");
    world.send(2);
    world.receive(2, "Which day is it?");
    dropLease(world.store, "r1");
    expect(world.contact(2)).toMatchObject({ texter: ANA.personId, status: "needsResponse" });
    expect(world.store.counters).toMatchObject({ left: 2, assigned: 0 });
  });

  test("that was confirmed meanwhile stays", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3, "r1");
    expect(hasUnconfirmedLeases(world.store)).toBe(true);
    confirmLease(world.store, "r1");
    dropLease(world.store, "r1");
    expect(world.store.counters.assigned).toBe(3);
    expect(hasUnconfirmedLeases(world.store)).toBe(false);
  });
});

test("a desk is read anew with every conversation, oldest message first", () => {
  const world = queueWorld({ contacts: 3 });
  world.lease(ANA, 2);
  world.lease(BEN, 1, "r2");
  world.send(1);
  world.receive(1, "Hello");
  world.send(1);
  const desk = deskOf(world.store, ANA);
  expect(desk.map((item) => [item.contactId, item.status, item.messages.map((message) => message.direction)])).toEqual([
    [world.id(1), "convo", ["out", "in", "out"]],
    [world.id(2), "needsMessage", []],
  ]);
});

test("a contact's number is read from an id of this queue only", () => {
  const { store } = queueWorld();
  expect(numberOf(store, `${QUEUE_KEY}.12`)).toBe(12);
  expect(numberOf(store, "c000000000000001.2.12")).toBeNull();
  expect(numberOf(store, "nonsense")).toBeNull();
});
