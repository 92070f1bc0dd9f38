/** Texts of the phone service: each key is one text, whatever comes twice, is refused or dies in between. */
import { describe, expect, test } from "vitest";
import type { LineAnswer } from "../../domain/phone-service/line-texts.ts";
import { aText, AT_ANY_TIME, BOB, LINE_NUMBER, lineWorld } from "./testing/line-world.ts";
import type { LineWorld } from "./testing/line-world.ts";

const recorded = (world: LineWorld) => world.packets.flatMap(({ batches }) => batches.flatMap(({ events }) => events));

type Process = ReturnType<LineWorld["start"]>;

async function sent(world: LineWorld, process: Process, keys: readonly string[]): Promise<LineAnswer[]> {
  const answers = process.line.send({ ...AT_ANY_TIME, texts: keys.map((key) => aText(key)) });
  await world.run(process);
  return answers;
}

function statuses(process: Process): (string | null)[] {
  return process.line.store.texts(null, 100).map(({ status }) => status);
}

describe("a key", () => {
  test("is one text, also asked for twenty times at once, and is answered alike", async () => {
    const world = lineWorld();
    const process = world.start();
    const calls = Array.from({ length: 20 }, () => process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] }));
    await world.run(process);
    const answers = (await Promise.all(calls)).flat();
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(answers.filter((answer) => answer.ok && !answer.repeated)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.ok && answer.messageId)).size).toBe(1);
    expect(world.ledger).toHaveLength(1);
    expect(world.ledger[0]).toMatchObject({ to: BOB, body: "Words of k1" });
    expect(world.ledger[0]?.reportPath).toBe(`line-status/${encodeURIComponent(LINE_NUMBER)}/message-000000000001`);
  });

  test("with another content is refused, also while the first is under way", async () => {
    const world = lineWorld();
    const process = world.start();
    const first = process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    const others = await process.line.send({
      ...AT_ANY_TIME,
      texts: [aText("k1", { body: "Other words" }), aText("k1", { to: "+16172345672" })],
    });
    expect(others.map((answer) => !answer.ok && answer.reason)).toEqual(["key_taken", "key_taken"]);
    await world.run(process);
    expect(await first).toMatchObject([{ ok: true }]);
    expect(world.ledger).toHaveLength(1);
  });

  test("is remembered for 30 days, over restarts, and no longer", async () => {
    const world = lineWorld();
    await sent(world, world.start(), ["k1"]);
    const process = world.start();
    await world.run(process, 29 * 86_400_000);
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: true }]);
    await world.run(process, 2 * 86_400_000);
    expect(process.line.store.texts(null, 10)).toEqual([]);
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: false }]);
    expect(world.ledger).toHaveLength(2);
  });
});

describe("a text that does not reach the carrier frees its key", () => {
  test.each([
    [21_610, "opted_out"],
    [21_211, "unknown_recipient"],
    [30_007, "rejected"],
  ])("refused by the carrier with %i: %s", async (code, reason) => {
    const world = lineWorld();
    const process = world.start();
    world.answer = () => ({ kind: "rejected", code, message: "the carrier's words" });
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: false, reason, code }]);
    expect(statuses(process)).toEqual(["ERROR"]);
    world.answer = () => null;
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: false }]);
    expect(world.ledger).toHaveLength(1);
  });

  test("to a number that has opted out or that nobody reaches, by the look right before the call", async () => {
    const world = lineWorld();
    const process = world.start();
    world.directory.set(BOB, { optedOut: true, badNumber: null });
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: false, reason: "opted_out" }]);
    world.directory.set(BOB, { optedOut: false, badNumber: 30_005 });
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: false, reason: "bad_number", code: 30_005 }]);
    world.directory.delete(BOB);
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: false }]);
    expect(world.ledger).toHaveLength(1);
    expect(statuses(process)).toEqual(["SENT", "NOT_ATTEMPTED", "NOT_ATTEMPTED"]);
  });

  test("an opt-out while the text waits for its turn holds it", async () => {
    const world = lineWorld();
    const process = world.start();
    world.answer = () => ({ kind: "throttled", retryAfterMs: 1_000 });
    const asked = process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    await world.run(process, 10);
    world.directory.set(BOB, { optedOut: true, badNumber: null });
    world.answer = () => null;
    await world.run(process, 2_000);
    expect(await asked).toMatchObject([{ ok: false, reason: "opted_out" }]);
    expect(world.ledger).toEqual([]);
  });

  test("outside the texting hours, with the time at which it may go", async () => {
    const world = lineWorld();
    const process = world.start();
    const hours = { startHour: 9, endHour: 21 };
    const ask = async () => {
      const asked = process.line.send({ accountSid: null, hours, texts: [aText("k1")] });
      await world.run(process);
      return asked;
    };
    world.clock.now = Date.UTC(2026, 10, 12, 2);
    expect(await ask()).toMatchObject([{ ok: false, reason: "outside_hours", mayGoAtMs: Date.UTC(2026, 10, 12, 14) }]);
    expect(process.line.store.texts(null, 10)).toEqual([]);
    world.clock.now = Date.UTC(2026, 10, 12, 14);
    expect(await ask()).toMatchObject([{ ok: true }]);
    // Nothing is delivered at night.
    expect(world.ledger[0]?.validityPeriodSeconds).toBe(36_000);
    world.clock.now = Date.UTC(2026, 10, 13, 1, 50);
    const late = process.line.send({ accountSid: null, hours, texts: [aText("k2")] });
    await world.run(process);
    expect(await late).toMatchObject([{ ok: true }]);
    expect(world.ledger[1]?.validityPeriodSeconds).toBe(600);
  });
});

