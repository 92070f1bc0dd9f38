import { expect, test } from "vitest";
import { NO_COUNTS, sampleCampaign } from "./desk-samples.ts";
import { hourGroups, hourWordsOf, mayTextAtMs } from "./hours.ts";

const window = { zone: "America/New_York", startHour: 9, endHour: 21 };
/** 9:00 in New York, 6:00 in Los Angeles, 4:00 in Honolulu. */
const MORNING = Date.parse("2026-11-10T14:00:00Z");
const HOUR_MS = 3_600_000;
const campaign = (toSendByZones: Record<string, number>, toSend: number) =>
  sampleCampaign({ window, toSendByZones, counts: { ...NO_COUNTS, toSend } });

test("contacts are grouped by whether they may be texted now, else by when", () => {
  const groups = hourGroups(campaign({ ny: 12, la: 30, hn: 2, nyla: 1 }, 45), MORNING);
  expect(groups).toEqual({
    now: 12,
    later: [
      { atMs: MORNING + 3 * HOUR_MS, count: 31, theirHour: 9 },
      { atMs: MORNING + 5 * HOUR_MS, count: 2, theirHour: 9 },
    ],
    never: 0,
  });
});

test("texts sent since the zones were counted are taken from those who may be texted", () => {
  expect(hourGroups(campaign({ ny: 12, la: 30 }, 40), MORNING, 3).now).toBe(7);
  expect(hourGroups(campaign({ ny: 12, la: 30 }, 30), MORNING).now).toBe(0);
});

test("as time passes, they move by themselves", () => {
  expect(hourGroups(campaign({ la: 30 }, 30), MORNING + 3 * HOUR_MS)).toEqual({ now: 30, later: [], never: 0 });
});

test("the words name the contacts' hour and the reader's", () => {
  const words = (zones: Record<string, number>, toSend: number) => {
    const of = campaign(zones, toSend);
    return hourWordsOf(hourGroups(of, MORNING), MORNING);
  };
  expect(words({ ny: 12 }, 12)).toBeNull();
  expect(words({ ny: 12, la: 30, hn: 2 }, 44)).toMatch(
    /^12 can be texted now · 30 from 0?9:00.* their time \(.*:00.* here\) · 2 later$/,
  );
});

test("the law of a state is shown as its people's hour", () => {
  // A Sunday: noon in Texas, three hours later than the campaign begins there.
  const sunday = Date.parse("2026-11-08T15:30:00Z");
  const of = campaign({ ny: 12, chTX: 30 }, 42);
  expect(hourGroups(of, sunday)).toEqual({
    now: 12,
    later: [{ atMs: sunday + 2.5 * HOUR_MS, count: 30, theirHour: 12 }],
    never: 0,
  });
  expect(hourWordsOf(hourGroups(of, sunday), sunday)).toMatch(/30 from 12:00.* their time/);
  const simulated = { ...of, window: { ...window, withoutLaw: true } };
  expect(hourGroups(simulated, sunday)).toEqual({ now: 42, later: [], never: 0 });
});

test("zones that share no hours of the campaign are reported", () => {
  const short = { ...window, endHour: 11 };
  expect(mayTextAtMs({ window: short }, { zones: "nyla" }, "reply", MORNING)).toBe("never");
  const of = sampleCampaign({ window: short, toSendByZones: { nyla: 1 }, counts: { ...NO_COUNTS, toSend: 1 } });
  expect(hourWordsOf(hourGroups(of, MORNING), MORNING)).toContain("1 outside this campaign's texting hours");
});
