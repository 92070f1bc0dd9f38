/** Both days on which clocks change, through the queue, place by place (docs/rules.md#hours-window). */
import { describe, expect, test } from "vitest";
import { zoneNames } from "../../../domain/hours/zones/zone-codes.ts";
import { zonesOf } from "../../../domain/hours/zones/zones.ts";
import { carryWave, worldOfHeld, HOUR_MS, MINUTE_MS, wallMinutes, wallsAllow } from "../../testing/hours-world.ts";

const PLACES = {
  Phoenix: zonesOf("+16025550100", "85004", "").zones,
  "Window Rock": zonesOf("+19285550100", "86515", "").zones,
  Honolulu: zonesOf("+18085550100", "96813", "").zones,
  "San Juan": zonesOf("+17875550100", "00901", "").zones,
  Indianapolis: zonesOf("+13175550100", "46204", "").zones,
  "St. John's": zonesOf("+17095550100", "A1C 5M2", "").zones,
  Guam: zonesOf("+16715550100", "96910", "").zones,
};

/** Minutes from the evening before a change of clocks to the morning after the day: all around the edges, else every half hour. */
function minutesAround(day: string, zones: string): number[] {
  const fromMs = Date.parse(`${day}T00:00:00Z`) - 18 * HOUR_MS;
  const minutes: number[] = [];
  for (let atMs = fromMs; atMs < fromMs + 54 * HOUR_MS; atMs += MINUTE_MS) {
    const wall = wallMinutes(zoneNames(zones)[0]!, atMs);
    const isNearEdge = [9 * 60, 21 * 60 - 10, 21 * 60].some((edge) => Math.abs(wall - edge) <= 3);
    // An hour before and behind, where a change of clocks that was missed would show.
    const isHourOff = [8, 10, 20, 22].some((hour) => Math.abs(wall - hour * 60) <= 1);
    if (isNearEdge || isHourOff || wall % 30 === 0) minutes.push(atMs);
  }
  return minutes;
}

/** Another year's days, and places of either kind. */
const NEXT_YEAR = new Set(["Window Rock", "Indianapolis", "Phoenix"]);

describe.each(["2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07"])("on %s, when clocks change,", (day) => {
  const places = Object.entries(PLACES).filter(([place]) => day < "2027" || NEXT_YEAR.has(place));
  test.each(places)("%s is texted by its own clock, to the minute", (_, zones) => {
    const minutes = minutesAround(day, zones);
    expect(minutes.length).toBeGreaterThan(100);
    const world = worldOfHeld(Array.from({ length: minutes.length + 1 }, () => zones));
    // One is in a conversation; of the others, one is texted for the first time in each minute that allows it.
    const talking = minutes.length + 1;
    world.clock.now = minutes.find((atMs) => wallsAllow(zones, "initial", atMs))!;
    expect(world.send(talking)).toMatchObject({ ok: true });
    carryWave(world);
    for (const [index, atMs] of minutes.entries()) {
      world.clock.now = atMs;
      const may = { initial: wallsAllow(zones, "initial", atMs), reply: wallsAllow(zones, "reply", atMs) };
      const said = { initial: world.send(index + 1), reply: world.send(talking) };
      expect([new Date(atMs).toISOString(), said.initial.ok, said.reply.ok]).toEqual([
        new Date(atMs).toISOString(),
        may.initial,
        may.reply,
      ]);
      const gone = carryWave(world);
      expect(gone.map(({ kind }) => kind).sort()).toEqual(
        (["initial", "reply"] as const).filter((kind) => may[kind]).sort(),
      );
      // The carrier gives up before the end: the last minute is within, the one behind it is not.
      for (const { endsAtMs } of gone) {
        expect([endsAtMs - MINUTE_MS, endsAtMs].map((ms) => wallMinutes(zoneNames(zones)[0]!, ms))).toEqual(
          endsAtMs - atMs < 36_000_000 ? [20 * 60 + 59, 21 * 60] : expect.anything(),
        );
      }
      for (const answer of [said.initial, said.reply]) {
        if (answer.ok) continue;
        expect(answer.reason).toBe("outside_hours");
        const goesAtMs = answer.mayGoAtMs!;
        const kind = answer === said.initial ? "initial" : "reply";
        const clock = wallMinutes(zoneNames(zones)[0]!, goesAtMs);
        expect([clock, goesAtMs > atMs, wallsAllow(zones, kind, goesAtMs)]).toEqual([9 * 60, true, true]);
      }
    }
  });
});
