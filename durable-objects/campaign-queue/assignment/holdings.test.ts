import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Texter } from "../../../domain/people/people.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import type { QueueWorld } from "../../testing/queue-world.ts";
import { recount } from "../store/counters.ts";
import { holdings, holdUnsent, nextLookAtMs, reassign, releaseIdle, sweep } from "./holdings.ts";
import { lease, release } from "./leases.ts";

const CLEO: Texter = { personId: "p00000000000000c", firstName: "Cleo", lastName: "Cruz", alias: null };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const all = { contacts: null, from: null, kind: "all", waitingBeforeMs: null } as const;

const holderOf = (world: QueueWorld, n: number) => world.store.contact(n)?.texter ?? null;
const heldBy = (world: QueueWorld, texter: Texter) =>
  world.sql.all<{ n: number }>("SELECT n FROM contacts WHERE texter = ? ORDER BY n", texter.personId).map(({ n }) => n);

describe("an admin's counts", () => {
  test("are exact, up and down", () => {
    const world = queueWorld({ contacts: 10 });
    expect(holdUnsent(world.store, { texter: ANA, count: 6 })).toEqual({ held: 6 });
    expect(holdUnsent(world.store, { texter: ANA, count: 2 })).toEqual({ held: 2 });
    expect(heldBy(world, ANA)).toEqual([1, 2]);
    expect(holdUnsent(world.store, { texter: ANA, count: 2 })).toEqual({ held: 2 });
    expect(world.store.counters).toMatchObject({ left: 8, assigned: 2 });
  });

  test("give what there is when more is wished than is left", () => {
    const world = queueWorld({ contacts: 5 });
    holdUnsent(world.store, { texter: BEN, count: 3 });
    expect(holdUnsent(world.store, { texter: ANA, count: 9 })).toEqual({ held: 2 });
  });

  test("take back only what was not texted; conversations stay", () => {
    const world = queueWorld({ contacts: 4 });
    holdUnsent(world.store, { texter: ANA, count: 4 });
    world.send(1);
    expect(holdUnsent(world.store, { texter: ANA, count: 0 })).toEqual({ held: 0 });
    expect(heldBy(world, ANA)).toEqual([1]);
  });

  test("reach both desks", () => {
    const world = queueWorld({ contacts: 2 });
    holdUnsent(world.store, { texter: ANA, count: 2 });
    expect(world.news).toMatchObject([
      { kind: "item", texter: ANA.personId, n: 1 },
      { kind: "item", texter: ANA.personId, n: 2 },
    ]);
    world.news.length = 0;
    holdUnsent(world.store, { texter: ANA, count: 1 });
    expect(world.news).toMatchObject([{ kind: "gone", texter: ANA.personId, n: 2 }]);
  });
});

describe("reassigning", () => {
  test("gives a texter's waiting replies to others in equal parts", () => {
    const world = queueWorld({ contacts: 6 });
    for (const n of world.lease(ANA, 6)) world.send(n);
    for (const n of [1, 2, 3, 4]) world.receive(n, "Yes?");
    const { moved } = reassign(world.store, { ...all, to: [BEN, CLEO], from: ANA.personId, kind: "waiting" });
    expect(moved).toEqual([
      { personId: BEN.personId, count: 2 },
      { personId: CLEO.personId, count: 2 },
    ]);
    expect(heldBy(world, ANA)).toEqual([5, 6]);
  });

  test("an old holder's text is refused, and the new one's goes out", () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    reassign(world.store, { ...all, to: [BEN], contacts: [1] });
    expect(world.send(1)).toMatchObject({ ok: false, reason: "not_yours" });
    expect(world.send(1, { texter: BEN })).toMatchObject({ ok: true });
  });

  test("of chosen contacts takes those too that nobody has", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 1);
    reassign(world.store, { ...all, to: [BEN], contacts: [1, 2] });
    expect(heldBy(world, BEN)).toEqual([1, 2]);
    expect(holderOf(world, 3)).toBeNull();
  });

  test("leaves with the receivers what they have, and can be repeated", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 2);
    world.lease(BEN, 2);
    const request = { ...all, to: [BEN], from: ANA.personId };
    expect(reassign(world.store, request).moved).toEqual([{ personId: BEN.personId, count: 2 }]);
    expect(reassign(world.store, request).moved).toEqual([{ personId: BEN.personId, count: 0 }]);
    expect(heldBy(world, BEN)).toEqual([1, 2, 3, 4]);
  });

  test("may mean only replies that wait since before a time", () => {
    const world = queueWorld({ contacts: 2 });
    for (const n of world.lease(ANA, 2)) world.send(n);
    world.receive(1, "early");
    world.clock.now += HOUR;
    world.receive(2, "late");
    reassign(world.store, { ...all, to: [BEN], kind: "waiting", waitingBeforeMs: world.clock.now });
    expect([holderOf(world, 1), holderOf(world, 2)]).toEqual([BEN.personId, ANA.personId]);
  });
});