describe("the carrier", () => {
  test("that takes nothing for a moment gets the text again, once", async () => {
    const world = lineWorld();
    const process = world.start();
    let refusals = 3;
    world.answer = () => ((refusals -= 1) >= 0 ? { kind: "throttled", retryAfterMs: 500 } : null);
    const asked = process.line.send({ ...AT_ANY_TIME, texts: ["k1", "k2"].map((key) => aText(key)) });
    await world.run(process, 60_000);
    // The callers were told that it goes before it went.
    expect(await asked).toMatchObject([{ ok: true }, { ok: true }]);
    expect(world.ledger.map(({ body }) => body).toSorted()).toEqual(["Words of k1", "Words of k2"]);
  });

  test("that takes the text and does not answer is asked for it, and it is not sent again", async () => {
    const world = lineWorld();
    const process = world.start();
    world.answer = (text) => {
      world.take(text);
      return { kind: "unknown", detail: "no answer" };
    };
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true }]);
    expect(statuses(process)).toEqual(["UNKNOWN"]);
    await world.run(process, 21_000);
    expect(statuses(process)).toEqual(["SENT"]);
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: true }]);
    expect(world.ledger).toHaveLength(1);
  });

  test("that never got it gets it once more when its absence is proven, and not a third time", async () => {
    const world = lineWorld();
    const process = world.start();
    world.answer = () => ({ kind: "unknown", detail: "no answer" });
    await sent(world, process, ["k1"]);
    await world.run(process, 300_000);
    // Twice proven absent: it has failed.
    expect(statuses(process)).toEqual(["ERROR"]);
    world.answer = () => null;
    await world.run(process, 300_000);
    expect(world.ledger).toEqual([]);
  });

  test("while the directory cannot be asked nothing goes, and everything goes afterwards", async () => {
    const world = lineWorld();
    const process = world.start();
    world.isDirectoryAway = true;
    const asked = process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    await world.run(process, 10_000);
    expect(await asked).toMatchObject([{ ok: true }]);
    expect(world.ledger).toEqual([]);
    world.isDirectoryAway = false;
    await world.run(process, 120_000);
    expect(world.ledger).toHaveLength(1);
  });
});

describe("delivery reports", () => {
  test("move a text on and never back, whichever order they come in, also before the answer of the carrier", async () => {
    const world = lineWorld();
    const process = world.start();
    const report = (status: "SENT" | "DELIVERED" | "ERROR", errorCode: number | null = null) =>
      process.line.deliveryReports([{ messageId: "message-000000000001", sid: "SM1", status, errorCode }]);
    world.answer = (text) => {
      const { sid } = world.take(text);
      process.line.deliveryReports([{ messageId: text.messageId, sid, status: "DELIVERED", errorCode: null }]);
      return { kind: "accepted", sid, status: "queued", from: LINE_NUMBER, segments: 1 };
    };
    await sent(world, process, ["k1"]);
    expect(statuses(process)).toEqual(["DELIVERED"]);
    expect(report("SENT")).toEqual([true]);
    expect(report("ERROR", 30_003)).toEqual([true]);
    expect(statuses(process)).toEqual(["DELIVERED"]);
    expect(
      process.line.deliveryReports([{ messageId: "of-nobody", sid: "SM1", status: "SENT", errorCode: null }]),
    ).toEqual([false]);
  });

  test("that say something of the recipient's number reach the directory, also after a stop", async () => {
    const world = lineWorld();
    let process = world.start();
    await sent(world, process, ["k1", "k2", "k3"]);
    const failed = [30_005, 30_003, 21_610];
    for (const [index, { messageId, sid }] of world.ledger.entries()) {
      process.line.deliveryReports([{ messageId, sid, status: "ERROR", errorCode: failed[index] ?? null }]);
    }
    process = world.start();
    await world.run(process, 10_000);
    expect(world.reported).toMatchObject([
      { cell: BOB, code: 30_005 },
      { cell: BOB, text: "message-000000000002" },
      { cell: BOB, optedOut: true, reason: "carrier_21610" },
    ]);
    // The carrier had accepted it, so the key stays.
    expect(await sent(world, process, ["k1"])).toMatchObject([{ ok: true, repeated: true }]);
  });
});

