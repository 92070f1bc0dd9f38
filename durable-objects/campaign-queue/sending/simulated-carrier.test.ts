/** Where texts of a simulation go, with a carrier and without one, and that nothing of it is left when it is over. */
import { describe, expect, test } from "vitest";
import type { Carrier, OfferedText, SendOutcome } from "../../../domain/sending/carrier.ts";
import type { GotText } from "../../../domain/sending/override-phone.ts";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../../domain/sending/simulation.ts";
import { ANA, cellOf, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { receive, reportLists } from "../conversations/inbound.ts";
import { CarrierLink } from "./carrier-link.ts";
import { leaveSimulation } from "./leave-simulation.ts";
import { SimulatedCarrier } from "./simulated-carrier.ts";
import type { SimulationDeps } from "./simulated-carrier.ts";
import { SimulatedTexts } from "./simulated-texts.ts";
import { beginWave, sendingBecomesUnknown, settleWave } from "./waves.ts";

const PHONE = "+16175550199";
const OTHER_PHONE = "+16175550198";
const NOBODY_KNOWN = { sidsTo: async () => [], claim: async () => true };
const YES = [{ column: null, pattern: "*", reply: "Yes, I will", afterSeconds: 30 }];

let sids = 0;
function accepted(): SendOutcome {
  return { kind: "accepted", sid: `SM-${(sids += 1)}`, status: "accepted", from: null, segments: 1 };
}

type Words = Pick<OfferedText, "to" | "body">;

function simulated(
  settings: Partial<SimulationSettings>,
  { hasCarrier = true, ...deps }: Partial<SimulationDeps> & { hasCarrier?: boolean } = {},
) {
  const world = queueWorld({ contacts: 10 });
  world.lease(ANA, 10);
  const calls: Words[] = [];
  const lookedUp: Words[] = [];
  const phone = new Map<string, GotText>();
  const state = {
    settings: { ...NO_SIMULATION, ...settings },
    outcome: accepted,
    isPhoneAway: false,
    asked: 0,
    wakeMs: Infinity,
  };
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
  const texts = () =>
    new SimulatedTexts({
      store: world.store,
      receive: async (inbound) => {
        world.store.block((change) => receive(world.store, change, inbound));
        return { ok: true, repeated: false };
      },
      deliveryReports: async ({ reports }) =>
        world.store.block((change) => reportLists(world.store, change, [reports])[0] ?? []),
      phoneGot: async (got) => {
        if (state.isPhoneAway) throw new Error("the organization is away");
        for (const text of got) phone.set(text.id, text);
      },
      wakeAt: (atMs) => (state.wakeMs = Math.min(state.wakeMs, atMs)),
    });
  /** Made anew after a stop: memory is gone, rows are there. */
  const carrier = (more: Partial<SimulationDeps> = {}) =>
    new SimulatedCarrier({
      store: world.store,
      texts: texts(),
      behind: hasCarrier ? behind : null,
      lease: behind.lease,
      fixedTo: null,
      settings: async () => {
        state.asked += 1;
        return state.settings;
      },
      onFault: () => {},
      ...deps,
      ...more,
    });
  const simulation = carrier();
  return {
    world,
    simulation,
    behind,
    state,
    calls,
    lookedUp,
    phone,
    carrier,
    link: (by: Carrier = simulation) => new CarrierLink(world.store, by, NOBODY_KNOWN),
    /** Carries what waits; without `settle` the server stops before it has written what the carrier said. */
    async wave(by: Carrier = simulation, { settle = true } = {}) {
      const link = new CarrierLink(world.store, by, NOBODY_KNOWN);
      const wave = beginWave(world.store, 100);
      const carried = await Promise.all(
        wave.texts.map(async (text) => ({ message: text.message, outcome: await link.carry(text) })),
      );
      if (settle) settleWave(world.store, carried, by.lookUpAfterMs);
      return carried;
    },
    /** Time passes, and the alarm rings whenever it was set to. */
    async pass(ms: number) {
      const until = world.clock.now + ms;
      while (state.wakeMs <= until) {
        world.clock.now = Math.max(world.clock.now, state.wakeMs);
        state.wakeMs = Infinity;
        await texts().run();
      }
      world.clock.now = until;
    },
    inbound: (n: number) => world.store.thread(n).filter(({ direction }) => direction === "in"),
  };
}

describe("with a carrier", () => {
  test("every text goes to the override phone, with its contact's number in front, and is marked", async () => {
    const { world, calls, wave, phone, pass } = simulated({ to: PHONE });
    world.send(1);
    await wave();
    expect(calls).toEqual([{ to: PHONE, body: `[${cellOf(1)}] ${world.firstText(1)}` }]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: PHONE, body: world.firstText(1) });
    const recorded = world.events.findLast(({ kind }) => kind === "message");
    expect(recorded).toMatchObject({ payload: { divertedTo: PHONE, sendStatus: "SENT" } });
    await pass(2_000);
    const got = { contactId: world.id(1), cell: cellOf(1), phone: PHONE, name: "First1 Last1", body: calls[0]?.body };
    expect([...phone.values()]).toMatchObject([got]);
    // Delivered is what the carrier reports, and nobody else.
    expect(world.onlyText(1).send_status).toBe("SENT");
  });

  test("the installation's phone wins over the organization's", async () => {
    const { world, calls, wave } = simulated({ to: OTHER_PHONE }, { fixedTo: PHONE });
    world.send(1);
    await wave();
    expect(calls.map(({ to }) => to)).toEqual([PHONE]);
  });

  test("dropped texts go nowhere, and nobody answers them", async () => {
    const { world, calls, phone, wave, pass, inbound } = simulated({ to: PHONE, dropRatio: 1, rules: YES });
    world.send(1);
    await wave();
    await pass(60_000);
    expect([calls.length, phone.size, inbound(1).length]).toEqual([0, 0, 0]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: "" });
  });

  test("an opt-out that came before its turn holds a text, dropped or not", async () => {
    const { world, link } = simulated({ dropRatio: 1 });
    world.send(1);
    const [text] = beginWave(world.store, 1).texts;
    world.receive(1, "Stop");
    world.store.block((change) => change.saveContact(world.contact(1), { opted_out: 1 }));
    expect(await link().carry(text!)).toEqual({ kind: "withheld" });
  });

  test("an opt-out that comes while the settings are read holds it as well", async () => {
    const { world, link, calls, carrier } = simulated({});
    world.send(1);
    const [text] = beginWave(world.store, 1).texts;
    const slow = carrier({
      settings: async () => {
        world.receive(1, "Stop");
        return { ...NO_SIMULATION, to: PHONE };
      },
    });
    expect(await link(slow).carry(text!)).toEqual({ kind: "withheld" });
    expect(calls).toEqual([]);
  });

  test("a text of unknown outcome is looked up, and tried again, where it went", async () => {
    const { world, link, state, calls, lookedUp, wave } = simulated({ to: PHONE });
    world.send(1);
    state.outcome = () => ({ kind: "unknown", detail: "lost" });
    await wave();
    state.settings = { ...NO_SIMULATION, to: OTHER_PHONE };
    world.clock.now += 60_000;
    expect(await link().resolveUnknowns()).toMatchObject({ requeued: 1 });
    expect(lookedUp).toEqual([calls[0]]);
    await wave();
    expect(calls[1]).toEqual(calls[0]);
  });

  test("contacts answer after a while", async () => {
    const { world, wave, pass, inbound } = simulated({ rules: YES });
    world.send(1);
    await wave();
    await pass(29_000);
    expect(world.contact(1).status).toBe("messaged");
    await pass(5_000);
    expect(world.contact(1).status).toBe("needsResponse");
    expect(inbound(1).map(({ body }) => body)).toEqual(["Yes, I will"]);
  });

  test("a stop during the call loses neither the phone's entry nor the answer", async () => {
    const { world, wave, phone, pass, inbound } = simulated({ to: PHONE, rules: YES });
    world.send(1);
    await wave(undefined, { settle: false });
    sendingBecomesUnknown(world.store, LOOK_UP_AFTER_MS);
    await pass(40_000);
    expect([phone.size, inbound(1).length]).toEqual([0, 0]);
    // The carrier's own report says that it was taken.
    const { n, id: messageId } = world.onlyText(1);
    const report = { n, messageId, sid: "SM-late", status: "DELIVERED" as const, errorCode: null };
    world.store.block((change) => reportLists(world.store, change, [[report]]));
    await pass(120_000);
    expect([phone.size, inbound(1).length]).toEqual([1, 1]);
  });

  test("a text that the carrier refuses is nobody's, and answered by nobody", async () => {
    const { world, state, wave, phone, pass, inbound } = simulated({ to: PHONE, rules: YES });
    world.send(1);
    state.outcome = () => ({ kind: "rejected", code: 30007, message: "Filtered" });
    await wave();
    await pass(300_000);
    expect(world.onlyText(1).send_status).toBe("ERROR");
    expect([phone.size, inbound(1).length]).toEqual([0, 0]);
  });

  test("what the carrier says of the override phone says nothing of contacts: their texts wait", async () => {
    const { world, simulation, state, wave } = simulated({ to: PHONE });
    world.send(1);
    state.outcome = () => ({ kind: "rejected", code: 21610, message: "Unsubscribed recipient" });
    const [carried] = await wave();
    expect(carried?.outcome).toMatchObject({ kind: "waits", why: expect.stringContaining(`phone ${PHONE}`) });
    expect(world.onlyText(1).send_status).toBe("QUEUED");
    state.outcome = accepted;
    await wave();
    const { n, id: messageId } = world.onlyText(1);
    const report = { n, messageId, sid: "SM1", status: "ERROR" as const };
    expect(simulation.readReports([{ ...report, errorCode: 30005 }])).toEqual([{ ...report, errorCode: null }]);
    expect(simulation.readReports([{ ...report, errorCode: 30007 }])).toEqual([{ ...report, errorCode: 30007 }]);
  });

  test("without its settings nothing goes anywhere", async () => {
    const { world, calls, wave } = simulated({}, { settings: async () => Promise.reject(new Error("away")) });
    world.send(1);
    await wave();
    expect(calls).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("QUEUED");
  });

  test("with nothing set, texts go their way and settings are read seldom", async () => {
    const { world, calls, state, wave } = simulated({});
    for (const n of [1, 2, 3]) {
      world.send(n);
      await wave();
    }
    expect(calls.map(({ to }) => to)).toEqual([1, 2, 3].map(cellOf));
    expect(state.asked).toBe(1);
  });
});

