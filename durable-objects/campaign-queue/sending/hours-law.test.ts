/** docs/rules.md#hours-law, through the queue: whatever a campaign is set to, the law holds at a real carrier. */
import { describe, expect, test } from "vitest";
import type { MessageState } from "../../../domain/record/events.ts";
import { carryWave, MINUTE_MS, worldOf } from "../../testing/hours-world.ts";
import { ANA } from "../../testing/queue-world.ts";
import { beginWave, validitySeconds } from "./waves.ts";

const at = (iso: string) => Date.parse(iso);

/** Contacts of these rows, all on Ana's desk, in a campaign that was started with hours from 0 to 24. */
function started(rows: readonly string[], withoutLaw = false) {
  const world = worldOf(rows, withoutLaw);
  world.configure({ window: { zone: "America/New_York", startHour: 0, endHour: 24 } });
  // Leases look for people who may be texted: Tuesday noon in all the states.
  world.clock.now = at("2026-11-03T20:00:00Z");
  world.lease(ANA, rows.length);
  return world;
}

describe("a text", () => {
  test.each([
    ["New York at 07:59", "ny", "2026-11-10T12:59:00Z", "2026-11-10T13:00:00Z"],
    ["New York at 21:00", "ny", "2026-11-11T02:00:00Z", "2026-11-11T13:00:00Z"],
    ["Houston on Sunday at 11:59", "chTX", "2026-11-08T17:59:00Z", "2026-11-08T18:00:00Z"],
    ["El Paso on Sunday at 11:59", "dnTX", "2026-11-08T18:59:00Z", "2026-11-08T19:00:00Z"],
    ["Miami at 20:00", "nyFL", "2026-11-11T01:00:00Z", "2026-11-11T13:00:00Z"],
    ["Hartford at 08:30", "nyCT", "2026-11-10T13:30:00Z", "2026-11-10T14:00:00Z"],
  ])("is refused in %s with the time at which it may go", (_, row, iso, mayGo) => {
    const world = started([row]);
    world.clock.now = at(iso);
    expect(world.send(1)).toMatchObject({ ok: false, reason: "outside_hours", mayGoAtMs: at(mayGo) });
    world.clock.now = at(mayGo);
    expect(world.send(1).ok).toBe(true);
  });

  test("that was accepted before the law's hour ended waits, and the carrier never has it longer than that hour", () => {
    const world = started(["nyFL", "nyFL"]);
    world.clock.now = at("2026-11-11T00:49:00Z");
    world.send(1);
    world.send(2);
    const [text] = beginWave(world.store, 1).texts;
    expect(validitySeconds(world.store, text!)).toBe(11 * 60);
    world.clock.now = at("2026-11-11T01:00:00Z") - 9 * MINUTE_MS;
    expect(validitySeconds(world.store, text!)).toBeNull();
    expect(beginWave(world.store, 9)).toMatchObject({ texts: [], againAtMs: at("2026-11-11T13:00:00Z") });
  });

  test("goes at any hour in a simulation", () => {
    const world = started(["chTX"], true);
    world.clock.now = at("2026-11-08T08:00:00Z");
    expect(world.send(1).ok).toBe(true);
    expect(carryWave(world)).toHaveLength(1);
  });

  test("keeps to the law from the moment on that the installation is no simulation any more", () => {
    const world = started(["ny"], true);
    const json = world.sql.scalar<string>("SELECT json FROM config WHERE id = 1");
    expect(JSON.parse(json!)).toMatchObject({ window: { startHour: 0, endHour: 24 } });
    const real = worldOf(["ny"], false);
    // As a campaign of a simulation tells its queues.
    real.store.configure({ ...world.store.config!, epoch: 9 });
    real.clock.now = at("2026-11-10T15:00:00Z");
    real.lease(ANA, 1);
    real.clock.now = at("2026-11-10T12:00:00Z");
    expect(real.send(1)).toMatchObject({ ok: false, mayGoAtMs: at("2026-11-10T13:00:00Z") });
  });
});

describe("what is recorded of a text", () => {
  const states = (world: ReturnType<typeof started>) =>
    world.events.flatMap((event) => (event.kind === "message" ? [event.payload] : [])) as MessageState[];

  test("are its zones, what they were taken from, and the local times at which it went", () => {
    const world = started(["nychAL"]);
    world.clock.now = at("2026-11-10T16:00:00Z");
    world.send(1);
    expect(states(world).at(-1)).toMatchObject({ sendStatus: "QUEUED" });
    expect(states(world).at(-1)).not.toHaveProperty("localTime");
    world.clock.now = at("2026-11-10T16:00:07Z");
    carryWave(world);
    expect(states(world).at(-1)).toMatchObject({
      sendStatus: "SENT",
      zone: "America/New_York, America/Chicago",
      zoneSource: "zip",
      localTime: "2026-11-10T11:00:07-05:00, 2026-11-10T10:00:07-06:00",
    });
  });

  test("survive a restart, and are not of inbound texts", () => {
    const world = started(["hn"]);
    world.clock.now = at("2026-11-10T20:00:00Z");
    world.send(1);
    carryWave(world);
    world.restart();
    world.receive(1, "Yes");
    const [text, answer] = world.store.thread(1);
    expect(text).toMatchObject({ clock: "zip hn" });
    expect(answer).toMatchObject({ clock: null });
    expect(states(world).at(-1)).not.toHaveProperty("zone");
  });
});
