import { describe, expect, test } from "vitest";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import { MOST_LABELS } from "../../../domain/messages/conversation-labels.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { newToken } from "../../../domain/ids.ts";
import { aConfig, ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { lease } from "../assignment/leases.ts";
import { waitingForTeams } from "../assignment/textable.ts";
import { owedOptOuts, optOutIsReported } from "../opt-outs/owed-opt-outs.ts";
import { itemFor } from "../sending/sends.ts";
import { recount } from "../store/counters.ts";
import { labelsOf } from "../store/rows.ts";
import type { AnswerRequest } from "../../rpc/campaign-queue.ts";
import { answer, recordAnswer } from "./answers.ts";
import { FormerScripts } from "./former-scripts.ts";
import { KnownLabels } from "./known-labels.ts";
import { changeLabel } from "./labels.ts";

const LABEL = "l000000000000001";
const labels = new KnownLabels({
  ask: async () => ({ labels: [{ labelId: LABEL, name: "Ride" }], deleted: [] }),
  now: Date.now,
});
const formerScripts = new FormerScripts({ ask: async () => null, teamIds: async () => [] });
const TEAM = "t000000000000001";
const ACTIONS: Record<string, AnswerAction> = {
  "No, never": { kind: "opt_out" },
  "Wrong number": { kind: "wrong_number" },
  Done: { kind: "close" },
  Ride: { kind: "label", labelId: LABEL },
  Hard: { kind: "team", teamId: TEAM },
};

const script: Script = {
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
      question: "Comes?",
      answers: [
        { value: "Yes", nextStepId: null },
        ...Object.entries(ACTIONS).map(([value, action]) => ({ value, nextStepId: null, action })),
      ],
    },
  ],
};

/** Contact 1 of two has written, and a text to it is queued. */
function talking() {
  const world = queueWorld({ contacts: 2, config: { script } });
  world.lease(ANA, 2);
  world.send(1);
  world.wave();
  world.receive(1, "Hm, who are you?");
  world.send(1, { body: "A neighbor" });
  const tap = (value: string, change: Partial<AnswerRequest> = {}): AnswerRequest => ({
    n: 1,
    personId: ANA.personId,
    stepId: "s1",
    value,
    action: ACTIONS[value],
    scriptVersion: world.store.configured.scriptVersion,
    lastSeenId: world.contact(1).last_inbound,
    opId: newToken(),
    ...change,
  });
  const say = (value: string, change: Partial<AnswerRequest> = {}) => recordAnswer(world.store, tap(value, change));
  return { ...world, world, tap, say };
}