describe("a reply past its deadline", () => {
  function late() {
    const world = queueWorld({ contacts: 3 });
    for (const n of world.lease(ANA, 2)) world.send(n);
    world.receive(1, "Hello?");
    world.clock.now += 48 * HOUR + 1_000;
    return world;
  }

  test("is offered to others, and the next one who takes gets it first", () => {
    const world = late();
    expect(sweep(world.store)).toBe(1);
    expect(holderOf(world, 1)).toBeNull();
    expect(world.store.counters.left).toBe(2);
    const taken = lease(world.store, { texter: BEN, requestId: "take-1", count: 1 });
    expect(taken).toMatchObject({ ok: true, items: [{ status: "needsResponse", messages: [{}, { body: "Hello?" }] }] });
    expect(holderOf(world, 1)).toBe(BEN.personId);
  });

  test("has a new deadline with its new texter", () => {
    const world = late();
    sweep(world.store);
    lease(world.store, { texter: BEN, requestId: "take-1", count: 1 });
    expect(sweep(world.store)).toBe(0);
    world.clock.now += 48 * HOUR + 1_000;
    expect(sweep(world.store)).toBe(1);
  });

  test("is given out when no first texts are any more", () => {
    const world = late();
    sweep(world.store);
    world.configure({ status: "CLOSED_FOR_INITIAL_SENDS" });
    expect(lease(world.store, { texter: BEN, requestId: "take-1", count: 5 })).toMatchObject({
      ok: true,
      items: [{ status: "needsResponse" }],
    });
    expect(lease(world.store, { texter: BEN, requestId: "take-2", count: 5 })).toMatchObject({
      reason: "campaign_closed_for_initials",
    });
  });
});

test("holdings are listed per texter", () => {
  const world = queueWorld({ contacts: 6 });
  for (const n of world.lease(ANA, 4).slice(0, 3)) world.send(n);
  world.receive(2, "Yes?");
  world.lease(BEN, 1);
  expect(holdings(world.store)).toMatchObject([
    {
      personId: ANA.personId,
      toSend: 1,
      conversations: 3,
      waiting: 1,
      waitingSinceMs: world.store.contact(2)?.last_at,
    },
    { personId: BEN.personId, toSend: 1, conversations: 0, waiting: 0, waitingSinceMs: null },
  ]);
  expect(holdings(world.store)[0]?.activeAtMs).toBe(world.clock.now);
});

test("nothing is looked for while nobody holds anything", () => {
  const world = queueWorld({ contacts: 1 });
  expect(nextLookAtMs(world.store)).toBeNull();
  world.lease(ANA, 1);
  expect(nextLookAtMs(world.store)).toBe(world.clock.now + 15 * MINUTE);
});

