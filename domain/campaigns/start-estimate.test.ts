import { describe, expect, test } from "vitest";
import { DEFAULT_PRICES } from "./prices.ts";
import { startChecks } from "./start-checks.ts";
import type { StartFacts } from "./start-checks.ts";
import { endOfDayMs, estimateStart } from "./start-estimate.ts";
import type { EstimateFacts, SampledContact } from "./start-estimate.ts";

const NEW_YORK = { zone: "America/New_York", startHour: 9, endHour: 21 };
/** Friday, noon in New York, in winter. */
const NOON = Date.UTC(2026, 10, 20, 17);
const HOUR_MS = 3_600_000;

const contact = (n: number, change: Partial<SampledContact> = {}): SampledContact => ({
  contactId: `c.1.${n}`,
  firstName: "Ann",
  lastName: "Lee",
  cell: "+16175550101",
  externalId: "",
  custom: {},
  ...change,
});
const script = (...texts: string[]) => ({
  rootStepId: "a",
  steps: [{ id: "a", texts, question: "", answers: [] }],
});
const facts = (change: Partial<EstimateFacts> = {}): EstimateFacts => ({
  script: script("Hi {firstName}, STOP to opt out"),
  contactCount: 1_000,
  textable: change.contactCount ?? 1_000,
  sample: [contact(1), contact(2)],
  prices: { ...DEFAULT_PRICES, segmentOutMicros: 8_000, carrierFeeMicros: 2_000, segmentsPerSecond: 1 },
  window: NEW_YORK,
  nowMs: NOON,
  ...change,
});

const READY_TO_START: StartFacts = {
  title: "Turnout",
  description: "Remind people",
  dueDate: "2026-11-20",
  contactCount: 1_000,
  script: facts().script,
  knownFields: [],
  window: NEW_YORK,
  messagingServiceSid: "MG0123456789abcdef0123456789abcdef",
  nowMs: NOON,
};