describe("an answer that opts out", () => {
  test("is one block: answered, opted out, closed, nothing queued goes, and the directory is owed it", () => {
    const { world, say, contact, store } = talking();
    expect(say("No, never")).toMatchObject({
      ok: true,
      item: { answers: { s1: "No, never" }, optedOut: true, status: "closed" },
    });
    expect(world.sent(1).map((text) => text.send_status)).toEqual(["SENT", "NOT_ATTEMPTED"]);
    expect(owedOptOuts(store)).toMatchObject([{ n: 1, optedOut: true, reason: "texter", personId: ANA.personId }]);
    expect(world.send(1)).toMatchObject({ ok: false, reason: "opted_out" });
    expect(contact(1).opted_out).toBe(1);
    expect(store.counters).toEqual(recount(world.sql));
  });

  test("tapped twice is one, and a repetition waits for the directory like the first", async () => {
    const { store, tap, contact } = talking();
    const request = tap("No, never");
    const reported: string[] = [];
    const fails = { reportOptOut: () => Promise.reject(new Error("the directory is away")) };
    await expect(answer({ store, labels, formerScripts, directory: fails }, request)).rejects.toThrow("away");
    expect(contact(1).opted_out).toBe(1);
    const directory = {
      reportOptOut: async (owed: Parameters<typeof optOutIsReported>[1] & { reason: string }) => {
        reported.push(owed.reason);
        optOutIsReported(store, owed);
      },
    };
    expect(await answer({ store, labels, formerScripts, directory }, request)).toMatchObject({
      ok: true,
      item: { optedOut: true },
    });
    expect(await answer({ store, labels, formerScripts, directory }, request)).toMatchObject({
      ok: true,
      item: { optedOut: true },
    });
    expect(reported).toEqual(["texter"]);
  });

  test("is not undone by another answer, nor by taking it back", () => {
    const { say, contact } = talking();
    say("No, never");
    expect(say("Yes")).toMatchObject({ item: { answers: { s1: "Yes" }, optedOut: true } });
    expect(say("Yes", { value: null, action: undefined })).toMatchObject({ item: { answers: {}, optedOut: true } });
    expect(contact(1)).toMatchObject({ opted_out: 1, status: "closed" });
  });

  test("after a START repeats nothing, because the repeated tap is known", () => {
    const { world, say, tap, contact } = talking();
    const request = tap("No, never");
    recordAnswer(world.store, request);
    world.receive(1, "START");
    world.store.block((change) => change.saveContact(world.contact(1), { opted_out: 0 }));
    recordAnswer(world.store, request);
    // From a second device, which had not heard of the first.
    say("No, never");
    expect(contact(1).opted_out).toBe(0);
  });

  test("of a contact who said STOP meanwhile records the answer and owes nothing more", () => {
    const { world, say, contact, store } = talking();
    world.receive(1, "STOP");
    expect(say("No, never")).toMatchObject({ ok: true, item: { answers: { s1: "No, never" } } });
    expect(contact(1).opted_out).toBe(1);
    expect(owedOptOuts(store).map(({ reason }) => reason)).toEqual(["stop_word"]);
  });

  test("as a wrong number says so", () => {
    const { say, store } = talking();
    expect(say("Wrong number")).toMatchObject({ item: { optedOut: true, status: "closed" } });
    expect(owedOptOuts(store)).toMatchObject([{ reason: "texter_wrong_number", personId: ANA.personId }]);
  });
});

describe("an answer that closes, or puts a label on", () => {
  test("does it with the answer, and once", () => {
    const { world, say, tap, contact } = talking();
    const done = tap("Done");
    expect(recordAnswer(world.store, done)).toMatchObject({ item: { status: "closed", answers: { s1: "Done" } } });
    world.receive(1, "One more thing");
    expect(recordAnswer(world.store, done)).toMatchObject({ ok: true, item: { status: "needsResponse" } });
    say("Ride");
    expect(labelsOf(contact(1))).toEqual([LABEL]);
    say("Yes");
    expect(labelsOf(contact(1))).toEqual([LABEL]);
  });

  test("closes nothing that the texter has not seen, and records nothing then", () => {
    const { world, say, contact } = talking();
    const lastSeenId = world.contact(1).last_inbound;
    world.receive(1, "Wait!");
    for (const value of ["Done", "Hard", "Wrong number"]) {
      expect(say(value, { lastSeenId })).toMatchObject({
        ok: false,
        reason: "conversation_moved",
        item: { answers: {} },
      });
    }
    expect(say("No, never", { lastSeenId })).toMatchObject({ ok: true, item: { optedOut: true } });
    expect(contact(1).status).toBe("closed");
  });

  test("needs a text first", () => {
    expect(talking().say("Done", { n: 2, lastSeenId: null })).toMatchObject({ reason: "bad_request" });
  });
});