describe("without a carrier", () => {
  const alone = (settings: Partial<SimulationSettings> = {}) => simulated(settings, { hasCarrier: false });

  test("texts are accepted, delivered a moment later, and answered by the rules", async () => {
    const { world, wave, pass, inbound, calls } = alone({ rules: YES });
    world.send(1);
    await wave();
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: null });
    await pass(5_000);
    expect(world.onlyText(1).send_status).toBe("DELIVERED");
    await pass(30_000);
    expect(inbound(1).map(({ body }) => body)).toEqual(["Yes, I will"]);
    expect(calls).toEqual([]);
  });

  test("texts to the override phone are in its list, with their tag", async () => {
    const { world, wave, pass, phone } = alone({ to: PHONE });
    world.send(1);
    await wave();
    await pass(5_000);
    expect([...phone.values()]).toMatchObject([{ phone: PHONE, body: `[${cellOf(1)}] ${world.firstText(1)}` }]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", diverted_to: PHONE });
  });

  test("dropped texts are sent and never delivered", async () => {
    const { world, wave, pass } = alone({ dropRatio: 1, rules: YES });
    world.send(1);
    await wave();
    await pass(120_000);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: "" });
    expect(world.contact(1).status).toBe("messaged");
  });

  test.each(["delivered", "dropped"])("a stop between the call and its settling: a text is %s once", async (end) => {
    const { world, wave, pass, phone, carrier, link } = alone({ to: PHONE, dropRatio: end === "dropped" ? 1 : 0 });
    world.send(1);
    await wave(undefined, { settle: false });
    expect(sendingBecomesUnknown(world.store, 1_000)).toBe(1);
    // A look-up that is faster than the delivery finds it.
    world.clock.now += 1_000;
    expect(await link(carrier()).resolveUnknowns()).toMatchObject({ requeued: 0 });
    expect(world.onlyText(1).send_status).toBe("SENT");
    await pass(60_000);
    expect(world.onlyText(1).send_status).toBe(end === "dropped" ? "SENT" : "DELIVERED");
    expect(phone.size).toBe(end === "dropped" ? 0 : 1);
    expect(await wave(carrier())).toEqual([]);
  });

  test("a stop before the call: the text goes afterwards, once", async () => {
    const { world, wave, pass, phone, link } = alone({ to: PHONE });
    world.send(1);
    beginWave(world.store, 100);
    expect(sendingBecomesUnknown(world.store, 1_000)).toBe(1);
    world.clock.now += 1_000;
    expect(await link().resolveUnknowns()).toMatchObject({ requeued: 1 });
    await wave();
    await pass(60_000);
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", attempts: 2 });
    expect(phone.size).toBe(1);
  });

  test("a stop at any step of the delivery repeats no answer and loses none", async () => {
    const { world, wave, pass, state, phone, inbound } = alone({ to: PHONE, rules: YES });
    world.send(1);
    await wave();
    state.isPhoneAway = true;
    await expect(pass(5_000)).rejects.toThrow("away");
    expect([world.onlyText(1).send_status, phone.size]).toEqual(["SENT", 0]);
    state.isPhoneAway = false;
    state.wakeMs = world.clock.now;
    await pass(5_000);
    const kept = world.sql.all<{ message_id: string; due_at: number }>("SELECT * FROM simulated_replies");
    await pass(60_000);
    // The answer had been written, and its row was still there.
    world.sql.run("INSERT INTO simulated_replies VALUES (1, ?, 'Yes, I will', 0)", kept[0]?.message_id ?? "");
    state.wakeMs = world.clock.now;
    await pass(1_000);
    expect(inbound(1)).toHaveLength(1);
    expect(world.onlyText(1).send_status).toBe("DELIVERED");
  });

  test("a person who decides sees what was taken", async () => {
    const { world, wave, link } = alone();
    world.send(1);
    await wave(undefined, { settle: false });
    sendingBecomesUnknown(world.store, 600_000);
    const side = await link().carrierSide({ n: 1, messageId: world.onlyText(1).id });
    expect(side).toMatchObject({ ok: true, texts: [{ kind: "fits", body: world.firstText(1) }] });
  });
});

describe("when the installation texts people again", () => {
  test("answers and ways that the simulation has left behind are void", async () => {
    const { world, state, calls, behind, wave, pass } = simulated({ to: PHONE, rules: YES });
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
    // The record of what went to the phone stays true.
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", diverted_to: PHONE });
    await pass(60_000);
    expect(world.contact(1).status).toBe("messaged");
  });

  test("nothing is written where there was none", () => {
    const { world } = simulated({});
    const { version } = world.store;
    leaveSimulation(world.store);
    expect(world.store.version).toBe(version);
  });
});
