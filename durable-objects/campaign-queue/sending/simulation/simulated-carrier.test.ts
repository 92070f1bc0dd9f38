/** Where texts of a simulation go, with a carrier and without one, and that nothing of it is left when it is over. */
import { describe, expect, test } from "vitest";
import { NO_SIMULATION } from "../../../../domain/sending/simulation.ts";
import { accepted, cellOf, LOOK_UP_AFTER_MS } from "../../../testing/queue-world.ts";
import { reportLists } from "../../conversations/inbound.ts";
import { beginWave, sendingBecomesUnknown } from "../waves.ts";
import { PHONE, OTHER_PHONE, YES, simulated } from "../../../testing/simulated-world.ts";

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