/** Any order of everything that moves contacts, on a queue whose memory may be lost in between. */
describe("any events in any order", () => {
  const texters = [ANA, BEN, CLEO];
  const who = fc.constantFrom(...texters);
  const n = fc.integer({ min: 1, max: 14 });
  const step = fc.oneof(
    fc.record({ do: fc.constant("lease" as const), who, count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant("send" as const), who, n }),
    fc.record({ do: fc.constant("receive" as const), n, stop: fc.boolean() }),
    fc.record({ do: fc.constant("release" as const), who }),
    fc.record({ do: fc.constant("count" as const), who, count: fc.integer({ min: 0, max: 6 }) }),
    fc.record({
      do: fc.constant("reassign" as const),
      to: fc.uniqueArray(who, { minLength: 1, maxLength: 2 }),
      from: fc.option(who),
      kind: fc.constantFrom("toSend" as const, "waiting" as const, "conversations" as const, "all" as const),
      chosen: fc.option(fc.uniqueArray(n, { minLength: 1, maxLength: 4 })),
    }),
    fc.record({ do: fc.constant("idle" as const), hours: fc.constantFrom(1, 49) }),
    fc.record({ do: fc.constant("sweep" as const) }),
    fc.record({ do: fc.constant("add" as const) }),
    fc.record({ do: fc.constant("evict" as const) }),
  );

  test("a contact has at most one texter, desks know who, every contact is left, held or done, and counters agree", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const world = queueWorld({ contacts: 10, config: { firstTextEditable: true } });
        const desks = new Map(texters.map(({ personId }) => [personId, new Set<number>()]));
        let added = 10;
        let ids = 0;
        for (const each of steps) {
          world.clock.now += 1_000;
          ids += 1;
          if (each.do === "lease") {
            const leased = lease(world.store, { texter: each.who, requestId: `lease-${ids}`, count: each.count });
            if (leased.ok)
              for (const { contactId } of leased.items)
                desks.get(each.who.personId)?.add(Number(contactId.split(".")[2]));
          } else if (each.do === "send") {
            const contact = world.store.contact(each.n);
            const sent = world.send(each.n, {
              texter: each.who,
              initial: contact?.status === "needsMessage",
              lastSeenId: contact?.last_inbound ?? null,
            });
            if (contact?.texter !== each.who.personId) expect(sent.ok).toBe(false);
          } else if (each.do === "receive") {
            if (world.store.contact(each.n)?.status !== "needsMessage" && world.store.contact(each.n))
              world.receive(each.n, each.stop ? "stop" : "hello");
          } else if (each.do === "release") release(world.store, each.who.personId);
          else if (each.do === "count") holdUnsent(world.store, { texter: each.who, count: each.count });
          else if (each.do === "reassign")
            reassign(world.store, {
              to: each.to,
              contacts: each.chosen,
              from: each.from?.personId ?? null,
              kind: each.kind,
              waitingBeforeMs: null,
            });
          else if (each.do === "idle") {
            world.clock.now += each.hours * HOUR;
            releaseIdle(world.store);
          } else if (each.do === "sweep") sweep(world.store);
          else if (each.do === "add") {
            added += 1;
            world.add([added], `i${added}`, 1);
          } else world.restart();

          for (const news of world.news.splice(0)) {
            if (news.kind === "gone") desks.get(news.texter)?.delete(news.n);
            else if (news.kind === "item") desks.get(news.texter)?.add(news.n);
          }
          const rows = world.sql.all<{ n: number; texter: string | null; status: string; opted_out: number }>(
            "SELECT n, texter, status, opted_out FROM contacts ORDER BY n",
          );
          for (const row of rows) {
            const know = texters.filter(({ personId }) => desks.get(personId)?.has(row.n)).map((t) => t.personId);
            expect(know).toEqual(row.texter === null ? [] : [row.texter]);
          }
          const isLeft = (row: (typeof rows)[number]) =>
            row.texter === null && row.opted_out === 0 && ["needsMessage", "needsResponse"].includes(row.status);
          const left = rows.filter(isLeft).length;
          const held = rows.filter((row) => row.texter !== null).length;
          const done = rows.filter((row) => row.texter === null && !isLeft(row)).length;
          expect(left + held + done).toBe(added);
          expect(world.store.counters.left).toBe(left);
          expect(world.store.counters).toEqual(recount(world.sql));
        }
      }),
      { numRuns: 80 },
    );
  });
});