describe("the estimate before a start", () => {
  test("has texts, segments, cost and time", () => {
    expect(estimateStart(facts())).toEqual({
      texts: 1_000,
      heldBack: 0,
      leftOut: 0,
      segments: 1_000,
      segmentsPerText: 1,
      costMicros: 10_000_000,
      currency: "USD",
      segmentsPerSecond: 1,
      durationMs: 1_000_000,
      finishesAtMs: NOON + 1_000_000,
    });
  });

  test("counts segments as contacts get them: long names and other alphabets cost more", () => {
    const sample = [contact(1), contact(2, { firstName: `${"Ж".repeat(80)}` })];
    expect(estimateStart(facts({ sample }))).toMatchObject({ segmentsPerText: 1.5, segments: 1_500 });
    // Without a sample the text counts as it is written.
    expect(estimateStart(facts({ sample: [], script: script("x".repeat(161)) }))).toMatchObject({ segmentsPerText: 2 });
  });

  test("counts a text with a picture as one message at its own price, however long its words", () => {
    const [step] = script("x".repeat(900)).steps;
    const withPicture = { rootStepId: "a", steps: [{ ...step!, picture: "o-1.png" }] };
    const estimate = estimateStart(
      facts({ script: withPicture, prices: { ...DEFAULT_PRICES, pictureOutMicros: 20_000 } }),
    );
    expect(estimate).toMatchObject({ segmentsPerText: 1, segments: 1_000, costMicros: 20_000_000 });
    expect(estimateStart(facts({ script: withPicture }))).toMatchObject({ costMicros: 32_000_000 });
  });

  test("leaves out those who lack a field", () => {
    const sample = [contact(1), contact(2, { firstName: "" }), contact(3), contact(4)];
    expect(estimateStart(facts({ sample }))).toMatchObject({ texts: 750, heldBack: 250, segments: 750 });
  });

  test("leaves out those who have opted out or cannot be reached, in texts, cost and time", () => {
    const sample = [contact(1), contact(2, { firstName: "" })];
    expect(estimateStart(facts({ textable: 600, sample }))).toMatchObject({
      texts: 300,
      heldBack: 300,
      leftOut: 400,
      segments: 300,
      costMicros: 3_000_000,
      durationMs: 300_000,
    });
    const nobody = estimateStart(facts({ textable: 0, sample: [] }));
    expect(nobody).toMatchObject({ texts: 0, heldBack: 0, leftOut: 1_000, segments: 0, costMicros: 0, durationMs: 0 });
    expect(startChecks({ ...READY_TO_START, estimate: nobody })).toMatchObject([
      { code: "nobody_to_text", severity: "error" },
    ]);
  });

  test("goes on the next morning where the hours of a day are not enough, ten minutes before the window ends", () => {
    // Nine hours less ten minutes are left today; two more hours are needed.
    const contactCount = 11 * 3_600 - 600;
    const nextMorning = Date.UTC(2026, 10, 21, 14);
    expect(estimateStart(facts({ contactCount }))?.finishesAtMs).toBe(nextMorning + 2 * HOUR_MS);
    expect(estimateStart(facts({ contactCount: 1_000_000_000 }))?.finishesAtMs).toBeNull();
  });

  test("goes by the contacts' own hours, those first whose hours end first", () => {
    const sample = [contact(1, { zones: "ny" }), contact(2, { zones: "hn" })];
    // At noon in New York it is 7 in Honolulu: half of the texts go now, the others from 9 there.
    const nineThere = NOON + 2 * HOUR_MS;
    expect(estimateStart(facts({ sample, contactCount: 7_200 }))?.finishesAtMs).toBe(nineThere + HOUR_MS);
    // Three hours of each: New York's third and the first of Honolulu share no time.
    expect(estimateStart(facts({ sample, contactCount: 21_600 }))?.finishesAtMs).toBe(NOON + 6 * HOUR_MS);
  });

  test("leaves out those whose zones share no hours, and says how many", () => {
    const sample = [contact(1, { zones: "nyla" }), contact(2, { zones: "ny" })];
    const window = { ...NEW_YORK, startHour: 11, endHour: 13 };
    const estimate = estimateStart(facts({ sample, window, contactCount: 1_000 }));
    expect(estimate).toMatchObject({ neverTexted: 500, finishesAtMs: NOON + 500_000 });
    const checked = startChecks({ ...READY_TO_START, window, estimate, zones: ["nyla", "ny"] });
    expect(checked.map(({ code }) => code)).toEqual(["no_shared_hours"]);
    const nobody = startChecks({ ...READY_TO_START, window, zones: ["nyla"] });
    expect(nobody).toMatchObject([{ code: "no_shared_hours", severity: "error" }]);
  });

  test("says nothing without a first text", () => {
    expect(estimateStart(facts({ script: null }))).toBeNull();
  });
});

test.each([
  ["2026-11-20", "America/New_York", "2026-11-21T05:00:00Z"],
  // The days on which clocks change.
  ["2026-11-01", "America/New_York", "2026-11-02T05:00:00Z"],
  ["2026-03-08", "America/New_York", "2026-03-09T04:00:00Z"],
  ["2026-11-20", "Pacific/Guam", "2026-11-20T14:00:00Z"],
  ["2026-11-20", "Pacific/Kiritimati", "2026-11-20T10:00:00Z"],
  ["2026-11-20", "Pacific/Pago_Pago", "2026-11-21T11:00:00Z"],
])("the day %s ends in %s at %s", (date, zone, instant) => {
  expect(endOfDayMs(date, zone)).toBe(Date.parse(instant));
});

describe("texting hours left before the due date", () => {
  const codes = (change: Partial<EstimateFacts>, dueDate = READY_TO_START.dueDate) =>
    startChecks({ ...READY_TO_START, dueDate, estimate: estimateStart(facts(change)) }).map(({ code, severity }) => [
      code,
      severity,
    ]);

  test("that are too few for contacts and throughput are a warning, because they are an estimate", () => {
    expect(codes({ contactCount: 8 * 3_600 })).toEqual([]);
    expect(codes({ contactCount: 9 * 3_600 })).toEqual([["not_enough_hours", "warning"]]);
    expect(codes({ contactCount: 9 * 3_600 }, "2026-11-21")).toEqual([]);
  });

  test("and contacts that would be held back are named", () => {
    expect(codes({ sample: [contact(1), contact(2, { firstName: " " })] })).toEqual([["held_back", "warning"]]);
  });
});
