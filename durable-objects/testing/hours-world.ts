/** A campaign queue whose contacts have zones, on a clock moved by hand. Only tests import it. */
import { NEEDED_MS } from "../../domain/hours/texting-window.ts";
import type { SendKind } from "../../domain/hours/texting-window.ts";
import { sendKindOf } from "../../domain/sending/text-kind.ts";
import { zoneNames } from "../../domain/hours/zones/zone-codes.ts";
import { addContacts } from "../campaign-queue/contacts/imports.ts";
import type { CarryOutcome } from "../campaign-queue/sending/waves.ts";
import { beginWave, mayStillGo, settleWave, validitySeconds } from "../campaign-queue/sending/waves.ts";
import { aConfig, accepted, ANA, LOOK_UP_AFTER_MS, queueWorld } from "./queue-world.ts";
import type { QueueWorld } from "./queue-world.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Contact `n` has the `n`-th of these rows of zones. @param withoutLaw false: as at a real carrier */
export function worldOf(zones: readonly string[], withoutLaw = true) {
  const world = queueWorld({ withoutLaw });
  const rows = zones.map((each, index) => {
    const n = index + 1;
    return [n, `+1${2_125_550_000 + n}`, `First${n}`, `Last${n}`, "", "{}", each, "zip"];
  });
  addContacts(world.store, { importId: "i1", batch: 1, parts: [JSON.stringify(rows)] });
  return world;
}

/** Hands out all contacts while the window is open day and night. */
export function worldOfHeld(zones: readonly string[], texter = ANA) {
  const world = worldOf(zones);
  const { window } = aConfig();
  world.configure({ window: { ...window, startHour: 0, endHour: 24 } });
  world.lease(texter, zones.length);
  world.configure({ window });
  return world;
}

/** What the carrier gets: the texts of a wave that pass the check right before the call, with the validity of each. */
export function carryWave(world: QueueWorld): { n: number; kind: SendKind; endsAtMs: number }[] {
  const { texts } = beginWave(world.store, 100);
  const gone = texts.flatMap((text) => {
    const left = validitySeconds(world.store, text);
    if (left === null || !mayStillGo(world.store, text.message, text.optOuts)) return [];
    const kind = sendKindOf(text.message.kind);
    return [{ n: text.message.n, kind, endsAtMs: world.clock.now + left * 1000 }];
  });
  const ids = new Set(gone.map(({ n }) => n));
  const carried = texts.map(({ message }) => {
    const outcome: CarryOutcome = ids.has(message.n) ? accepted() : { kind: "withheld" };
    return { message, outcome };
  });
  settleWave(world.store, carried, LOOK_UP_AFTER_MS);
  return gone;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The local time by Intl alone, in minutes since midnight. */
export function wallMinutes(zone: string, atMs: number): number {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    clocks.set(zone, clock);
  }
  const [hour = 0, minute = 0] = clock.format(atMs).split(":").map(Number);
  return hour * 60 + minute;
}

/** Whether such a text may go at a full minute, by local clocks: 9:00 ≤ now, and enough is left before 21:00. */
export function wallsAllow(zones: string, kind: SendKind, atMs: number): boolean {
  const needed = NEEDED_MS[kind] / MINUTE_MS;
  return zoneNames(zones).every((zone) => {
    const wall = wallMinutes(zone, atMs);
    return wall >= 9 * 60 && wall + needed <= 21 * 60;
  });
}
