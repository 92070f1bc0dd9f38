/** Where texts of a simulation go, and that nothing of it happens outside of one. */
import { describe, expect, test } from "vitest";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../../domain/sending/simulation.ts";
import { accepted, ANA, cellOf, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { receive } from "../conversations/inbound.ts";
import { Simulation } from "./simulation.ts";
import type { SimulationDeps } from "./simulation.ts";
import { wantedOf } from "../undecided/unknowns.ts";
import { beginWave, settleWave } from "./waves.ts";
import type { CarryOutcome } from "./waves.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";

const PHONE = "+16175550199";
const OTHER_PHONE = "+16175550198";

function simulated(settings: Partial<SimulationSettings>, deps: Partial<SimulationDeps> = {}) {
  const world = queueWorld({ contacts: 10 });
  world.lease(ANA, 10);
  const calls: { to: string; body: string }[] = [];
  const wakes: number[] = [];
  let asked = 0;
  const state = { settings: { ...NO_SIMULATION, ...settings }, outcome: accepted as () => CarryOutcome };
  const make = (more: Partial<SimulationDeps> = {}) =>
    new Simulation({
      store: world.store,
      isOn: true,
      fixedTo: null,
      problem: null,
      settings: async () => {
        asked += 1;
        return state.settings;
      },
      carry: async ({ cell, message }) => {
        calls.push({ to: cell, body: message.body });
        return state.outcome();
      },
      receive: async (inbound: InboundText) => world.store.block((change) => receive(world.store, change, inbound)),
      wakeAt: (atMs) => void wakes.push(atMs),
      onError: () => {},
      ...deps,
      ...more,
    });
  const simulation = make();
  return {
    world,
    simulation,
    state,
    calls,
    wakes,
    make,
    asked: () => asked,
    async wave(by = simulation) {
      const { texts } = beginWave(world.store, 100);
      const carried = await Promise.all(
        texts.map(async (text) => ({ message: text.message, outcome: await by.carry(text) })),
      );
      settleWave(world.store, carried, LOOK_UP_AFTER_MS);
    },
  };
}

describe("in a simulation", () => {
  test("every text goes to the one phone, with its contact's number in front, and is marked", async () => {
    const { world, calls, wave } = simulated({ to: PHONE });
    world.send(1);
    await wave();
    expect(calls).toEqual([{ to: PHONE, body: `[to ${cellOf(1)}] ${world.firstText(1)}` }]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: PHONE, body: world.firstText(1) });
    const told = world.events.findLast(({ kind }) => kind === "message");
    expect(told).toMatchObject({ payload: { divertedTo: PHONE, sendStatus: "SENT" } });
  });

  test("the installation's phone wins over the organization's", async () => {
    const { world, calls, wave } = simulated({ to: OTHER_PHONE }, { fixedTo: PHONE });
    world.send(1);
    await wave();
    expect(calls.map(({ to }) => to)).toEqual([PHONE]);
  });

  test("dropped texts go nowhere, and nobody answers them", async () => {
    const rules = [{ column: null, pattern: "*", reply: "Yes", afterSeconds: 1 }];
    const { world, calls, wakes, wave } = simulated({ to: PHONE, dropRatio: 1, rules });
    world.send(1);
    await wave();
    expect([calls, wakes]).toEqual([[], []]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: "" });
  });

  test("an opt-out that came before its turn holds a text, dropped or not", async () => {
    const { world, simulation } = simulated({ dropRatio: 1 });
    world.send(1);
    const [text] = beginWave(world.store, 1).texts;
    world.receive(1, "Stop");
    world.store.block((change) => change.saveContact(world.contact(1), { opted_out: 1 }));
    expect(await simulation.carry(text!)).toEqual({ kind: "withheld" });
  });

  test("a text of unknown outcome is looked up, and tried again, where it went", async () => {
    const { world, state, calls, wave } = simulated({ to: PHONE });
    world.send(1);
    state.outcome = () => ({ kind: "unknown", detail: "lost" });
    await wave();
    const unknown = world.onlyText(1);
    const { to, body } = wantedOf(world.store, { ...unknown, cell: cellOf(1) });
    expect({ to, body }).toEqual(calls[0]);
    state.settings = { ...NO_SIMULATION, to: OTHER_PHONE };
    world.clock.now += 60_000;
    world.store.block((change) => change.saveMessage(unknown, { send_status: "QUEUED" }));
    await wave();
    expect(calls[1]).toEqual(calls[0]);
  });

  test("contacts answer after a while, once, also when the answer comes again after a stop", async () => {
    const rules = [{ column: null, pattern: "come", reply: "Yes, I will", afterSeconds: 30 }];
    const { world, simulation, wakes, wave, make } = simulated({ rules });
    world.send(1);
    await wave();
    const [dueMs = 0] = wakes;
    expect(dueMs).toBe(world.clock.now + 30_000);
    await simulation.reply();
    expect(world.contact(1).status).toBe("messaged");
    world.clock.now = dueMs;
    const owed = world.sql.all<{ message_id: string }>("SELECT * FROM simulated_replies");
    await make().reply();
    await make().reply();
    world.sql.run("INSERT INTO simulated_replies VALUES (1, ?, 'Yes, I will', 0)", owed[0]?.message_id ?? "");
    await make().reply();
    expect(world.contact(1).status).toBe("needsResponse");
    const answers = world.store.thread(1).filter(({ direction }) => direction === "in");
    expect(answers.map(({ body }) => body)).toEqual(["Yes, I will"]);
  });

  test("without its settings nothing goes anywhere", async () => {
    const { world, calls, wave } = simulated({}, { settings: async () => Promise.reject(new Error("away")) });
    world.send(1);
    await wave();
    expect(calls).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("QUEUED");
  });

  test("with nothing set, texts go their way and settings are read seldom", async () => {
    const { world, calls, asked, wave } = simulated({});
    for (const n of [1, 2, 3]) {
      world.send(n);
      await wave();
    }
    expect(calls.map(({ to }) => to)).toEqual([1, 2, 3].map(cellOf));
    expect(asked()).toBe(1);
  });
});

