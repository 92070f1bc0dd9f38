import { expect, test } from "vitest";
import { offsetMs } from "./zone-offset.ts";
import { ZONE_CODES } from "./zones/zone-codes.ts";

/** As the platform's calendar says, at this very millisecond. */
function shownOffset(clock: Intl.DateTimeFormat, atMs: number): number {
  const name = clock.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

test.each(Object.values(ZONE_CODES))("%s is read right on both sides of every change of its clocks", (zone) => {
  const clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const fromMs = Date.parse("2026-01-01T00:00:00Z");
  for (let hour = 0, before = shownOffset(clock, fromMs); hour < 366 * 24; hour += 24) {
    const dayMs = fromMs + hour * 3_600_000;
    const after = shownOffset(clock, dayMs + 86_400_000);
    if (before === after) {
      expect(offsetMs(zone, dayMs)).toBe(before);
      continue;
    }
    for (let minute = 0; minute <= 1_440; minute += 15) {
      for (const atMs of [-1, 0, 1, 449_999].map((ms) => dayMs + minute * 60_000 + ms)) {
        expect(offsetMs(zone, atMs), `${zone} ${new Date(atMs).toISOString()}`).toBe(shownOffset(clock, atMs));
      }
    }
    before = after;
  }
});
