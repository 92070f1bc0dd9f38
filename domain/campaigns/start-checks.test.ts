import { describe, expect, test } from "vitest";
import { mayStart, startChecks } from "./start-checks.ts";
import type { StartFacts } from "./start-checks.ts";

const READY: StartFacts = {
  title: "Get out the vote",
  description: "Texts to voters in Lynn",
  dueDate: "2026-11-30",
  contactCount: 1,
  script: {
    rootStepId: "a",
    steps: [{ id: "a", texts: ["Hi {firstName}, vote in {city}! STOP to opt out"], question: "", answers: [] }],
  },
  knownFields: ["city"],
  window: { zone: "America/New_York", startHour: 9, endHour: 21 },
  messagingServiceSid: "MG0123456789abcdef0123456789abcdef",
  nowMs: Date.parse("2026-11-20T12:00:00-05:00"),
};
const codes = (change: Partial<StartFacts>) => startChecks({ ...READY, ...change }).map(({ code }) => code);

test("a finished draft may start", () => {
  expect(startChecks(READY)).toEqual([]);
  expect(mayStart(startChecks(READY))).toBe(true);
});

test.each<[string, Partial<StartFacts>, string]>([
  ["title", { title: " " }, "no_title"],
  ["description", { description: "" }, "no_description"],
  ["due date", { dueDate: "" }, "no_due_date"],
  ["real due date", { dueDate: "2026-11-31" }, "bad_due_date"],
  ["due date as a date", { dueDate: "tomorrow" }, "bad_due_date"],
  ["due date to come", { dueDate: "2026-11-19" }, "due_date_past"],
  ["contacts", { contactCount: 0 }, "no_contacts"],
  ["script", { script: null }, "no_script"],
  ["first step", { script: { ...READY.script!, rootStepId: "gone" } }, "no_script"],
  [
    "words in the first text",
    { script: { rootStepId: "a", steps: [{ ...READY.script!.steps[0]!, texts: [" "] }] } },
    "no_script",
  ],
  ["known fields", { knownFields: [] }, "unknown_field"],
  ["Messaging Service", { messagingServiceSid: null }, "no_messaging_service"],
  ["Messaging Service that is not blank", { messagingServiceSid: "" }, "no_messaging_service"],
])("without a %s it may not", (_, change, code) => {
  expect(codes(change)).toEqual([code]);
  expect(mayStart(startChecks({ ...READY, ...change }))).toBe(false);
});

test.each([
  [1, "About 1 contact lacks a field that the first text uses, so it is held back."],
  [2, "About 2 contacts lack a field that the first text uses, so they are held back."],
])("%i held back is told in words that agree", (heldBack, words) => {
  const estimate = { texts: 1, segments: 1, segmentsPerSecond: 1, durationMs: 1_000, finishesAtMs: 0, heldBack };
  const [warning] = startChecks({
    ...READY,
    estimate: { ...READY.estimate, ...estimate } as NonNullable<StartFacts["estimate"]>,
  });
  expect(warning).toMatchObject({ code: "held_back", message: expect.stringContaining(words) });
});

test("without a carrier no Messaging Service is needed", () => {
  expect(codes({ messagingServiceSid: null, needsMessagingService: false })).toEqual([]);
});

test("all problems are shown at once", () => {
  const nothing = { title: "", description: "", dueDate: "", contactCount: 0, script: null, messagingServiceSid: null };
  expect(codes(nothing)).toEqual([
    "no_title",
    "no_description",
    "no_due_date",
    "no_contacts",
    "no_script",
    "no_messaging_service",
  ]);
});

test("a first text without opt-out wording is only a warning", () => {
  const script = { ...READY.script!, steps: [{ ...READY.script!.steps[0]!, texts: ["Hi {firstName}"] }] };
  const problems = startChecks({ ...READY, script });
  expect(problems).toMatchObject([{ code: "no_opt_out_wording", severity: "warning" }]);
  expect(mayStart(problems)).toBe(true);
});

describe("the due date is a day in the campaign's zone", () => {
  test("today will do while texting hours are left", () => {
    expect(codes({ dueDate: "2026-11-20" })).toEqual([]);
    expect(codes({ dueDate: "2026-11-20", nowMs: Date.parse("2026-11-20T20:50:00-05:00") })).toEqual([]);
    expect(codes({ dueDate: "2026-11-20", nowMs: Date.parse("2026-11-20T20:51:00-05:00") })).toEqual(["no_hours_left"]);
  });

  test("it is still today in Hawaii when it is tomorrow in London", () => {
    const nowMs = Date.parse("2026-11-21T01:00:00Z");
    expect(codes({ dueDate: "2026-11-20", nowMs, window: { ...READY.window, zone: "Pacific/Honolulu" } })).toEqual([]);
    expect(codes({ dueDate: "2026-11-20", nowMs, window: { ...READY.window, zone: "Europe/London" } })).toEqual([
      "due_date_past",
    ]);
  });
});
