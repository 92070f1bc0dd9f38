/** Where texts of a simulation go, and that nothing of it is left when the installation texts people. */
import { describe, expect, test } from "vitest";
import type { Carrier, OfferedText, SendOutcome } from "../../../domain/sending/carrier.ts";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../../domain/sending/simulation.ts";
import { ANA, cellOf, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { receive } from "../conversations/inbound.ts";
import { CarrierLink } from "./carrier-link.ts";
import { leaveSimulation } from "./leave-simulation.ts";
import { SimulatedCarrier } from "./simulated-carrier.ts";
import type { SimulationDeps } from "./simulated-carrier.ts";
import { beginWave, settleWave } from "./waves.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";

const PHONE = "+16175550199";
const OTHER_PHONE = "+16175550198";
const NOBODY_KNOWN = { sidsTo: async () => [], claim: async () => true };

let sids = 0;
function accepted(): SendOutcome {
  return { kind: "accepted", sid: `SM-${(sids += 1)}`, status: "accepted", from: null, segments: 1 };
}

function simulated(settings: Partial<SimulationSettings>, deps: Partial<SimulationDeps> = {}) {
  const world = queueWorld({ contacts: 10 });
  world.lease(ANA, 10);
  const calls: Pick<OfferedText, "to" | "body">[] = [];
  const lookedUp: Pick<OfferedText, "to" | "body">[] = [];
  const wakes: number[] = [];
  let asked = 0;
  const state = { settings: { ...NO_SIMULATION, ...settings }, outcome: accepted };
  const behind: Carrier = {
    carry: async ({ to, body }) => {
      calls.push({ to, body });
      return state.outcome();
    },
    find: async ({ to, body }) => {
      lookedUp.push({ to, body });
      return { kind: "absent" };
    },
    list: async () => ({ ok: true, texts: [] }),
    fetchMedia: async () => ({ kind: "refused", problem: "There are no files" }),
    lease: async () => Promise.reject(new Error("There is no account")),
    lookUpAfterMs: LOOK_UP_AFTER_MS,
    absenceIsProofAfterMs: 0,
  };
  const make = (more: Partial<SimulationDeps> = {}) =>
    new SimulatedCarrier({
      store: world.store,
      behind,
      fixedTo: null,
      settings: async () => {
        asked += 1;
        return state.settings;
      },
      receive: async (inbound: InboundText) => world.store.block((change) => receive(world.store, change, inbound)),
      wakeAt: (atMs) => void wakes.push(atMs),
      onFault: () => {},
      ...deps,
      ...more,
    });
  const simulation = make();
  return {
    world,
    simulation,
    behind,
    state,
    calls,
    lookedUp,
    wakes,
    make,
    asked: () => asked,
    async wave(by: Carrier = simulation) {
      const link = new CarrierLink(world.store, by, NOBODY_KNOWN);
      const { texts } = beginWave(world.store, 100);
      const carried = await Promise.all(
        texts.map(async (text) => ({ message: text.message, outcome: await link.carry(text) })),
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
    const link = new CarrierLink(world.store, simulation, NOBODY_KNOWN);
    expect(await link.carry(text!)).toEqual({ kind: "withheld" });
  });

  test("a text of unknown outcome is looked up, and tried again, where it went", async () => {
    const { world, simulation, state, calls, lookedUp, wave } = simulated({ to: PHONE });
    world.send(1);
    state.outcome = () => ({ kind: "unknown", detail: "lost" });
    await wave();
    state.settings = { ...NO_SIMULATION, to: OTHER_PHONE };
    world.clock.now += 60_000;
    const link = new CarrierLink(world.store, simulation, NOBODY_KNOWN);
    expect(await link.resolveUnknowns()).toMatchObject({ requeued: 1 });
    expect(lookedUp).toEqual([calls[0]]);
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

describe("when the installation texts people again", () => {
  test("answers and ways that the simulation has left behind are void", async () => {
    const rules = [{ column: null, pattern: "*", reply: "Yes", afterSeconds: 1 }];
    const { world, state, calls, behind, make, wave } = simulated({ to: PHONE, rules });
    world.send(1);
    await wave();
    world.send(2);
    state.outcome = () => ({ kind: "throttled", retryAfterMs: 1 });
    await wave();
    expect(world.onlyText(2)).toMatchObject({ send_status: "QUEUED", diverted_to: PHONE });
    leaveSimulation(world.store);
    state.outcome = accepted;
    await wave(behind);
    expect(calls.at(-1)).toEqual({ to: cellOf(2), body: world.firstText(2) });
    expect(world.onlyText(2)).toMatchObject({ send_status: "SENT", diverted_to: null });
    // What went to the phone did go there.
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: PHONE });
    world.clock.now += 60_000;
    await make().reply();
    expect(world.contact(1).status).toBe("messaged");
  });

  test("nothing is written where there was none", () => {
    const { world } = simulated({});
    const { version } = world.store;
    leaveSimulation(world.store);
    expect(world.store.version).toBe(version);
  });
});
