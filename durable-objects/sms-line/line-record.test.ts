/** What a line records equals what it has, whatever dies in between. */
import { describe, expect, test } from "vitest";
import type { LineTextState } from "../../domain/record/events.ts";
import { aText, AT_ANY_TIME, BOB, LINE_NUMBER, lineWorld } from "./testing/line-world.ts";
import type { LineWorld } from "./testing/line-world.ts";

/** The newest of each text, as Postgres keeps it. */
function inPostgres(world: LineWorld) {
  const texts = new Map<string, { version: number; payload: LineTextState }>();
  for (const { batches } of world.packets) {
    for (const event of batches.flatMap(({ events }) => events)) {
      if (event.kind !== "line_text") continue;
      const known = texts.get(event.payload.id);
      if (!known || event.version > known.version) texts.set(event.payload.id, event);
    }
  }
  return [...texts.values()].map(({ payload }) => payload).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function onTheLine({ line }: ReturnType<LineWorld["start"]>) {
  return line.store
    .texts(null, 1_000)
    .map(({ id, direction, peer, body, at, status, code }) => ({
      number: LINE_NUMBER,
      id,
      direction,
      peer,
      body,
      at,
      sendStatus: status,
      errorCode: code,
    }))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const report = (messageId: string, status: "DELIVERED" | "ERROR", sid: string) => ({
  reports: [{ messageId, sid, status, errorCode: status === "ERROR" ? 30_003 : null }],
});

test("texts, their states and their user are recorded, those of half a minute in one packet", async () => {
  const world = lineWorld();
  const process = world.start();
  process.line.open({ pool: "shared", userId: "ada" });
  const asked = process.line.send({ ...AT_ANY_TIME, texts: [aText("k1"), aText("k2")] });
  await world.run(process, 1_000);
  const [first, second] = (await asked).map((answer) => (answer.ok ? answer.messageId : ""));
  process.line.receive({ sid: "SM1", from: BOB, body: "Hello" });
  process.line.deliveryReports(report(first!, "DELIVERED", world.ledger[0]!.sid).reports);
  process.line.deliveryReports(report(second!, "ERROR", world.ledger[1]!.sid).reports);
  await world.run(process, 29_000);
  expect(world.packets).toHaveLength(1);
  expect(world.packets[0]?.source).toEqual({
    object: "SmsLine",
    key: expect.stringContaining(LINE_NUMBER),
    orgId: expect.stringMatching(/^o/),
    campaignId: null,
  });
  expect(inPostgres(world)).toEqual(
    onTheLine(process).map((text) => Object.assign(text, { userId: "ada", sid: expect.stringMatching(/^SM/) })),
  );
  expect(inPostgres(world).map(({ sendStatus }) => sendStatus)).toEqual(["DELIVERED", "ERROR", null]);
});

describe("Postgres has what the line has", () => {
  test.each(["before", "after"] as const)("after a death at any call, %s it", async (when) => {
    for (let at = 1; at <= 24; at += 1) {
      const world = lineWorld();
      let process = world.start({ at, when });
      process.line.receive({ sid: "SM0", from: BOB, body: "Hello" });
      void process.line.send({ ...AT_ANY_TIME, texts: ["k1", "k2", "k3"].map((key) => aText(key)) });
      await world.run(process, 120_000);
      process = world.start();
      await world.run(process, 300_000);
      const here = onTheLine(process);
      expect(here.length).toBeGreaterThan(0);
      expect(inPostgres(world)).toMatchObject(here);
    }
  });

  test("a packet that no consumer has confirmed is sent again, and a confirmed one is not", async () => {
    const world = lineWorld();
    const process = world.start();
    process.line.receive({ sid: "SM0", from: BOB, body: "Hello" });
    await world.run(process, 200_000);
    expect(world.packets.length).toBeGreaterThan(1);
    const { fromSeq, toSeq } = world.packets[0]!;
    process.line.confirmStored({ consumer: "postgres", fromSeq, toSeq });
    const before = world.packets.length;
    await world.run(process, 3_600_000);
    expect(world.packets).toHaveLength(before);
  });
});

describe("an unknown outcome", () => {
  test("that is proven absent twice has failed, and its key is free", async () => {
    const world = lineWorld();
    const process = world.start();
    world.answer = () => ({ kind: "unknown", detail: "no answer" });
    void process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    await world.run(process, 600_000);
    expect(process.line.store.texts(null, 10)).toMatchObject([
      { status: "ERROR", why: expect.stringMatching(/you can send it again/) },
    ]);
    expect(inPostgres(world)).toMatchObject([{ sendStatus: "ERROR" }]);
    world.answer = () => null;
    const again = process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    await world.run(process);
    expect(await again).toMatchObject([{ ok: true, repeated: false }]);
    expect(world.ledger).toHaveLength(1);
  });

  test("of which the carrier says nothing is looked up for a day, stays unknown, and is not sent again", async () => {
    const world = lineWorld();
    const process = world.start();
    let lookUps = 0;
    world.found = () => {
      lookUps += 1;
      return { kind: "unreachable", detail: "away" };
    };
    world.answer = () => ({ kind: "unknown", detail: "no answer" });
    void process.line.send({ ...AT_ANY_TIME, texts: [aText("k1")] });
    await world.run(process, 2 * 86_400_000);
    const asked = lookUps;
    expect(asked).toBeGreaterThan(100);
    await world.run(process, 86_400_000);
    expect(lookUps).toBe(asked);
    expect(process.line.store.texts(null, 10)).toMatchObject([{ status: "UNKNOWN" }]);
    expect(inPostgres(world)).toMatchObject([{ sendStatus: "UNKNOWN" }]);
    // A report that comes after all decides it.
    const [{ id } = { id: "" }] = process.line.store.texts(null, 1);
    process.line.deliveryReports(report(id, "DELIVERED", "SM9").reports);
    await world.run(process, 31_000);
    expect(inPostgres(world)).toMatchObject([{ sendStatus: "DELIVERED" }]);
  });
});
