import { describe, expect, test } from "vitest";
import {
  actionKey,
  actionOf,
  actionOfKey,
  endsConversation,
  endsTexting,
  givesToTeams,
  lostActions,
} from "./answer-action.ts";
import type { AnswerAction } from "./answer-action.ts";
import { answerActionSchema } from "./answer-action-schema.ts";
import { checkScript } from "./script-check.ts";
import { scriptSchema } from "./script-schema.ts";
import type { Script } from "./script-schema.ts";

const label: AnswerAction = { kind: "label", labelId: "l000000000000001" };
const team: AnswerAction = { kind: "team", teamId: "t000000000000001" };
const ALL: AnswerAction[] = [{ kind: "opt_out" }, { kind: "wrong_number" }, { kind: "close" }, label, team];

const script = (action?: AnswerAction, nextStepId: string | null = null): Script => ({
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi! Will you come? STOP to opt out"],
      question: "?",
      answers: [{ value: "Yes", nextStepId, ...(action ? { action } : {}) }],
    },
    { id: "s2", texts: ["Bye!"], question: "", answers: [] },
  ],
});

test("each action is stored with its answer, and chosen by its key", () => {
  for (const action of ALL) {
    expect(scriptSchema.parse(script(action))).toEqual(script(action));
    expect(actionOfKey(actionKey(action))).toEqual(action);
    expect(actionOf(script(action), "s1", "Yes")).toEqual(action);
  }
  expect(actionOfKey(actionKey(undefined))).toBeUndefined();
  expect(actionOf(script(label), "s1", "No")).toBeUndefined();
});

test.each([
  { kind: "explode" },
  { kind: "label" },
  { kind: "label", labelId: "ride" },
  { kind: "team", teamId: "l000000000000001" },
])("%j is no action", (action) => {
  expect(answerActionSchema.safeParse(action).success).toBe(false);
});

test("an opt-out and a wrong number end all texting; everything but a label ends the conversation", () => {
  expect(ALL.filter(endsTexting).map(({ kind }) => kind)).toEqual(["opt_out", "wrong_number"]);
  expect(ALL.filter(endsConversation).map(({ kind }) => kind)).toEqual(["opt_out", "wrong_number", "close", "team"]);
  expect(ALL.filter((action) => givesToTeams(script(action)))).toEqual([team]);
});

test("labels and teams that are gone are found by their answer", () => {
  const none = { labels: new Set<string>(), teams: new Set<string>() };
  expect(lostActions(script(label), none)).toEqual([{ stepId: "s1", value: "Yes", what: "label", id: label.labelId }]);
  expect(lostActions(script(team), none)).toMatchObject([{ what: "team" }]);
  expect(lostActions(script(team), { ...none, teams: new Set([team.teamId]) })).toEqual([]);
});

describe("a text after an answer", () => {
  test.each(ALL)("that also does %j", (action) => {
    const codes = checkScript(script(action, "s2"), []).map(({ code, severity }) => `${severity} ${code}`);
    expect(codes).toEqual(endsConversation(action) ? ["warning text_never_sent"] : []);
  });
});