describe("a text to the number", () => {
  const said = (n: number) => ({ sid: `SM${n}`, from: BOB, body: `Reply ${n}` });

  test("is kept once, and fetched in order, some at a time", () => {
    const world = lineWorld();
    const { line } = world.start();
    for (const n of [1, 2, 1, 3, 2]) line.receive(said(n));
    const all = line.inbound({ after: 0, limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(["SM1", "SM2", "SM3"]);
    expect(all[0]).toMatchObject({ fromPhoneNumber: BOB, toPhoneNumber: LINE_NUMBER, content: "Reply 1" });
    expect(line.inbound({ after: all[0]?.cursor ?? 0, limit: 1 }).map(({ id }) => id)).toEqual(["SM2"]);
  });

  test("is delivered to the organization's program until it has taken it, also after a stop", async () => {
    const world = lineWorld();
    world.inboundUrl = "https://program.example.org/texts";
    world.postStatus = 503;
    let process = world.start();
    process.line.receive(said(1));
    process.line.receive(said(2));
    await world.run(process, 5_000);
    expect(world.posted.length).toBeGreaterThan(1);
    expect(new Set(world.posted.map(({ id }) => id))).toEqual(new Set(["SM1"]));
    world.postStatus = 204;
    world.posted.length = 0;
    process = world.start();
    await world.run(process, 600_000);
    expect(world.posted.map(({ id }) => id)).toEqual(["SM1", "SM2"]);
    process.line.receive(said(2));
    await world.run(process, 600_000);
    expect(world.posted).toHaveLength(2);
  });

  test("comes here because the carrier is told so, once the number is assigned", async () => {
    const world = lineWorld();
    world.start({ at: 1, when: "before" }).line.open({ pool: "shared" });
    const process = world.start();
    await world.run(process, 1_000);
    expect(world.addresses).toEqual(["shared"]);
  });
});

test("two programs that answer each other are stopped, and a program that only texts is not", async () => {
  const world = lineWorld();
  const process = world.start();
  const { store } = process.line;
  const keys = Array.from({ length: 40 }, (_, n) => `bulk${n}`);
  expect((await sent(world, process, keys)).every((answer) => answer.ok)).toBe(true);
  world.clock.now += 20_000;
  let answers = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    store.add({
      id: `SM${turn}`,
      key: null,
      peer: BOB,
      direction: "in",
      body: "Thanks!",
      status: null,
      sid: null,
      account_sid: null,
      hours: null,
    });
    const [answer] = await sent(world, process, [`turn${turn}`]);
    if (answer?.ok) answers += 1;
    else expect(answer).toMatchObject({ reason: "loop", mayGoAtMs: world.clock.now + 15_000 });
  }
  expect(answers).toBe(7);
  // One loop is one event, however many texts it stopped.
  expect(world.faults.filter((logged) => logged.includes("loop_stopped"))).toHaveLength(1);
  await world.run(process, 31_000);
  expect(recorded(world).filter(({ kind }) => kind === "loop_stop")).toMatchObject([
    { payload: { number: LINE_NUMBER, peer: BOB } },
  ]);
  expect(await sent(world, process, ["later"])).toMatchObject([{ ok: true }]);
});

describe("a process that dies", () => {
  /** Callers ask again, as programs do, until each has its answer. */
  async function askAll(
    world: LineWorld,
    keys: readonly string[],
    deaths: readonly ("before" | "after")[],
    seed: number,
  ) {
    let process = world.start(deathOf(deaths[0], seed));
    for (let lives = 1; ; lives += 1) {
      const current = process;
      const answers = Promise.all(keys.map((key) => current.line.send({ ...AT_ANY_TIME, texts: [aText(key)] })));
      const isDone = answers.then(() => true);
      await world.run(process, 10_000);
      const done = await Promise.race([isDone, Promise.resolve(false)]);
      if (done && !process.life.isDead) return { answers: (await answers).flat(), process };
      if (lives > 5) throw new Error("it never answers");
      process = world.start(deathOf(deaths[lives], seed * 7));
    }
  }
  const deathOf = (when: "before" | "after" | undefined, seed: number) =>
    when === undefined ? { at: Infinity, when: "before" as const } : { at: 1 + (seed % 130), when };

  test("1,000 sends with 50 keys, each 20 times at once, killed twice: 50 texts", async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const world = lineWorld();
      const keys = Array.from({ length: 1_000 }, (_, n) => `key${n % 50}`);
      const when = seed % 2 === 0 ? ("before" as const) : ("after" as const);
      const { answers, process } = await askAll(world, keys, [when, when === "before" ? "after" : "before"], seed * 13);
      expect(answers).toHaveLength(1_000);
      expect(answers.every((answer) => answer.ok)).toBe(true);
      await world.run(process, 300_000);
      expect({ seed, texts: world.ledger.length, keys: new Set(world.ledger.map(({ body }) => body)).size }).toEqual({
        seed,
        texts: 50,
        keys: 50,
      });
      expect(process.line.store.texts(null, 100).every(({ status }) => status === "SENT")).toBe(true);
    }
  });
});
