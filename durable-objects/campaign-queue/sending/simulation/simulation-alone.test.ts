/** A simulation without any carrier, and its end. */
import { describe, expect, test } from "vitest";
import type { SimulationSettings } from "../../../../domain/sending/simulation.ts";
import { accepted, cellOf } from "../../../testing/queue-world.ts";
import { leaveSimulation } from "./leave-simulation.ts";
import { beginWave, sendingBecomesUnknown } from "../waves.ts";
import { PHONE, YES, simulated } from "../../../testing/simulated-world.ts";

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
