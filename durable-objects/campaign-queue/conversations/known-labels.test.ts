import { describe, expect, test } from "vitest";
import { MOST_LABELS } from "../../../domain/messages/conversation-labels.ts";
import type { OrganizationLabels } from "../../../domain/scripts/organization-labels.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { Accepting } from "../sending/accepting.ts";
import { labelsOf } from "../store/rows.ts";
import { KnownLabels } from "./known-labels.ts";
import { changeLabel, setLabel } from "./labels.ts";

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
  let texts = 0;
  const send = (withLabels: string[], messageId = `message-${String((texts += 1)).padStart(16, "1")}`) =>
    accepting.send({
      n: 1,
      messageId,
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
      leftOff: [{ reason: "no_such_label", labels: [MADE_UP, "not even an id"] }],
    });
    expect(sent(1)).toHaveLength(2);
    expect(now()).toEqual([RIDE]);
  });

  test("goes without one that was deleted since, and says so", async () => {
    const { send, sent, now } = conversation();
    expect(await send([DELETED, RIDE, MADE_UP])).toMatchObject({
      ok: true,
      leftOff: [
        { reason: "label_deleted", labels: [DELETED] },
        { reason: "no_such_label", labels: [MADE_UP] },
      ],
    });
    expect(sent(1)).toHaveLength(2);
    expect(now()).toEqual([RIDE]);
  });

  test("says so again when its answer was lost", async () => {
    const { send } = conversation();
    const first = await send([DELETED], "message-0000000000000000");
    expect(await send([DELETED], "message-0000000000000000")).toEqual({ ...first, repeated: true });
  });

  test("goes without those that no longer fit, and says which", async () => {
    const { send, world, state, now } = conversation();
    const ids = Array.from({ length: MOST_LABELS + 1 }, (_, at) => `l${String(at + 100).padStart(15, "0")}`);
    state.answer = { labels: ids.map((labelId) => ({ labelId, name: labelId })), deleted: [] };
    for (const labelId of ids.slice(0, -2)) changeLabel(world.store, { n: 1, personId: null, labelId, on: true });
    expect(await send(ids.slice(-2))).toMatchObject({
      ok: true,
      leftOff: [{ reason: "too_many_labels", labels: ids.slice(-1) }],
    });
    expect(now()).toHaveLength(MOST_LABELS);
    expect(await send(ids.slice(-2, -1))).not.toHaveProperty("leftOff");
  });

  test("is not lost while the labels cannot be read: it goes again", async () => {
    const { send, sent, state } = conversation();
    state.isAway = true;
    expect(await send([RIDE])).toMatchObject({ ok: false, reason: "unavailable" });
    expect(sent(1)).toHaveLength(1);
    state.isAway = false;
    expect(await send([RIDE])).toMatchObject({ ok: true });
  });

  describe("of the present script", () => {
    function ofScript() {
      const all = conversation();
      const { script } = all.world.store.configured;
      const responses = [{ id: "r1", title: "Ride", text: "We can drive you.", labels: [NEW, DELETED] }];
      all.world.configure({ script: script && { ...script, responses }, scriptVersion: 3 });
      return all;
    }

    test("is put on, also when the copy of the labels does not have it yet; it is asked for once a minute", async () => {
      const { send, state } = ofScript();
      expect(await send([NEW])).toMatchObject({ ok: true, item: { labels: [NEW] } });
      await send([NEW]);
      expect(state.asks).toBe(1);
    });

    test("is put on while nobody can be asked", async () => {
      const { send, state } = ofScript();
      state.isAway = true;
      expect(await send([NEW])).toMatchObject({ ok: true, item: { labels: [NEW] } });
    });

    test("is left off when it was deleted, although the script still brings it", async () => {
      const { send, now } = ofScript();
      expect(await send([DELETED, NEW])).toMatchObject({
        ok: true,
        leftOff: [{ reason: "label_deleted", labels: [DELETED] }],
      });
      expect(now()).toEqual([NEW]);
    });
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
    expect(await set(DELETED)).toMatchObject({
      ok: true,
      labels: [RIDE],
      leftOff: [{ reason: "label_deleted", labels: [DELETED] }],
    });
    expect(await set(MADE_UP, false)).toMatchObject({ ok: true });
    expect(await set(RIDE, false)).toMatchObject({ ok: true, labels: [] });
    expect(now()).toEqual([]);
  });
});
