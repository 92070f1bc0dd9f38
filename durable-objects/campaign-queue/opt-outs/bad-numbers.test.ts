/** Carrier codes: bad numbers, and the health of sending numbers (docs/rules.md#opt-outs-carrier-codes). */
import { describe, expect, test } from "vitest";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { applyBadNumber, badNumberIsReported, owedBadNumbers, owedStrikes, strikeIsReported } from "./bad-numbers.ts";
import { recount } from "../store/counters.ts";
import { holdUnsent, reassign } from "../assignment/holdings.ts";
import { report } from "../conversations/inbound.ts";
import { lease } from "../assignment/leases.ts";
import { owedReviews, reviewIsReported } from "./owed-reviews.ts";

const SENDER = "+12125550199";

function texted() {
  const world = queueWorld({ contacts: 2 });
  world.lease(ANA, 2);
  world.send(1);
  world.wave();
  return {
    ...world,
    fails(errorCode: number): void {
      const { id: messageId, sid } = world.sent(1)[0]!;
      const reported = { n: 1, messageId, sid: sid!, status: "ERROR" as const, errorCode, from: SENDER };
      world.store.block((change) => report(world.store, change, reported));
    },
    problems: () => world.events.flatMap((event) => (event.kind === "sender_problem" ? [event.payload] : [])),
  };
}

describe("a bad number", () => {
  test.each([30005, 30006, 21211, 21614, 21265, 21635])("by %i in a report is not texted again", (code) => {
    const world = texted();
    world.fails(code);
    expect(world.send(1)).toMatchObject({ ok: false, reason: "bad_number" });
    expect(world.contact(1)).toMatchObject({ bad_number: code, opted_out: 0 });
    expect(owedBadNumbers(world.store)).toMatchObject([{ n: 1, cell: world.contact(1).cell, code }]);
    badNumberIsReported(world.store, owedBadNumbers(world.store)[0]!);
    expect(owedBadNumbers(world.store)).toEqual([]);
  });

  test("by the carrier's refusal counts as well", () => {
    const world = texted();
    world.send(2);
    world.wave({ kind: "rejected", code: 21614, message: "" });
    expect(world.contact(2).bad_number).toBe(21614);
  });

  test("that answers may be texted again, and the directory learns of it", () => {
    const world = texted();
    world.fails(30005);
    expect(world.receive(1, "I was on the subway")).toMatchObject({ ok: true, owes: true });
    expect(world.send(1).ok).toBe(true);
    expect(owedBadNumbers(world.store)).toMatchObject([{ n: 1, code: null }]);
  });

  test("that another campaign found out about is not texted here either, until it answers there", () => {
    const world = texted();
    const apply = (code: number | null) =>
      world.store.block((change) => applyBadNumber(world.store, change, { contacts: [2, 99], code }));
    world.receive(1, "Who is this?");
    world.send(1);
    world.store.block((change) => applyBadNumber(world.store, change, { contacts: [1], code: 30003 }));
    expect(world.send(1)).toMatchObject({ ok: false, reason: "bad_number" });
    apply(30003);
    expect(owedBadNumbers(world.store)).toEqual([]);
    // The texter who was to send the first text does not hold it any more.
    expect(world.contact(2)).toMatchObject({ texter: null, bad_number: 30003 });
    expect(world.news).toContainEqual(expect.objectContaining({ kind: "gone", texter: ANA.personId, n: 2 }));
    apply(null);
    expect(world.lease(ANA, 9, "again")).toEqual([2]);
    expect(world.send(2).ok).toBe(true);
  });

  test("is not made bad again by an older report that arrives late", () => {
    const world = texted();
    const apply = (code: number | null, at: number) =>
      world.store.block((change) => applyBadNumber(world.store, change, { contacts: [1], code, at }));
    const now = world.store.now();
    apply(30003, now);
    apply(null, now + 2);
    apply(30003, now + 1);
    expect(world.contact(1)).toMatchObject({ bad_number: null, bad_number_at: now + 2 });
  });

  test("is suppressed from texting: nobody gets it for a first text, and it does not count as left", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 1, "r1");
    world.store.block((change) => applyBadNumber(world.store, change, { contacts: [1, 2, 3], code: 21614 }));
    expect(lease(world.store, { texter: BEN, requestId: "r2", count: 9 })).toMatchObject({ items: [{}], left: 0 });
    expect(world.store.counters).toMatchObject({ contacts: 4, left: 0, assigned: 1 });
    expect(world.store.counters).toEqual(recount(world.sql));
    expect(holdUnsent(world.store, { texter: ANA, count: 4 })).toEqual({ held: 0 });
    expect(
      reassign(world.store, { to: [ANA], contacts: [2], from: null, kind: "toSend", waitingBeforeMs: null }),
    ).toEqual({
      moved: [{ personId: ANA.personId, count: 0 }],
    });
  });

  test("gets no text that was queued before it was found to be bad", () => {
    const world = queueWorld({ contacts: 2 });
    for (const n of world.lease(ANA, 2)) world.send(n);
    world.store.block((change) => applyBadNumber(world.store, change, { contacts: [1], code: 30005 }));
    expect(world.wave().map(({ n }) => n)).toEqual([2]);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });

  test("that the text has reached after all is none", () => {
    const world = texted();
    world.fails(30005);
    const { id: messageId, sid } = world.sent(1)[0]!;
    const delivered = { n: 1, messageId, sid: sid!, status: "DELIVERED" as const, errorCode: null };
    world.store.block((change) => report(world.store, change, delivered));
    expect(world.contact(1).bad_number).toBeNull();
  });
});

