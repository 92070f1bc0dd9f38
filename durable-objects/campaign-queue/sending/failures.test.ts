/** What follows when the carrier gives a text up, for the text itself and for the account. */
import { describe, expect, test } from "vitest";
import { ANA, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import { newToken } from "../../../domain/ids.ts";
import { report } from "../conversations/inbound.ts";
import { pictureOf, wordsWithLink } from "../conversations/media.ts";
import { wantedOf } from "../undecided/unknowns.ts";
import { takeAccountNews } from "./failures.ts";
import { beginWave } from "./waves.ts";

const ORG_PICTURE = `${ORG_ID}-${newToken()}.png`;
const HOUR_MS = 3_600_000;

function texted({ picture }: { picture?: string } = {}) {
  const world = queueWorld({ contacts: 3 });
  world.lease(ANA, 3);
  world.send(1);
  world.wave();
  if (picture !== undefined) {
    expect(world.receive(1, "Where is it?")).toMatchObject({ ok: true });
    expect(world.send(1, { picture })).toMatchObject({ ok: true });
    world.wave();
  }
  const last = () => world.sent(1).at(-1)!;
  const reported = (status: "SENT" | "DELIVERED" | "ERROR", errorCode: number | null, sid = last().sid) =>
    world.store.block((change) =>
      report(world.store, change, { n: 1, messageId: last().id, sid: sid!, status, errorCode, from: null }),
    );
  return { ...world, last, reported, fails: (code: number, sid = last().sid) => reported("ERROR", code, sid) };
}

describe("a text that waited at the carrier and was never sent", () => {
  test.each([30001, 30002])("(%i) goes once more under another sid, and the old one is over", (code) => {
    const world = texted();
    const { sid: first } = world.last();
    world.fails(code);
    expect(world.last()).toMatchObject({ send_status: "QUEUED", sid: null, error_code: null });
    // Again, and late: they are of the first try.
    world.fails(code, first);
    world.reported("SENT", null, first);
    expect(world.last()).toMatchObject({ send_status: "QUEUED", sid: null });
    expect(world.wave()).toHaveLength(1);
    const { sid: second } = world.last();
    expect(second).not.toBe(first);
    world.fails(code, first);
    expect(world.last()).toMatchObject({ send_status: "SENT", sid: second });
    world.reported("DELIVERED", null, second);
    expect(world.last()).toMatchObject({ send_status: "DELIVERED", sid: second });
    expect(wantedOf(world.store, { ...world.last(), cell: "" }).knownSids).toContain(first);
  });

  test("does not go again when it arrived after all", () => {
    const world = texted();
    const { sid } = world.last();
    world.fails(30002);
    world.reported("DELIVERED", null, sid);
    expect(world.last()).toMatchObject({ send_status: "DELIVERED", sid });
    expect(world.wave()).toEqual([]);
  });

  test("does not go again after an opt-out, nor for ever", () => {
    const stopped = texted();
    stopped.fails(30002);
    stopped.receive(1, "STOP");
    expect(stopped.wave()).toEqual([]);
    expect(stopped.last().send_status).toBe("NOT_ATTEMPTED");
    const unlucky = texted();
    for (let i = 0; i < 3; i += 1) {
      unlucky.fails(30001);
      unlucky.wave();
    }
    expect(unlucky.last()).toMatchObject({ send_status: "ERROR", error_code: 30001 });
  });

  test("does not go again when another text has failed than the one that it is", () => {
    const world = texted();
    world.fails(30002, "SM-another");
    expect(world.last()).toMatchObject({ send_status: "ERROR", error_code: 30002 });
  });

  test("is looked for at every restart like any other: what it was is in the tables", () => {
    const world = texted();
    const { sid } = world.last();
    world.fails(30001);
    world.restart();
    world.fails(30001, sid);
    expect(world.wave()).toHaveLength(1);
    expect(world.wave()).toEqual([]);
  });
});

test.each([30003, 30007, 30008, 30034, 30610, 39_999])("a text that failed by %i does not go again", (code) => {
  const world = texted();
  world.fails(code);
  expect(world.last()).toMatchObject({ send_status: "ERROR", error_code: code });
  expect(world.wave()).toEqual([]);
});

describe("a phone that takes no pictures (30011)", () => {
  const address = (picture: string) => `https://text.example.org/p/${picture}`;

  test("gets the words with the picture's address, and so does the next text with a picture", () => {
    const world = texted({ picture: ORG_PICTURE });
    expect(pictureOf(world.last())).toBe(ORG_PICTURE);
    world.fails(30011);
    const [again] = world.wave();
    expect(wordsWithLink(again!, address)).toBe(`${again!.body}\n${address(ORG_PICTURE)}`);
    // As a link it fails like any text.
    world.fails(30011);
    expect(world.last().send_status).toBe("ERROR");
    world.send(1, { picture: ORG_PICTURE });
    const [next] = world.wave();
    expect(wordsWithLink(next!, address)).toContain(address(ORG_PICTURE));
  });

  test("says nothing about a text without a picture", () => {
    const world = texted();
    world.fails(30011);
    expect(world.last().send_status).toBe("ERROR");
  });
});

describe("a network whose day is used up", () => {
  const closed = (world: ReturnType<typeof texted>) => ({
    openTo: "none" as const,
    untilMs: world.clock.now + 15 * HOUR_MS,
  });

  test("(30027) keeps the text until its midnight and the contact's hours after it", () => {
    const world = texted();
    world.fails(30027);
    expect(world.wave()).toEqual([]);
    expect(world.last().send_status).toBe("QUEUED");
    // Noon in New York is nine in the morning there; its midnight is three at night in New York.
    world.clock.now += 15 * HOUR_MS;
    expect(world.wave()).toEqual([]);
    world.clock.now += 6 * HOUR_MS;
    expect(world.wave()).toHaveLength(1);
  });

  test("holds the contacts that are known to be its own; others go on", () => {
    const world = texted();
    world.fails(30027);
    world.receive(1, "And?");
    world.send(1);
    world.send(2);
    const wave = beginWave(world.store, 100, () => true, closed(world));
    expect(wave.texts.map(({ message }) => message.n)).toEqual([2]);
  });

  test("nearly (30026) keeps what is left for replies", () => {
    const world = texted();
    world.sql.run("UPDATE contacts SET day_capped = 1");
    world.receive(1, "And?");
    world.send(1);
    world.send(2);
    const wave = beginWave(world.store, 100, () => true, { ...closed(world), openTo: "replies" });
    expect(wave.texts.map(({ message }) => message.n)).toEqual([1]);
  });
});

describe("the carrier account learns", () => {
  test.each([
    [30001, { tooFast: true, capped: null }],
    [30017, { tooFast: true, capped: null }],
    [30022, { tooFast: true, capped: null }],
    [30023, { tooFast: true, capped: "none" }],
    [30027, { tooFast: false, capped: "none" }],
    [30026, { tooFast: false, capped: "replies" }],
    [30002, { tooFast: false, trouble: { scope: "account", code: 30002 } }],
  ])("of %i", (code, news) => {
    const world = texted();
    world.fails(code);
    expect(takeAccountNews(world.store)).toMatchObject(news);
    expect(takeAccountNews(world.store)).toBeNull();
  });

  test("nothing of what concerns one text", () => {
    const world = texted();
    world.fails(30003);
    expect(takeAccountNews(world.store)).toBeNull();
  });
});

test("while the account takes nothing no text is used up", () => {
  const world = texted();
  world.send(2);
  const waits = {
    kind: "waits" as const,
    scope: "account" as const,
    code: 20005,
    retryAfterMs: 30_000,
    why: "suspended",
  };
  for (let i = 0; i < 20; i += 1) {
    world.wave(waits);
    world.clock.now += 30_000;
  }
  expect(world.onlyText(2)).toMatchObject({ send_status: "QUEUED", attempts: 0, error_code: null });
  expect(world.wave()).toHaveLength(1);
  expect(world.onlyText(2)).toMatchObject({ send_status: "SENT" });
});
