/** Texts whose outcome is unknown (docs/rules.md#sending-unknown). */
import { describe, expect, test } from "vitest";
import type { LookUp, LookUpOutcome } from "../../../domain/sending/carrier.ts";
import { accepted, ANA, cellOf, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { applyOptOut, report } from "../conversations/inbound.ts";
import { nextLookUpAtMs, resolveUnknowns, undecided } from "./unknowns.ts";
import { beginWave, sendingBecomesUnknown, settleWave } from "../sending/waves.ts";
import { owedOptOuts } from "../opt-outs/owed-opt-outs.ts";

const PROOF_AFTER_MS = 60_000;
const ABSENT: LookUpOutcome = { kind: "absent" };
const found = (sid: string, status = "delivered"): LookUpOutcome => ({
  kind: "found",
  sid,
  status,
  errorCode: null,
  from: null,
  segments: 1,
});

type World = ReturnType<typeof queueWorld>;

/** The first texts of `count` contacts went to the carrier, which did not answer. */
function unanswered(count = 1): World {
  const world = queueWorld({ contacts: count });
  for (const n of world.lease(ANA, count)) world.send(n);
  world.wave({ kind: "unknown", detail: "timed out" });
  return world;
}

/** Looks up what is due, `afterMs` later. */
async function lookUp(world: World, afterMs: number, answer: LookUpOutcome | ((wanted: LookUp) => LookUpOutcome)) {
  world.clock.now += afterMs;
  const asked: LookUp[] = [];
  const { requeued } = await resolveUnknowns(world.store, {
    absenceIsProofAfterMs: PROOF_AFTER_MS,
    find: async (wanted) => {
      asked.push(wanted);
      return typeof answer === "function" ? answer(wanted) : answer;
    },
    inWaves: (items, work) => Promise.all(items.map((item) => work(item))),
  });
  return { requeued, asked };
}

describe("a look-up", () => {
  test("is made when its time has come, by recipient, words, sender and time of the call", async () => {
    const world = unanswered();
    const calledAtMs = world.clock.now;
    expect(nextLookUpAtMs(world.store)).toBe(calledAtMs + LOOK_UP_AFTER_MS);
    expect((await lookUp(world, LOOK_UP_AFTER_MS - 1, ABSENT)).asked).toEqual([]);
    expect((await lookUp(world, 1, ABSENT)).asked).toEqual([
      {
        to: cellOf(1),
        body: world.firstText(1),
        sentAfterMs: calledAtMs,
        knownSids: new Set(),
        messagingServiceSid: world.store.config?.messagingServiceSid,
      },
    ]);
  });

  test.each([
    ["delivered", "DELIVERED"],
    ["queued", "SENT"],
    ["failed", "ERROR"],
    ["a word that we do not know", "SENT"],
  ])("finds the text as %s: it is %s, and never sent again", async (status, sendStatus) => {
    const world = unanswered();
    await lookUp(world, LOOK_UP_AFTER_MS, found("SM9", status));
    expect(world.onlyText(1)).toMatchObject({ send_status: sendStatus, sid: "SM9", look_up_at: null });
    expect(nextLookUpAtMs(world.store)).toBeNull();
    expect(world.wave()).toEqual([]);
  });

  test("that finds nothing proves nothing before its time, then allows one retry", async () => {
    const world = unanswered();
    const provenAtMs = world.clock.now + PROOF_AFTER_MS;
    expect((await lookUp(world, LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(0);
    expect(world.onlyText(1)).toMatchObject({ send_status: "UNKNOWN", look_up_at: provenAtMs });
    expect((await lookUp(world, PROOF_AFTER_MS - LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(1);
    expect(world.wave()).toHaveLength(1);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", attempts: 2 });
  });

  test("that was asked too early proves nothing, however late its answer comes", async () => {
    const world = unanswered();
    const { requeued } = await lookUp(world, LOOK_UP_AFTER_MS, () => {
      world.clock.now += PROOF_AFTER_MS;
      return ABSENT;
    });
    expect(requeued).toBe(0);
    expect(world.onlyText(1).send_status).toBe("UNKNOWN");
  });

  test("of a call that came late in its wave proves an absence only after the wave's end", async () => {
    const world = queueWorld({ contacts: 1 });
    for (const n of world.lease(ANA, 1)) world.send(n);
    const { texts } = beginWave(world.store, 100);
    world.clock.now += 3 * PROOF_AFTER_MS;
    const carried = texts.map(({ message }) => ({
      message,
      outcome: { kind: "unknown" as const, detail: "timed out" },
    }));
    settleWave(world.store, carried, LOOK_UP_AFTER_MS);
    expect((await lookUp(world, LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(0);
    expect((await lookUp(world, PROOF_AFTER_MS - LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(1);
  });

  test("after a restart proves an absence only long enough after the restart", async () => {
    const world = queueWorld({ contacts: 1 });
    for (const n of world.lease(ANA, 1)) world.send(n);
    beginWave(world.store, 100);
    world.clock.now += 3 * PROOF_AFTER_MS;
    world.restart();
    sendingBecomesUnknown(world.store, LOOK_UP_AFTER_MS);
    expect((await lookUp(world, LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(0);
    expect((await lookUp(world, PROOF_AFTER_MS - LOOK_UP_AFTER_MS, ABSENT)).requeued).toBe(1);
  });

  test("after the retry also finds what the first call left at the carrier, should it be listed so late", async () => {
    const world = unanswered();
    const firstCallAtMs = world.clock.now;
    await lookUp(world, PROOF_AFTER_MS, ABSENT);
    world.wave({ kind: "unknown", detail: "timed out again" });
    const { asked } = await lookUp(world, PROOF_AFTER_MS, ABSENT);
    expect(asked[0]?.sentAfterMs).toBe(firstCallAtMs);
  });

  test("that finds the text failed says of the number what a report would have said", async () => {
    const world = unanswered(2);
    world.clock.now += LOOK_UP_AFTER_MS;
    const codes = [30_005, 21_610];
    const { owesOptOuts } = await resolveUnknowns(world.store, {
      absenceIsProofAfterMs: PROOF_AFTER_MS,
      find: async () => ({ ...found(`SM-${codes.length}`, "failed"), errorCode: codes.shift() ?? 0 }) as LookUpOutcome,
      inWaves: (items, work) => Promise.all(items.map((item) => work(item))),
    });
    expect(owesOptOuts).toBe(true);
    expect(world.contact(1).bad_number).toBe(30_005);
    expect(owedOptOuts(world.store)).toMatchObject([{ n: 2, optedOut: true, reason: "carrier_21610" }]);
  });

  test("of a carrier whose silence proves nothing is repeated, and the text does not go again", async () => {
    const world = unanswered();
    world.clock.now += 1_000 * PROOF_AFTER_MS;
    const resolved = await resolveUnknowns(world.store, {
      absenceIsProofAfterMs: null,
      find: async () => ABSENT,
      inWaves: (items, work) => Promise.all(items.map((item) => work(item))),
    });
    expect(resolved.requeued).toBe(0);
    expect(nextLookUpAtMs(world.store)).toBeGreaterThan(world.clock.now);
  });

  test("leaves nothing behind of calls whose outcome is known", async () => {
    const world = unanswered();
    await lookUp(world, LOOK_UP_AFTER_MS, found("SM9"));
    expect(world.sql.all("SELECT * FROM unknown_calls")).toEqual([]);
  });

  test("that finds nothing after the retry leaves the text to a person", async () => {
    const world = unanswered();
    const calledAtMs = world.clock.now;
    await lookUp(world, PROOF_AFTER_MS, ABSENT);
    world.wave({ kind: "unknown", detail: "timed out again" });
    expect((await lookUp(world, PROOF_AFTER_MS, ABSENT)).requeued).toBe(0);
    expect(nextLookUpAtMs(world.store)).toBeNull();
    expect(undecided(world.store)).toEqual([
      {
        contactId: world.id(1),
        messageId: world.onlyText(1).id,
        contactName: "First1 Last1",
        cell: cellOf(1),
        body: world.firstText(1),
        at: world.onlyText(1).at,
        calls: [
          {
            beganAtMs: calledAtMs,
            endedAtMs: calledAtMs,
            why: "timed out",
            lookedUp: { atMs: calledAtMs + PROOF_AFTER_MS, answer: "the carrier has no such text" },
          },
          {
            beganAtMs: calledAtMs + PROOF_AFTER_MS,
            endedAtMs: calledAtMs + PROOF_AFTER_MS,
            why: "timed out again",
            lookedUp: { atMs: calledAtMs + 2 * PROOF_AFTER_MS, answer: "the carrier has no such text" },
          },
        ],
        nextLookUpAtMs: null,
      },
    ]);
    expect(world.wave()).toEqual([]);
  });

  test("that gets no answer is made again", async () => {
    const world = unanswered();
    await lookUp(world, LOOK_UP_AFTER_MS, { kind: "unreachable", detail: "500" });
    expect(world.onlyText(1).send_status).toBe("UNKNOWN");
    expect(nextLookUpAtMs(world.store)).toBeGreaterThan(world.clock.now);
  });

  test("does not take another text with the same words for this one", async () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    world.receive(1, "Who?");
    world.send(1, { body: "It is Ana" });
    world.wave({ ...accepted(), sid: "SM-other" } as ReturnType<typeof accepted>);
    world.send(1, { body: "It is Ana" });
    world.wave({ kind: "unknown", detail: "" });
    const { asked } = await lookUp(world, LOOK_UP_AFTER_MS, ABSENT);
    expect(asked[0]?.knownSids).toContain("SM-other");
  });

  test("that finds one text for two with the same words gives it to one of them", async () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    world.send(1, { body: "Hello?" });
    world.send(1, { body: "Hello?" });
    world.wave({ kind: "unknown", detail: "" });
    await lookUp(world, LOOK_UP_AFTER_MS, found("SM9"));
    const [, second, third] = world.sent(1);
    expect([second?.send_status, third?.send_status].sort()).toEqual(["DELIVERED", "UNKNOWN"]);
  });

  test("does not give away a sid that another text was given while the carrier was asked", async () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    const twin = "message-of-the-twin";
    world.send(1, { body: "Hello?" });
    world.send(1, { body: "Hello?", messageId: twin });
    world.wave({ kind: "unknown", detail: "" });
    await lookUp(world, LOOK_UP_AFTER_MS, ({ knownSids }) => {
      expect(knownSids).not.toContain("SM9");
      const callback = { n: 1, messageId: twin, sid: "SM9", status: "SENT" as const, errorCode: null };
      if (world.store.message(1, twin)?.sid === null) {
        world.store.block((change) => report(world.store, change, callback));
      }
      return found("SM9");
    });
    expect(world.sent(1).filter((message) => message.sid === "SM9")).toHaveLength(1);
  });
});

describe("meanwhile", () => {
  test("a status callback with our message id decides, and the look-up changes nothing", async () => {
    const world = unanswered();
    await lookUp(world, LOOK_UP_AFTER_MS, () => {
      const { id } = world.onlyText(1);
      world.store.block((change) =>
        report(world.store, change, { n: 1, messageId: id, sid: "SM5", status: "DELIVERED", errorCode: null }),
      );
      return ABSENT;
    });
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", sid: "SM5" });
    expect(undecided(world.store)).toEqual([]);
  });

  test("the contact opts out: the retry that an absence allows is not attempted", async () => {
    const world = unanswered();
    world.store.block((change) => applyOptOut(world.store, change, { contacts: [1], optedOut: true, version: 1 }));
    await lookUp(world, PROOF_AFTER_MS, ABSENT);
    expect(world.wave()).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });
});