describe("a phone that is off (30003)", () => {
  const fails = (world: ReturnType<typeof texted>) => {
    world.fails(30003);
    return owedStrikes(world.store);
  };

  test("is no bad number at once: the directory counts each text once, however often it is reported", () => {
    const world = texted();
    const [strike] = fails(world);
    expect(strike).toMatchObject({ n: 1, messageId: world.sent(1)[0]!.id, cell: world.contact(1).cell });
    expect(fails(world)).toHaveLength(1);
    expect(world.contact(1).bad_number).toBeNull();
    strikeIsReported(world.store, strike!);
    expect(owedStrikes(world.store)).toEqual([]);
    expect(fails(world)).toEqual([]);
    expect(world.send(1).ok).toBe(true);
  });

  test("that answers or gets a text begins anew, and it is reported to the directory", () => {
    const answered = texted();
    fails(answered);
    answered.receive(1, "I was on the subway");
    expect([owedStrikes(answered.store), owedBadNumbers(answered.store)]).toMatchObject([[], [{ n: 1, code: null }]]);
    const reached = texted();
    fails(reached);
    reached.send(1);
    reached.wave();
    const { id: messageId, sid } = reached.sent(1).at(-1)!;
    const delivered = { n: 1, messageId, sid: sid!, status: "DELIVERED" as const, errorCode: null };
    reached.store.block((change) => report(reached.store, change, delivered));
    expect([owedStrikes(reached.store), owedBadNumbers(reached.store)]).toMatchObject([[], [{ n: 1, code: null }]]);
    expect(reached.contact(1).unreachable).toBe(0);
  });
});

describe("the health of our numbers", () => {
  test("counts 30007 and 30034 once per text, and opts nobody out", () => {
    const world = texted();
    world.fails(30007);
    world.fails(30007);
    expect(world.problems()).toEqual([{ sender: SENDER, code: 30007, count: 1 }]);
    expect(world.contact(1)).toMatchObject({ opted_out: 0, bad_number: null });
    world.send(2);
    world.wave({ kind: "rejected", code: 30034, message: "" });
    expect(world.problems().at(-1)).toEqual({ sender: world.store.config!.messagingServiceSid, code: 30034, count: 1 });
  });

  test.each([39_999, 30_610, 30_033, 12_300, 30_022])("counts %i, which somebody has to see", (code) => {
    const world = texted();
    world.fails(code);
    expect(world.problems()).toMatchObject([{ code, count: 1 }]);
  });

  test.each([30_003, 30_008, 21_610])("does not count %i", (code) => {
    const world = texted();
    world.fails(code);
    expect(world.problems()).toEqual([]);
  });
});

describe("an unclear text", () => {
  test("is a reply like any other, and owed to the directory until it has it", () => {
    const world = texted();
    expect(world.receive(1, "You have the wrong number", "SM1")).toMatchObject({ ok: true, optOut: null, owes: true });
    expect(world.contact(1)).toMatchObject({ opted_out: 0, status: "needsResponse" });
    world.restart();
    const [review] = owedReviews(world.store);
    expect(review).toMatchObject({ sid: "SM1", reason: "wrong_number", contactId: world.id(1) });
    world.receive(1, "You have the wrong number", "SM1");
    expect(owedReviews(world.store)).toHaveLength(1);
    reviewIsReported(world.store, review!);
    expect(owedReviews(world.store)).toEqual([]);
  });
});
