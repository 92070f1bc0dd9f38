/** Taps on a former snapshot of the script: what an answer did is what that snapshot said, whatever the app says. */
import { expect, test } from "vitest";
import { actionsIn } from "../../../domain/scripts/answer-action.ts";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { newToken } from "../../../domain/ids.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { labelsOf } from "../store/rows.ts";
import type { AnswerRequest } from "../../rpc/campaign-queue.ts";
import { answer, recordAnswer } from "./answers.ts";
import { FormerScripts } from "./former-scripts.ts";
import { KnownLabels } from "./known-labels.ts";

const LABEL = "l000000000000001";
const DELETED = "l000000000000002";
const labels = new KnownLabels({
  ask: async () => ({ labels: [{ labelId: LABEL, name: "Ride" }], deleted: [DELETED] }),
  now: Date.now,
});
const TEAM = "t000000000000001";
const FORMER_TEAM = "t000000000000002";
const ACTIONS: Record<string, AnswerAction | undefined> = {
  Yes: undefined,
  "No, never": { kind: "opt_out" },
  Done: { kind: "close" },
  Ride: { kind: "label", labelId: LABEL },
  "Old ride": { kind: "label", labelId: DELETED },
  Hard: { kind: "team", teamId: TEAM },
  "Very hard": { kind: "team", teamId: FORMER_TEAM },
};

const scriptWith = (actions: Record<string, AnswerAction | undefined>): Script => ({
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
      question: "Comes?",
      answers: Object.keys(ACTIONS).map((value) => {
        const action = actions[value];
        return action ? { value, nextStepId: null, action } : { value, nextStepId: null };
      }),
    },
  ],
});
const script = scriptWith(ACTIONS);
/** The present one, without any action. */
const plain = scriptWith({});

/** Snapshot 1 is `script`; of 0 nobody knows anything. */
const formerScripts = new FormerScripts({
  ask: async (version) => (version === 1 ? actionsIn(script) : null),
  teamIds: async () => [TEAM],
});
const directory = { reportOptOut: async () => {} };

/** Contact 1 has written since it was texted. */
function talking() {
  const world = queueWorld({ contacts: 1, config: { script } });
  world.lease(ANA, 1);
  world.send(1);
  world.wave();
  world.receive(1, "Hm, who are you?");
  world.configure({ script: plain, scriptVersion: 2 });
  const tap = (value: string, change: Partial<AnswerRequest> = {}): AnswerRequest => ({
    n: 1,
    personId: ANA.personId,
    stepId: "s1",
    value,
    action: ACTIONS[value],
    scriptVersion: 1,
    lastSeenId: world.contact(1).last_inbound,
    opId: newToken(),
    ...change,
  });
  const say = (value: string, change: Partial<AnswerRequest> = {}) =>
    answer({ store: world.store, labels, formerScripts, directory }, tap(value, change));
  return { world, tap, say, contact: () => world.contact(1) };
}

test("the action of the version in sight is carried out; of a later one, a moment later", async () => {
  const { world, tap, say, contact } = talking();
  expect(await say("Ride", { scriptVersion: 3 })).toMatchObject({ ok: false, reason: "unavailable" });
  // Nobody was asked yet what that one said.
  expect(recordAnswer(world.store, tap("Ride"))).toMatchObject({ ok: false, reason: "unavailable" });
  expect(contact()).toMatchObject({ labels: null, answers: "{}" });
  // Deleted since: the answer counts, and no label comes back.
  expect(await say("Old ride")).toMatchObject({
    ok: true,
    item: { answers: { s1: "Old ride" } },
    leftOff: [{ reason: "label_deleted", labels: [DELETED] }],
  });
  expect(labelsOf(contact())).toEqual([]);
  expect(await say("Ride")).toMatchObject({ ok: true });
  expect(labelsOf(contact())).toEqual([LABEL]);
  expect(await say("Done")).toMatchObject({ ok: true, item: { status: "closed" } });
});

