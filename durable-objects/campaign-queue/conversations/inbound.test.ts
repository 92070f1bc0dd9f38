/** What comes back from the carrier (docs/rules.md#inbound). */
import { describe, expect, test } from "vitest";
import type { SendStatus } from "../../../domain/statuses.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { applyOptOut, report } from "./inbound.ts";
import { owedUpTo, owedOptOut, owedOptOuts, reportInOrder, optOutIsReported } from "../opt-outs/owed-opt-outs.ts";

type World = ReturnType<typeof queueWorld>;

/** Contact 1 was texted by Ana, contact 2 only uploaded. */
function texted(): World {
  const world = queueWorld({ contacts: 2 });
  world.lease(ANA, 1);
  world.send(1);
  world.wave();
  return world;
}

const apply = (world: World, optedOut: boolean, version: number, contacts = [1]) =>
  world.store.block((change) => applyOptOut(world.store, change, { contacts, optedOut, version }));

/** The directory gets what the queue owes it for this text, and informs the queue. */
function reportAll(world: World, sid: string, version: number): void {
  const owed = owedOptOut(world.store, 1, sid);
  if (!owed) throw new Error("nothing is owed");
  apply(world, owed.optedOut, version);
  optOutIsReported(world.store, owed);
}

describe("an inbound text", () => {
  test("delivered five times is one message, and one reply in the numbers", () => {
    const world = texted();
    const answers = Array.from({ length: 5 }, () => world.receive(1, "Yes!", "SM1"));
    expect(answers.map((answer) => answer.ok && answer.repeated)).toEqual([false, true, true, true, true]);
    expect(world.store.thread(1).map((message) => message.body)).toEqual([world.firstText(1), "Yes!"]);
    expect(world.store.counters).toMatchObject({ replies: 1, needsResponse: 1 });
  });

  test("waits for its texter, who is notified", () => {
    const world = texted();
    world.news.length = 0;
    world.receive(1, "Yes!");
    expect(world.contact(1).status).toBe("needsResponse");
    expect(world.news).toEqual([{ kind: "item", texter: ANA.personId, n: 1 }]);
  });

  test("reopens a closed conversation", () => {
    const world = texted();
    world.store.block((change) => change.saveContact(world.contact(1), { status: "closed" }));
    world.receive(1, "One more thing");
    expect(world.contact(1).status).toBe("needsResponse");
  });

  test("from a contact whom we never texted is left to the unmatched", () => {
    const world = texted();
    expect(world.receive(2, "Who is this?")).toEqual({ ok: false, reason: "never_texted" });
    expect(world.receive(9, "Who is this?")).toEqual({ ok: false, reason: "not_found" });
    expect(world.store.thread(2)).toEqual([]);
  });

  test("is ordered after earlier messages, also when both arrive in the same millisecond", () => {
    const world = texted();
    for (const body of ["one", "two", "three"]) world.receive(1, body, `SM-${"zyx"[body.length - 3]}${body}`);
    expect(world.store.thread(1).map((message) => message.body)).toEqual([world.firstText(1), "one", "two", "three"]);
  });
});

