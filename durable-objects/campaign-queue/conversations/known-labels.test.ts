import { describe, expect, test } from "vitest";
import type { OrganizationLabels } from "../../../domain/scripts/organization-labels.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { Accepting } from "../sending/accepting.ts";
import { labelsOf } from "../store/rows.ts";
import { KnownLabels } from "./known-labels.ts";
import { setLabel } from "./labels.ts";

const [RIDE, NEW, DELETED, MADE_UP] = ["1", "2", "3", "9"].map((n) => `l${n.padStart(15, "0")}`) as [
  string,
  string,
  string,
  string,
];

function asked() {
  const state: { answer: OrganizationLabels | null; isAway: boolean; asks: number; nowMs: number } = {
    answer: { labels: [{ labelId: RIDE, name: "Needs a ride" }], deleted: [DELETED] },
    isAway: false,
    asks: 0,
    nowMs: 1_000_000,
  };
  const labels = new KnownLabels({
    ask: async () => {
      state.asks += 1;
      if (state.isAway) throw new Error("the organization's object is away");
      return state.answer;
    },
    now: () => state.nowMs,
    wait: async (forMs) => void (state.nowMs += forMs),
  });
  return { state, labels };
}

describe("the labels that a queue knows", () => {
  test("are asked for once, and again after a minute or for one that is not known", async () => {
    const { state, labels } = asked();
    expect(await labels.verdicts([RIDE, DELETED])).toEqual(
      new Map([
        [RIDE, "known"],
        [DELETED, "deleted"],
      ]),
    );
    await labels.verdicts([RIDE]);
    expect(state.asks).toBe(1);
    state.answer = {
      labels: [
        { labelId: RIDE, name: "Needs a ride" },
        { labelId: NEW, name: "New" },
      ],
      deleted: [DELETED],
    };
    // Made a moment ago, and known to nobody before it was asked for again.
    const beforeMs = state.nowMs;
    expect((await labels.verdicts([NEW]))?.get(NEW)).toBe("known");
    expect(state.nowMs - beforeMs).toBe(1_000);
    state.answer = { labels: [], deleted: [RIDE, NEW, DELETED] };
    state.nowMs += 60_000;
    expect((await labels.verdicts([RIDE]))?.get(RIDE)).toBe("deleted");
    expect(state.asks).toBe(3);
  });

  test("are not asked for by a flood of made-up ones, at once or one after the other", async () => {
    const { state, labels } = asked();
    await Promise.all(Array.from({ length: 200 }, () => labels.verdicts([MADE_UP])));
    expect(state.asks).toBe(1);
    const beforeMs = state.nowMs;
    for (let n = 0; n < 20; n += 1) {
      expect((await labels.verdicts([MADE_UP]))?.get(MADE_UP)).toBe("unknown");
    }
    // One a second.
    expect(state.asks).toBe(21);
    expect(state.nowMs - beforeMs).toBe(20_000);
  });

  test("stay known while nobody can be asked; of others nothing can be told", async () => {
    const { state, labels } = asked();
    state.isAway = true;
    expect(await labels.verdicts([RIDE])).toBeNull();
    state.isAway = false;
    await labels.verdicts([RIDE]);
    state.isAway = true;
    state.nowMs += 61_000;
    expect((await labels.verdicts([RIDE]))?.get(RIDE)).toBe("known");
    expect(await labels.verdicts([NEW])).toBeNull();
  });

  test("cannot be told before the organization's object has been given any", async () => {
    const { state, labels } = asked();
    state.answer = null;
    expect(await labels.verdicts([RIDE])).toBeNull();
  });
});

function conversation() {
  const world = queueWorld({ contacts: 1, config: { scriptVersion: 2 } });
  world.lease(ANA, 1);
  world.send(1);
  world.wave();
  const { state, labels } = asked();
  const accepting = new Accepting({ store: world.store, sender: { accepted: () => {} }, labels });
  const send = (withLabels: string[]) =>
    accepting.send({
      n: 1,
      messageId: `message-${Math.random().toString(36).slice(2).padEnd(16, "0")}`,
      body: "We can drive you.",
      initial: false,
      lastSeenId: null,
      texter: ANA,
      labels: withLabels,
    });
  let taps = 0;
  const set = (labelId: string, on = true) =>
    setLabel(
      { store: world.store, labels },
      { n: 1, personId: ANA.personId, labelId, on, opId: `tap-${String((taps += 1)).padStart(8, "0")}` },
    );
  return { ...world, world, state, send, set, now: () => labelsOf(world.contact(1)) };
}

describe("a text with labels", () => {
  test("goes without one that was made up, and says so; the others are put on", async () => {
    const { send, sent, now } = conversation();
    const answer = await send([RIDE, MADE_UP, "not even an id"]);
    expect(answer).toMatchObject({
      ok: true,
      item: { labels: [RIDE] },
      leftOff: { reason: "no_such_label", labels: [MADE_UP, "not even an id"] },
    });
    expect(sent(1)).toHaveLength(2);
    expect(now()).toEqual([RIDE]);
  });

  test("goes without one that was deleted since, and makes no word of it", async () => {
    const { send, now } = conversation();
    const answer = await send([DELETED]);
    expect(answer).toMatchObject({ ok: true });
    expect(answer).not.toHaveProperty("leftOff");
    expect(now()).toEqual([]);
  });

  test("is not lost while the labels cannot be read: it goes again", async () => {
    const { send, sent, state } = conversation();
    state.isAway = true;
    expect(await send([RIDE])).toMatchObject({ ok: false, reason: "unavailable" });
    expect(sent(1)).toHaveLength(1);
    state.isAway = false;
    expect(await send([RIDE])).toMatchObject({ ok: true });
  });

  test("of the present script asks nobody", async () => {
    const { send, state, world } = conversation();
    const { script } = world.store.configured;
    const responses = [{ id: "r1", title: "Ride", text: "We can drive you.", labels: [NEW] }];
    world.configure({ script: script && { ...script, responses }, scriptVersion: 3 });
    expect(await send([NEW])).toMatchObject({ ok: true, item: { labels: [NEW] } });
    expect(state.asks).toBe(0);
  });
});

describe("a label that a texter puts on", () => {
  test("has to be the organization's; one that was deleted since the tap is no mistake; any can be taken off", async () => {
    const { set, now } = conversation();
    expect(await set(RIDE)).toMatchObject({ ok: true, labels: [RIDE] });
    expect(await set(MADE_UP)).toEqual({
      ok: false,
      reason: "no_such_label",
      message: "Your organization has no such label.",
    });
    expect(await set(DELETED)).toMatchObject({ ok: true, labels: [RIDE] });
    expect(await set(MADE_UP, false)).toMatchObject({ ok: true });
    expect(await set(RIDE, false)).toMatchObject({ ok: true, labels: [] });
    expect(now()).toEqual([]);
  });
});
