/** A number that a person of the organization has: what their desk learns, and that nobody else does. */
import { describe, expect, test } from "vitest";
import type { DirectChangedRequest } from "../rpc/texter-inbox.ts";
import { aText, AT_ANY_TIME, BOB, LINE_NUMBER, lineWorld } from "./testing/line-world.ts";
import type { LineWorld } from "./testing/line-world.ts";

const ANA = "p00000000000000a";
const EVE = "p00000000000000e";
const ofAna = { pool: "shared", userId: ANA, isPerson: true };

/** A desk's copy: of each conversation the newest version, and whether the number is the person's. */
function deskOf(world: LineWorld, personId: string) {
  const notices = world.desks.get(personId) ?? [];
  const newest = notices.toSorted((a, b) => a.version - b.version).at(-1);
  const threads = new Map<string, DirectChangedRequest["threads"][number]>();
  for (const each of notices.flatMap((notice) => notice.threads)) {
    const known = threads.get(each.peer);
    if (each.version >= (newest?.epoch ?? 0) && (!known || each.version > known.version)) threads.set(each.peer, each);
  }
  return { isTheirs: newest?.isTheirs ?? false, threads: newest?.isTheirs ? [...threads.values()] : [] };
}

async function opened() {
  const world = lineWorld();
  const process = world.start();
  process.line.open(ofAna);
  await world.run(process);
  return { world, process };
}

const threadOf = ({ line }: ReturnType<LineWorld["start"]>, personId: string) =>
  line.thread({ personId, peer: BOB, before: null, limit: 50 });

test("a text that comes in is on the person's desk at once, unread, and not the program's", async () => {
  const { world, process } = await opened();
  world.inboundUrl = "https://program.example.org";
  process.line.receive({ sid: "SM1", from: BOB, body: "Hello" });
  await world.run(process, 100);
  expect(deskOf(world, ANA)).toMatchObject({
    isTheirs: true,
    threads: [{ number: LINE_NUMBER, peer: BOB, unread: 1, last: { direction: "in", words: "Hello" } }],
  });
  expect(world.posted).toEqual([]);
  expect(process.line.inbound({ after: 0, limit: 10 })).toEqual([]);
  expect(threadOf(process, ANA)?.messages).toMatchObject([{ id: "SM1", direction: "in", body: "Hello" }]);
});

test("reading is told to the desk, so that all devices agree, and never goes back", async () => {
  const { world, process } = await opened();
  process.line.receive({ sid: "SM1", from: BOB, body: "One" });
  process.line.receive({ sid: "SM2", from: BOB, body: "Two" });
  const [first, second] = threadOf(process, ANA)!.messages;
  process.line.readUpTo({ personId: ANA, peer: BOB, seq: second!.seq });
  process.line.readUpTo({ personId: ANA, peer: BOB, seq: first!.seq });
  await world.run(process, 100);
  expect(deskOf(world, ANA).threads).toMatchObject([{ unread: 0 }]);
  process.line.receive({ sid: "SM3", from: BOB, body: "Three" });
  // A reader who knows the future reads no more than there is.
  process.line.readUpTo({ personId: EVE, peer: BOB, seq: 1_000 });
  await world.run(process, 100);
  expect(deskOf(world, ANA).threads).toMatchObject([{ unread: 1 }]);
});

test("the person's text keeps the id that their app gave it, and its states reach the desk", async () => {
  const { world, process } = await opened();
  const id = "an-id-of-the-app-1";
  const request = { ...AT_ANY_TIME, personId: ANA, texts: [aText(`§${id}`, { id })] };
  const asked = Promise.all([process.line.send(request), process.line.send(request)]);
  await world.run(process, 100);
  expect((await asked).flat()).toEqual([
    { ok: true, messageId: id, repeated: false },
    { ok: true, messageId: id, repeated: true },
  ]);
  expect(world.ledger).toHaveLength(1);
  const before = deskOf(world, ANA).threads[0]!.version;
  process.line.deliveryReports([{ messageId: id, sid: world.ledger[0]!.sid, status: "DELIVERED", errorCode: null }]);
  await world.run(process, 100);
  expect(deskOf(world, ANA).threads[0]!.version).toBeGreaterThan(before);
  expect(threadOf(process, ANA)?.messages).toMatchObject([{ id, status: "DELIVERED" }]);
});

describe("who does not have the number", () => {
  test("reads nothing and sends nothing", async () => {
    const { world, process } = await opened();
    process.line.receive({ sid: "SM1", from: BOB, body: "Hello" });
    expect(threadOf(process, EVE)).toBeNull();
    const refused = await process.line.send({ ...AT_ANY_TIME, personId: EVE, texts: [aText("k1")] });
    expect(refused).toMatchObject([{ ok: false, reason: "not_yours" }]);
    await world.run(process, 1_000);
    expect(world.ledger).toEqual([]);
    expect(world.desks.has(EVE)).toBe(false);
  });

  test("after it was taken back: the desk loses it, and the next person sees nothing of before", async () => {
    const { world, process } = await opened();
    process.line.receive({ sid: "SM1", from: BOB, body: "Private" });
    await world.run(process, 100);
    process.line.owner.take(EVE);
    expect(process.line.owner.personId).toBe(ANA);
    process.line.owner.take(ANA);
    await world.run(process, 100);
    expect(deskOf(world, ANA)).toEqual({ isTheirs: false, threads: [] });
    expect(threadOf(process, ANA)).toBeNull();
    process.line.open({ ...ofAna, userId: EVE });
    process.line.receive({ sid: "SM2", from: BOB, body: "New" });
    await world.run(process, 100);
    expect(threadOf(process, EVE)?.messages.map(({ body }) => body)).toEqual(["New"]);
    expect(deskOf(world, EVE)).toMatchObject({ isTheirs: true, threads: [{ unread: 1, last: { words: "New" } }] });
    expect(deskOf(world, ANA)).toEqual({ isTheirs: false, threads: [] });
    // And it comes back to the first one, who does not see again what was before either.
    process.line.owner.take(EVE);
    process.line.open(ofAna);
    await world.run(process, 100);
    expect(deskOf(world, ANA)).toEqual({ isTheirs: true, threads: [] });
  });
});

describe("no notice is lost", () => {
  test("while the desk is away they wait", async () => {
    const { world, process } = await opened();
    world.isDeskAway = true;
    process.line.receive({ sid: "SM1", from: BOB, body: "One" });
    await world.run(process, 60_000);
    process.line.receive({ sid: "SM2", from: BOB, body: "Two" });
    world.isDeskAway = false;
    await world.run(process, 300_000);
    expect(deskOf(world, ANA).threads).toMatchObject([{ unread: 2, last: { words: "Two" } }]);
  });

  test.each(["before", "after"] as const)("when the line dies at any call, %s it", async (when) => {
    for (let at = 1; at <= 20; at += 1) {
      const world = lineWorld();
      let process = world.start({ at, when });
      process.line.open(ofAna);
      process.line.receive({ sid: "SM1", from: BOB, body: "One" });
      void process.line.send({ ...AT_ANY_TIME, personId: ANA, texts: [aText("§1"), aText("§2")] });
      await world.run(process, 1_000);
      if (!process.life.isDead) process.line.receive({ sid: "SM2", from: BOB, body: "Two" });
      await world.run(process, 120_000);
      process = world.start();
      await world.run(process, 300_000);
      const here = process.line.owner.thread(BOB);
      expect({ at, thread: deskOf(world, ANA).threads[0] }).toEqual({ at, thread: here });
      expect(world.ledger.length).toBe(2);
    }
  });
});