describe("what the texter saw is done", () => {
  test("an app that shows no actions carries out none", () => {
    const { say, contact } = talking();
    expect(say("No, never", { action: undefined })).toMatchObject({ ok: true, item: { optedOut: false } });
    expect(contact(1).opted_out).toBe(0);
  });

  test("an action that the present script does not have is refused", () => {
    const { say, contact } = talking();
    const label: AnswerAction = { kind: "label", labelId: "l999999999999999" };
    expect(say("Ride", { action: label })).toMatchObject({ ok: false, reason: "unknown_answer" });
    expect(say("Yes", { action: { kind: "opt_out" } })).toMatchObject({ ok: false, reason: "unknown_answer" });
    expect(contact(1)).toMatchObject({ opted_out: 0, labels: null, answers: "{}" });
  });

  test("a label that the present script still brings is left off once it is deleted, or when the conversation has no room", async () => {
    const { tap, store, contact } = talking();
    const directory = { reportOptOut: async () => {} };
    const withLabels = (deleted: string[]) =>
      new KnownLabels({ ask: async () => ({ labels: [], deleted }), now: () => store.now() });
    const say = (deleted: string[]) =>
      answer({ store, labels: withLabels(deleted), formerScripts, directory }, tap("Ride"));
    expect(await say([LABEL])).toMatchObject({
      item: { answers: { s1: "Ride" } },
      leftOff: [{ reason: "label_deleted", labels: [LABEL] }],
    });
    expect(labelsOf(contact(1))).toEqual([]);
    await answer({ store, labels, formerScripts, directory }, tap("Yes"));
    for (let at = 0; at < MOST_LABELS; at++)
      changeLabel(store, { n: 1, personId: null, labelId: `l${String(at + 500).padStart(15, "0")}`, on: true });
    expect(await say([])).toMatchObject({ leftOff: [{ reason: "too_many_labels", labels: [LABEL] }] });
  });

  test("a script from before there were actions is answered as ever", () => {
    const world = queueWorld({ contacts: 1, config: { script: aConfig().script } });
    world.lease(ANA, 1);
    expect(recordAnswer(world.store, { n: 1, personId: ANA.personId, stepId: "s1", value: "Yes" })).toMatchObject({
      item: { answers: { s1: "Yes" } },
    });
  });
});

describe("an answer that gives the conversation to a team", () => {
  const take = ({ world }: ReturnType<typeof talking>, teamIds: string[]) => {
    const leased = lease(world.store, { texter: BEN, requestId: newToken(), count: 5, teamIds });
    if (!leased.ok) throw new Error(leased.reason);
    return leased.items.map((item) => item.contactId);
  };

  test("takes it off the desk; a member gets it first, and nobody else does before the deadline", () => {
    const talk = talking();
    const { world, say, contact, id } = talk;
    world.news.length = 0;
    expect(say("Hard")).toEqual({ ok: true, gaveAway: true });
    expect(world.news).toMatchObject([{ kind: "gone", texter: ANA.personId, n: 1 }]);
    expect(contact(1)).toMatchObject({ texter: null, status: "needsResponse", answers: '{"s1":"Hard"}' });
    expect(take(talk, [])).toEqual([]);
    expect(take(talk, ["t000000000000009"])).toEqual([]);
    expect(waitingForTeams(world.store)).toEqual({ [TEAM]: 1 });
    expect(take(talk, [TEAM])).toEqual([id(1)]);
    expect(contact(1).texter).toBe(BEN.personId);
    expect(waitingForTeams(world.store)).toEqual({});
    expect(world.store.counters).toEqual(recount(world.sql));
  });

  test("shows its new texter whose texts the earlier ones are", () => {
    const talk = talking();
    const texts = (texter: typeof ANA) => itemFor(talk.store, talk.contact(1), texter, talk.store.configured).messages;
    expect(texts(ANA).map(({ by }) => by)).toEqual(texts(ANA).map(() => undefined));
    talk.say("Hard");
    take(talk, [TEAM]);
    for (const { direction, by } of texts(BEN)) expect(by).toBe(direction === "out" ? "other" : undefined);
  });

  test("that nobody of the team takes within the reply's deadline goes to anybody", () => {
    const talk = talking();
    talk.world.clock.now += 47 * 3_600_000;
    talk.say("Hard");
    talk.world.clock.now += 47 * 3_600_000;
    expect(take(talk, [])).toEqual([]);
    talk.world.clock.now += 2 * 3_600_000;
    expect(take(talk, [])).toEqual([talk.id(1)]);
  });

  test("repeated is answered as before, also when a member has it by now", () => {
    const talk = talking();
    const request = talk.tap("Hard");
    const once = recordAnswer(talk.store, request);
    expect(recordAnswer(talk.store, request)).toEqual(once);
    take(talk, [TEAM]);
    expect(recordAnswer(talk.store, request)).toEqual(once);
    expect(talk.contact(1).texter).toBe(BEN.personId);
    expect(talk.say("Hard")).toMatchObject({ ok: false, reason: "not_yours" });
  });

  test("keeps a contact who opted out with the texter", () => {
    const talk = talking();
    talk.world.receive(1, "STOP");
    expect(talk.say("Hard")).toMatchObject({ ok: true, item: { answers: { s1: "Hard" }, optedOut: true } });
  });
});
