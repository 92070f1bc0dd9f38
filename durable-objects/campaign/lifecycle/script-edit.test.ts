/** Snapshots of a running campaign's script: numbered, checked, never older than what texters have. */
import { describe, expect, test } from "vitest";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import type { CampaignStatus } from "../../../domain/statuses.ts";
import { aConfig } from "../../testing/queue-world.ts";
import { editScript } from "./script-edit.ts";
import type { CampaignInfo } from "../state.ts";

const info = (change: Partial<CampaignInfo> = {}): CampaignInfo => ({
  ...aConfig(),
  joinToken: "",
  customFields: ["city"],
  ...change,
});
const scriptOf = (first: string, second = "Great!"): Script => ({
  rootStepId: "s1",
  steps: [
    { id: "s1", texts: [first], question: "Comes?", answers: [{ value: "Yes", nextStepId: "s2" }] },
    { id: "s2", texts: [second], question: "", answers: [] },
  ],
});

function edited(before: CampaignInfo, script: Script, revision: number): CampaignInfo {
  const after = editScript(before, { script, revision });
  if (!after.ok) throw new Error(after.message);
  return after.info;
}

test("each edit is the next number, with the next epoch", () => {
  const first = edited(info(), scriptOf("Hi"), 2);
  expect(first).toMatchObject({ scriptVersion: 2, epoch: 3, script: scriptOf("Hi") });
  expect(edited(first, scriptOf("Hello"), 3)).toMatchObject({ scriptVersion: 3, epoch: 4 });
});

test("the same edit twice is one snapshot", () => {
  const once = edited(info(), scriptOf("Hi"), 2);
  expect(edited(once, scriptOf("Hi"), 2)).toBe(once);
});

test("an older draft never replaces a newer one, whichever arrives last", () => {
  const newer = edited(info(), scriptOf("newer"), 9);
  expect(editScript(newer, { script: scriptOf("older"), revision: 8 })).toMatchObject({
    ok: false,
    reason: "conflict",
  });
});

test("a script with an unknown field stays outside, with the step that uses it", () => {
  expect(editScript(info(), { script: scriptOf("Hi", "In {town}"), revision: 2 })).toMatchObject({
    reason: "script_refused",
    problems: [{ code: "unknown_field", stepId: "s2", variant: 0 }],
  });
  expect(editScript(info(), { script: scriptOf("Hi", "In {city}"), revision: 2 })).toMatchObject({ ok: true });
});

test("the first text is only new when its own words are", () => {
  const replies = edited(info({ script: scriptOf("Hi") }), scriptOf("Hi", "Lovely!"), 2);
  expect(replies).toMatchObject({ scriptVersion: 2, firstTextVersion: 1 });
  const both = edited(replies, scriptOf("Hello", "Lovely!"), 3);
  expect(both).toMatchObject({ scriptVersion: 3, firstTextVersion: 3 });
  expect(edited(both, scriptOf("Hello"), 4)).toMatchObject({ scriptVersion: 4, firstTextVersion: 3 });
});

describe("states", () => {
  test.each<[CampaignStatus, boolean]>([
    ["DRAFT", false],
    ["ACTIVE", true],
    ["CLOSED_FOR_INITIAL_SENDS", true],
    ["CLOSED", false],
    ["ARCHIVED", false],
  ])("%s takes an edit: %s", (status, takes) => {
    expect(editScript(info({ status }), { script: scriptOf("Hi"), revision: 2 }).ok).toBe(takes);
  });
});
