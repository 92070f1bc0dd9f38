import { expect, it } from "vitest";
import { hoursProblems, startChecks } from "../../../domain/campaigns/start-checks.ts";
import { emptyScript } from "../script/draft/tree.ts";
import { answerField, placeOf, textField } from "./problem-places.ts";

const window = { zone: "America/New_York", startHour: 9, endHour: 21 };
const facts = {
  title: "",
  description: "",
  dueDate: "",
  contactCount: 0,
  script: null,
  knownFields: [],
  window,
  messagingServiceSid: null,
  nowMs: Date.UTC(2026, 10, 30, 12),
};

it("every problem of an empty draft leads to the field that mends it", () => {
  const places = startChecks(facts).map((problem) => [problem.code, placeOf(problem, "c1")?.href]);
  expect(places).toEqual([
    ["no_title", "/admin/campaigns/c1?field=title"],
    ["no_description", "/admin/campaigns/c1?field=description"],
    ["no_due_date", "/admin/campaigns/c1?field=due-date"],
    ["no_contacts", "/admin/campaigns/c1?field=contacts"],
    ["no_script", "/admin/campaigns/c1/script?field=first-text"],
    ["no_messaging_service", "/admin/settings?field=messaging-service"],
  ]);
});

it("problems of dates and hours lead to them", () => {
  const late = startChecks({ ...facts, dueDate: "2026-02-31" }).concat(
    startChecks({ ...facts, dueDate: "2020-01-01" }),
  );
  const outside = hoursProblems({ ...window, startHour: 4, endHour: 6 }, { startHour: 9, endHour: 21 }, true);
  const beyond = hoursProblems({ ...window, startHour: 6, endHour: 23, override: true }, window, true);
  const fields = [...late, ...outside, ...beyond].map((problem) => placeOf(problem, "c1"));
  expect(fields).not.toContain(null);
});

it("problems of the script lead to the very text or response", () => {
  const script = emptyScript();
  const [step] = script.steps;
  if (!step) throw new Error("a script has a first step");
  const texts = ["Hi {nobody}", "Hello. Reply STOP to opt out."];
  const responses = [{ id: "r1", title: "", text: "Hello", labels: [] }];
  const problems = startChecks({ ...facts, script: { ...script, steps: [{ ...step, texts }], responses } });
  const unknown = problems.find(({ code }) => code === "unknown_field");
  const untitled = problems.find(({ code }) => code === "no_response_title");
  if (!unknown || !untitled) throw new Error("both are problems");
  const field = encodeURIComponent(textField(step.id, 0));
  expect(placeOf(unknown, "c1")?.href).toBe(`/admin/campaigns/c1/script?step=${step.id}&field=${field}`);
  expect(placeOf(untitled, "c1")?.href).toBe("/admin/campaigns/c1/script?response=r1&field=response-r1");
});

it("a problem of an answer leads to that answer", () => {
  const script = emptyScript();
  const [step] = script.steps;
  if (!step) throw new Error("a script has a first step");
  const answers = ["Yes", "yes"].map((value) => ({ value, nextStepId: null }));
  const steps = [{ ...step, texts: ["Hello. Reply STOP to opt out."], answers }];
  const double = startChecks({ ...facts, script: { ...script, steps } }).find(({ code }) => code === "double_answer");
  if (!double) throw new Error("the answers are the same");
  const field = encodeURIComponent(answerField(step.id, 1));
  expect(placeOf(double, "c1")).toEqual({
    href: `/admin/campaigns/c1/script?step=${step.id}&field=${field}`,
    label: "Go to answer 2",
  });
});