describe("outside of a simulation", () => {
  const everything = {
    to: PHONE,
    dropRatio: 1,
    rules: [{ column: null, pattern: "*", reply: "Yes", afterSeconds: 1 }],
  };

  test("every setting is ignored, and not even read", async () => {
    const { world, calls, wakes, asked, wave } = simulated(everything, { isOn: false });
    world.send(1);
    await wave();
    expect(calls).toEqual([{ to: cellOf(1), body: world.firstText(1) }]);
    expect([asked(), wakes, world.onlyText(1).diverted_to]).toEqual([0, [], null]);
  });

  test("answers and ways that a simulation has left behind are void", async () => {
    const { world, state, calls, wave, make } = simulated({ ...everything, dropRatio: 0 });
    world.send(1);
    state.outcome = () => ({ kind: "throttled", retryAfterMs: 1 });
    await wave();
    expect(world.onlyText(1)).toMatchObject({ send_status: "QUEUED", diverted_to: PHONE });
    world.sql.run("INSERT INTO simulated_replies VALUES (1, 'x', 'Yes', 0)");
    state.outcome = accepted;
    const off = make({ isOn: false });
    await wave(off);
    await off.reply();
    expect(calls.at(-1)).toEqual({ to: cellOf(1), body: world.firstText(1) });
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: null });
    expect(world.contact(1).status).toBe("messaged");
  });

  test("and with a configuration set halfway nothing goes at all", async () => {
    for (const isOn of [true, false]) {
      const { world, calls, wave } = simulated({ to: PHONE }, { isOn, problem: "SIMULATION is not confirmed" });
      world.send(1);
      await wave();
      expect(calls).toEqual([]);
      expect(world.onlyText(1).send_status).toBe("QUEUED");
    }
  });
});