describe("STOP", () => {
  test("opts out at once, closes the conversation and drops what is queued", () => {
    const world = texted();
    world.send(1);
    const received = world.receive(1, "Stop!", "SM1");
    expect(received).toMatchObject({ ok: true, optOut: { optedOut: true, reason: "stop_word", messageId: "SM1" } });
    expect(world.contact(1)).toMatchObject({ opted_out: 1, status: "closed" });
    expect(world.sent(1).map((message) => message.send_status)).toEqual(["SENT", "NOT_ATTEMPTED"]);
    expect(world.store.counters).toMatchObject({ optOuts: 1, needsResponse: 0, NOT_ATTEMPTED: 1 });
    expect(world.send(1)).toMatchObject({ ok: false, reason: "opted_out" });
  });

  test("is owed to the directory until the directory has it, over a restart and a repeated delivery", () => {
    const world = texted();
    world.receive(1, "stop", "SM1");
    world.restart();
    expect(world.receive(1, "stop", "SM1")).toMatchObject({ repeated: true, optOut: { optedOut: true } });
    reportAll(world, "SM1", 1);
    expect(world.receive(1, "stop", "SM1")).toMatchObject({ repeated: true, optOut: null });
    expect(owedOptOuts(world.store)).toEqual([]);
  });

  test("that the directory does not have yet outweighs an older START from the directory", () => {
    const world = texted();
    world.receive(1, "stop", "SM1");
    reportAll(world, "SM1", 1);
    world.receive(1, "start", "SM2");
    optOutIsReported(world.store, owedOptOut(world.store, 1, "SM2")!);
    world.receive(1, "stop", "SM3");
    apply(world, false, 2);
    expect(world.contact(1).opted_out).toBe(1);
    reportAll(world, "SM3", 3);
    expect(world.contact(1)).toMatchObject({ opted_out: 1, opt_out_version: 3 });
  });
});

