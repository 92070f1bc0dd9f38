import { describe, expect, test } from "vitest";
import { accepted, ANA, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { receive, report } from "../conversations/inbound.ts";
import { leavesBy } from "./senders.ts";
import { beginWave, settleWave } from "./waves.ts";
import type { CarryOutcome } from "./waves.ts";
import type { DeliveryReport } from "../../rpc/campaign-queue.ts";

const OURS = "+16175550101";
const OTHER = "+16175550102";

/** A contact whose first text went. */
function texted(outcome: CarryOutcome = accepted()) {
  const world = queueWorld({ contacts: 1 });
  world.lease(ANA, 1);
  world.send(1);
  carry(world, outcome);
  return world;
}

/** One wave; the numbers that were asked for. */
function carry(world: ReturnType<typeof queueWorld>, outcome: CarryOutcome = accepted()): (string | null)[] {
  world.clock.now += 1_000;
  const { texts } = beginWave(world.store, 100);
  const carried = texts.map(({ message, from }) => ({ message, from, outcome }));
  settleWave(world.store, carried, LOOK_UP_AFTER_MS);
  return texts.map(({ from }) => from);
}

function reported(world: ReturnType<typeof queueWorld>, change: Partial<DeliveryReport>) {
  const message = world.sent(1).at(-1);
  world.store.block((block) =>
    report(world.store, block, {
      n: 1,
      messageId: message!.id,
      sid: message!.sid ?? "SM1",
      status: "DELIVERED",
      errorCode: null,
      ...change,
    }),
  );
}

function writes(world: ReturnType<typeof queueWorld>, to: string, sid = "SM-in-1") {
  world.clock.now += 1_000;
  world.store.block((change) => receive(world.store, change, { n: 1, sid, body: "Yes", carrierAnswered: false, to }));
}

describe("a contact keeps the number that they were texted from", () => {
  test("the carrier chooses it for the first text", () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    world.send(1);
    expect(carry(world)).toEqual([null]);
  });

  test.each([
    ["the answer to the call names it", (world: ReturnType<typeof texted>) => world, OURS],
    ["its delivery report names it", (world: ReturnType<typeof texted>) => reported(world, { from: OURS }), null],
    ["the contact writes to it", (world: ReturnType<typeof texted>) => writes(world, OURS), null],
  ])("when %s", (_, learn, answered) => {
    const world = texted({ kind: "accepted", sid: "SM1", status: "queued", from: answered, segments: 1 });
    learn(world);
    world.restart();
    world.send(1);
    expect(carry(world)).toEqual([OURS]);
    world.send(1);
    expect(carry(world)).toEqual([OURS]);
  });

  test("the number that they wrote to last counts", () => {
    const world = texted();
    reported(world, { from: OURS });
    writes(world, OTHER);
    world.send(1);
    expect(carry(world)).toEqual([OTHER]);
  });

  test("a Messaging Service is not a number", () => {
    const world = texted();
    reported(world, { from: "MG00000000000000000000000000000001" });
    world.send(1);
    expect(carry(world)).toEqual([null]);
  });

  test("is learnt without another row: a report writes the text's own row, a reply the contact's", () => {
    const world = texted();
    const before = world.contact(1).version;
    reported(world, { from: OURS });
    expect(world.contact(1).version).toBe(before);
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", sender: OURS });
  });
});

test("of several campaigns an inbound text finds the one whose texts leave by the number that it was sent to", () => {
  const world = texted();
  expect(leavesBy(world.store, world.contact(1), OURS)).toBe(false);
  reported(world, { from: OURS });
  expect(leavesBy(world.store, world.contact(1), OURS)).toBe(true);
  writes(world, OTHER);
  expect(leavesBy(world.store, world.contact(1), OURS)).toBe(false);
  expect(leavesBy(world.store, world.contact(1), OTHER)).toBe(true);
});

describe("a number that went bad is forgotten", () => {
  test("when a report says 30034: the next text goes by another one, also after a restart", () => {
    const world = texted();
    writes(world, OURS);
    world.send(1);
    expect(carry(world)).toEqual([OURS]);
    reported(world, { status: "ERROR", errorCode: 30034, from: OURS });
    world.send(1);
    expect(carry(world)).toEqual([null]);
    reported(world, { from: OTHER });
    world.restart();
    world.send(1);
    expect(carry(world)).toEqual([OTHER]);
  });

  test.each([21711, 21606, 21659, 21660, 21661, 21212, 21601])(
    "when the carrier refuses it by %i: the text goes once more without it, is no error, and the contact forgets it",
    (code) => {
      const world = texted();
      writes(world, OURS);
      world.send(1);
      expect(carry(world, { kind: "rejected", code, message: "" })).toEqual([OURS]);
      expect(world.contact(1).sender).toBeNull();
      expect(world.sent(1).at(-1)).toMatchObject({ send_status: "QUEUED", attempts: 0 });
      expect(carry(world)).toEqual([null]);
      expect(world.sent(1).at(-1)).toMatchObject({ send_status: "SENT", attempts: 1 });
    },
  );

  test("and without a sending number the same code is the text's error", () => {
    const world = texted();
    world.send(1);
    carry(world, { kind: "rejected", code: 21606, message: "no number" });
    expect(world.sent(1).at(-1)).toMatchObject({ send_status: "ERROR", error_code: 21606 });
  });
});