test("an action that the former snapshot did not have on this answer is refused, whatever it is", async () => {
  const { say, contact } = talking();
  const forged: [string, AnswerAction][] = [
    ["Hard", { kind: "team", teamId: "t999999999999999" }],
    ["Done", { kind: "team", teamId: TEAM }],
    ["Ride", { kind: "label", labelId: "l999999999999999" }],
    ["Done", { kind: "label", labelId: LABEL }],
    ["Hard", { kind: "close" }],
    ["Yes", { kind: "close" }],
  ];
  for (const [value, action] of forged) {
    for (const scriptVersion of [0, 1])
      expect(await say(value, { action, scriptVersion })).toMatchObject({ ok: false, reason: "unknown_answer" });
  }
  expect(await say("Ride", { action: { kind: "opt_out" } })).toMatchObject({ reason: "unknown_answer" });
  expect(contact()).toMatchObject({ texter: ANA.personId, labels: null, team: null, answers: "{}", opted_out: 0 });
});

test("of a snapshot that nobody has written down, an opt-out counts all the same", async () => {
  const { say, contact } = talking();
  expect(await say("No, never", { scriptVersion: 0 })).toMatchObject({ ok: true, item: { optedOut: true } });
  expect(contact().opted_out).toBe(1);
});

test("a team that was deleted since gets nothing, and the texter is told", async () => {
  const { world, tap, say, contact } = talking();
  const told = await say("Very hard");
  expect(told).toMatchObject({ ok: false, reason: "no_such_team", message: expect.stringContaining("does not exist") });
  expect(contact()).toMatchObject({ texter: ANA.personId, answers: "{}" });
  const hard = tap("Hard");
  const once = await answer({ store: world.store, labels, formerScripts, directory }, hard);
  expect(once).toEqual({ ok: true, gaveAway: true });
  expect(contact().team).toBe(TEAM);
  // Its repetition asks nobody whether the team is still there.
  const nobody = new FormerScripts({ ask: async () => null, teamIds: async () => [] });
  const parts = { store: world.store, labels, formerScripts: nobody, directory };
  expect(await answer(parts, hard)).toEqual(once);
});

test("the present script, too, gives nothing to a team that was deleted since; while nobody can tell, texting goes on", async () => {
  const { world, tap, contact } = talking();
  world.configure({ script, scriptVersion: 3 });
  const sayWith = (teamIds: () => Promise<string[] | null>, change: Partial<AnswerRequest>) => {
    const asking = new FormerScripts({ ask: async () => null, teamIds });
    return answer(
      { store: world.store, labels, formerScripts: asking, directory },
      { ...tap("Very hard", { scriptVersion: 3 }), ...change },
    );
  };
  const opId = newToken();
  expect(await sayWith(async () => [TEAM], { opId })).toMatchObject({ ok: false, reason: "no_such_team" });
  expect(contact()).toMatchObject({ texter: ANA.personId, answers: "{}" });
  const away = () => Promise.reject(new Error("the organization's object is away"));
  expect(await sayWith(away, { opId })).toEqual({ ok: true, gaveAway: true });
  // Its repetition is answered as before, although everybody knows by now.
  expect(await sayWith(async () => [TEAM], { opId })).toEqual({ ok: true, gaveAway: true });
  expect(contact()).toMatchObject({ texter: null, team: FORMER_TEAM });
});

test("while the campaign cannot say what its former snapshot said, the tap waits; it is asked once", async () => {
  const { world, tap } = talking();
  const asks: number[] = [];
  let isAway = true;
  const asking = new FormerScripts({
    ask: async (version) => {
      asks.push(version);
      if (isAway) throw new Error("the campaign's object is away");
      return actionsIn(script);
    },
    teamIds: async () => [],
  });
  const parts = { store: world.store, labels, directory, formerScripts: asking };
  const done = tap("Done");
  expect(await answer(parts, done)).toMatchObject({ ok: false, reason: "unavailable" });
  isAway = false;
  expect(await answer(parts, done)).toMatchObject({ ok: true, item: { status: "closed" } });
  expect(await answer(parts, tap("No, never"))).toMatchObject({ item: { optedOut: true } });
  expect(asks).toEqual([1, 1]);
});