describe("START", () => {
  const stopped = () => {
    const world = texted();
    world.receive(1, "stop", "SM1");
    reportAll(world, "SM1", 1);
    return world;
  };

  test.each(["START", "unstop", "Yes"])("%s after STOP opts in again, once the directory says so", (word) => {
    const world = stopped();
    expect(world.receive(1, word, "SM2")).toMatchObject({ optOut: { optedOut: false, reason: "start_word" } });
    expect(world.contact(1)).toMatchObject({ opted_out: 1, status: "needsResponse" });
    reportAll(world, "SM2", 2);
    expect(world.contact(1).opted_out).toBe(0);
    expect(world.send(1).ok).toBe(true);
  });

  test("yes without a STOP before is a reply", () => {
    expect(texted().receive(1, "Yes")).toMatchObject({ ok: true, optOut: null });
  });

  test("delivered again after a later opt-out undoes nothing", () => {
    const world = stopped();
    world.receive(1, "start", "SM2");
    reportAll(world, "SM2", 2);
    apply(world, true, 3);
    expect(world.receive(1, "start", "SM2")).toMatchObject({ repeated: true, optOut: null });
    expect(world.contact(1).opted_out).toBe(1);
  });

  test("a plain yes from before the opt-out, delivered again after it, undoes nothing", () => {
    const world = texted();
    world.receive(1, "Yes", "SM1");
    apply(world, true, 1);
    expect(world.receive(1, "Yes", "SM1")).toMatchObject({ repeated: true, optOut: null });
  });

  test("that the directory does not have yet is forgotten when an opt-out comes from there", () => {
    const world = stopped();
    world.receive(1, "start", "SM2");
    apply(world, true, 2);
    expect(owedOptOuts(world.store)).toEqual([]);
  });

  test("after a STOP that the directory does not have yet follows it, and opts in again", async () => {
    const world = texted();
    world.receive(1, "stop", "SM1");
    world.receive(1, "start", "SM2");
    const reported: string[] = [];
    await reportInOrder(world.store, owedOptOut(world.store, 1, "SM2")!, async (owed) => {
      reported.push(owed.messageId);
      apply(world, owed.optedOut, reported.length);
    });
    expect([reported, owedOptOuts(world.store)]).toEqual([["SM1", "SM2"], []]);
    expect(world.contact(1).opted_out).toBe(0);
  });

  test("whose telling fails stays owed, with what was said before it", async () => {
    const world = texted();
    world.receive(1, "stop", "SM1");
    world.receive(1, "start", "SM2");
    const owed = owedOptOut(world.store, 1, "SM2")!;
    await expect(reportInOrder(world.store, owed, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    expect(owedUpTo(world.store, owed).map((each) => each.messageId)).toEqual(["SM1", "SM2"]);
  });

  test("that another caller has sent is not repeated after a later STOP", async () => {
    const world = stopped();
    world.receive(1, "start", "SM2");
    const asked: boolean[] = [];
    await reportInOrder(world.store, owedOptOut(world.store, 1, "SM2")!, async (_, isStill) => {
      asked.push(isStill());
      reportAll(world, "SM2", 2);
      world.receive(1, "stop", "SM3");
      asked.push(isStill());
    });
    expect(asked).toEqual([true, false]);
    expect(world.contact(1).opted_out).toBe(1);
  });
});

describe("an opt-out from the directory", () => {
  test("closes a conversation, leaves an uploaded contact what it is, and counts both", () => {
    const world = texted();
    apply(world, true, 1, [1, 2]);
    expect([world.contact(1).status, world.contact(2).status]).toEqual(["closed", "needsMessage"]);
    expect(world.store.counters).toMatchObject({ optOuts: 2, left: 0 });
  });

  test("sent twice, or after a newer one, changes nothing", () => {
    const world = texted();
    apply(world, true, 3);
    const { version } = world.store;
    apply(world, true, 3);
    apply(world, false, 2);
    apply(world, true, 4, [99]);
    expect(world.store.version).toBe(version);
    expect(world.contact(1).opted_out).toBe(1);
  });
});

describe("a delivery report", () => {
  const reported = (
    world: World,
    sid: string,
    status: "SENT" | "DELIVERED" | "ERROR",
    errorCode: number | null = null,
  ) =>
    world.store.block((change) =>
      report(world.store, change, { n: 1, messageId: world.onlyText(1).id, sid, status, errorCode }),
    );

  test.each<[SendStatus, "SENT" | "DELIVERED" | "ERROR", SendStatus]>([
    ["QUEUED", "SENT", "SENT"],
    ["SENDING", "SENT", "SENT"],
    ["UNKNOWN", "SENT", "SENT"],
    ["NOT_ATTEMPTED", "DELIVERED", "DELIVERED"],
    ["SENT", "DELIVERED", "DELIVERED"],
    ["SENT", "ERROR", "ERROR"],
    ["ERROR", "SENT", "ERROR"],
    ["ERROR", "DELIVERED", "DELIVERED"],
    ["DELIVERED", "SENT", "DELIVERED"],
    ["DELIVERED", "ERROR", "DELIVERED"],
  ])("moves %s by %s to %s: never back", (from, by, to) => {
    const world = texted();
    world.store.block((change) => change.saveMessage(world.onlyText(1), { send_status: from, sid: null }));
    expect(reported(world, "SM1", by, by === "ERROR" ? 30003 : null)).toBe(true);
    expect(world.onlyText(1)).toMatchObject({ send_status: to, sid: "SM1" });
  });

  test("keeps the error's code, and forgets it when the text was delivered after all", () => {
    const world = texted();
    reported(world, "SM1", "ERROR", 30003);
    expect(world.onlyText(1).error_code).toBe(30003);
    reported(world, "SM1", "ERROR", 30005);
    expect(world.onlyText(1).error_code).toBe(30003);
    reported(world, "SM1", "DELIVERED");
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", error_code: null });
  });

  test("repeated writes nothing", () => {
    const world = texted();
    reported(world, "SM1", "DELIVERED");
    const { version } = world.store;
    reported(world, "SM1", "DELIVERED");
    reported(world, "SM1", "SENT");
    expect(world.store.version).toBe(version);
  });

  test("of 21610 owes the directory an opt-out", () => {
    const world = texted();
    reported(world, "SM1", "ERROR", 21610);
    expect(owedOptOuts(world.store)).toMatchObject([{ n: 1, optedOut: true, reason: "carrier_21610" }]);
  });

  test("of an unknown text is not believed", () => {
    const world = texted();
    world.receive(1, "Hi", "SM1");
    const of = (messageId: string) =>
      world.store.block((change) =>
        report(world.store, change, { n: 1, messageId, sid: "SM2", status: "SENT", errorCode: null }),
      );
    expect([of("unknown"), of("SM1")]).toEqual([false, false]);
  });
});
