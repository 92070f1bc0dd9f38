/**
 * The process dies at each await between an accepted text and the carrier's ledger, before the call has had its effect or after, and
 * once more while it recovers: texters' texts, the automatic ones, and what an answer does. Everything is done once.
 */
import { describe, expect, test } from "vitest";
import { automaticTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { simulatedTimers, settlePromises } from "../../testing/fake-clock.ts";
import { accepted, ANA, queueWorld } from "../../testing/queue-world.ts";
import type { QueueWorld } from "../../testing/queue-world.ts";
import { carrierThat, linkTo } from "../../testing/sending-world.ts";
import { SharedThread } from "../../kit/time/shared-thread.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { ContactDirectoryRpc, RecordOptOutRequest } from "../../rpc/contact-directory.ts";
import { answer } from "../conversations/answers.ts";
import { FormerScripts } from "../conversations/former-scripts.ts";
import { applyOptOut } from "../conversations/inbound.ts";
import { KnownLabels } from "../conversations/known-labels.ts";
import { Confirmations } from "../opt-outs/confirmations.ts";
import { DirectoryLink } from "../opt-outs/directory-link.ts";
import { owedOptOut } from "../opt-outs/owed-opt-outs.ts";
import { LookUps } from "../undecided/look-ups.ts";
import { Sender } from "./sender.ts";

const TEXTS = automaticTexts(undefined, "Org");
const NEVER = { value: "Never", action: { kind: "opt_out" } } as const;
const script: Script = {
  rootStepId: "s1",
  steps: [
    {
      id: "s1",
      texts: ["Hi {firstName}, {texterFirstName} here. Will you come?"],
      question: "Comes?",
      answers: [{ ...NEVER, nextStepId: null }],
    },
  ],
};

/** What outlives the process: the carrier, the directory, the object's alarms. */
type Outside = {
  ledger: { sid: string; to: string; body: string; messageId: string; at: number }[];
  flag: { optedOut: boolean; by: string | null; version: number };
  alarms: Map<string, number>;
};
type Kill = { at: number; when: "before" | "after" };
const NEVER_KILLED: Kill = { at: Infinity, when: "before" };

/** One life of the object's process. */
function life(world: QueueWorld, outside: Outside, kill: Kill) {
  const state = { steps: 0, dead: false };
  const forever = new Promise<never>(() => {});
  async function step<T>(act: () => T): Promise<T> {
    if (state.dead) return forever;
    const number = (state.steps += 1);
    const dies = (when: Kill["when"]) => number === kill.at && when === kill.when;
    if (dies("before")) state.dead = true;
    if (state.dead) return forever;
    const done = act();
    await Promise.resolve();
    if (dies("after")) state.dead = true;
    return state.dead ? forever : done;
  }
  const running = new Set<string>();
  const wakeBy = (name: string) => (atMs: number) => {
    const before = running.has(name) ? Infinity : (outside.alarms.get(name) ?? Infinity);
    outside.alarms.set(name, Math.min(before, atMs));
  };
  const { store } = world;
  const carrier = carrierThat(
    ({ to, body, messageId }) =>
      step(() => {
        const outcome = accepted();
        if (outcome.kind !== "accepted") throw new Error("the carrier takes every text");
        outside.ledger.push({ sid: outcome.sid, to, body, messageId, at: world.clock.now });
        return outcome;
      }),
    {
      find: ({ to, body, sentAfterMs, knownSids }) =>
        step(() => {
          const found = outside.ledger.find(
            (text) =>
              text.to === to && text.body === body && text.at >= sentAfterMs && knownSids?.has(text.sid) !== true,
          );
          if (!found) return { kind: "absent" };
          return { kind: "found", sid: found.sid, status: "sent", errorCode: null, from: null, segments: 1 };
        }),
    },
  );
  const directoryStub = {
    optOut: ({ optedOut, messageId }: RecordOptOutRequest) =>
      step(() => {
        const { flag } = outside;
        if (flag.optedOut !== optedOut) {
          Object.assign(flag, { optedOut, by: messageId, version: flag.version + 1 });
        }
        const { version } = flag;
        store.block((change) => applyOptOut(store, change, { contacts: [2], optedOut, version }));
        return { decided: flag.by !== null && flag.by === messageId };
      }),
  };
  // Only opt-outs are reported here.
  const directoryOf = () => directoryStub as unknown as Remote<ContactDirectoryRpc>;
  const faults: string[] = [];
  const onFault = (message: string, error: unknown) => void faults.push(`${message}: ${String(error)}`);
  const link = linkTo(world, carrier);
  const timers = simulatedTimers(() => world.clock.now);
  const directory = new DirectoryLink({
    store,
    directory: directoryOf,
    wakeAt: wakeBy("opt-outs"),
    onDecided: () => answers.soon(),
    onFault,
  });
  const answers: Confirmations = new Confirmations({
    store,
    texts: () => step(() => TEXTS),
    wakeAt: wakeBy("answers"),
    onQueued: () => sender.queued(),
    onFault,
  });
  const sender: Sender = new Sender({
    store,
    carry: (text) => link.carry(text),
    lookUpAfterMs: link.lookUpAfterMs,
    wakeAt: wakeBy("send"),
    wakeBy: wakeBy("send"),
    onOptOuts: () => directory.reportSoon(),
    onUnknown: () => lookUps.plan(),
    onFault,
    setTimer: timers.setTimer,
    thread: new SharedThread(),
  });
  const lookUps: LookUps = new LookUps({
    store,
    carrier: link,
    wakeBy: wakeBy("unknowns"),
    onResolved: ({ requeued, owesOptOuts }) => {
      if (requeued > 0) sender.queued();
      if (owesOptOuts) directory.reportSoon();
    },
  });
  const handlers: Record<string, () => Promise<void> | void> = {
    unknowns: () => lookUps.run(),
    send: () => sender.wake(),
    "opt-outs": () => directory.reportOwed(),
    answers: () => answers.run(),
  };

  function runAlarm(name: string, at: number): void {
    running.add(name);
    void Promise.resolve(handlers[name]?.()).then(() => {
      if (state.dead) return;
      running.delete(name);
      if (outside.alarms.get(name) === at) outside.alarms.delete(name);
    });
  }

  return {
    state,
    faults,
    sender,
    directory,
    answers,
    recover(): void {
      lookUps.recover();
      sender.recover();
    },
    /** Turns the clock from what is due to what is due next, until the death or until nothing is. */
    async run(): Promise<void> {
      for (let turn = 0; turn < 500; turn += 1) {
        timers.fire();
        await settlePromises();
        if (state.dead) return;
        for (const [name, at] of outside.alarms) if (at <= world.clock.now && !running.has(name)) runAlarm(name, at);
        await settlePromises();
        if (state.dead) return;
        const waiting = [...outside.alarms].filter(([name]) => !running.has(name)).map(([, at]) => at);
        const next = Math.min(timers.nextAtMs() ?? Infinity, ...waiting);
        if (next === Infinity) return;
        world.clock.now = Math.max(world.clock.now, next);
      }
      throw new Error("the queue never rests");
    },
  };
}
type Life = ReturnType<typeof life>;

const REPLY = { messageId: "message-of-a-reply", body: "See you there" };
const FIRST = { messageId: "message-of-a-first" };
const STOP = "SM-stop";

/** Each is done anew in each life, as the app, the carrier and the texter repeat what was not answered. */
const ACTS = {
  "a first text": (world: QueueWorld, { sender }: Life) => {
    expect(world.send(1, { ...FIRST, body: world.firstText(1), initial: true })).toMatchObject({ ok: true });
    sender.accepted();
  },
  "a reply": (world: QueueWorld, { sender }: Life) => {
    expect(world.send(2, { ...REPLY, lastSeenId: "SM-hm" })).toMatchObject({ ok: true });
    sender.accepted();
  },
  "a help text": (world: QueueWorld, { answers }: Life) => {
    world.receive(2, "HELP", "SM-help");
    answers.soon();
  },
  "a confirmation": (world: QueueWorld, { directory }: Life) => {
    world.receive(2, "please stop texting me", STOP);
    const owed = owedOptOut(world.store, 2, STOP);
    if (owed) void directory.reportOptOut(owed);
  },
  "an answer that opts out": (world: QueueWorld, { directory }: Life) => {
    const labels = new KnownLabels({ ask: async () => ({ labels: [], deleted: [] }), now: () => world.clock.now });
    const formerScripts = new FormerScripts({ ask: async () => null, teamIds: async () => [] });
    const tap = {
      n: 2,
      personId: ANA.personId,
      stepId: "s1",
      ...NEVER,
      opId: "tap-of-never-0001",
      lastSeenId: "SM-hm",
    };
    void answer({ store: world.store, directory, labels, formerScripts }, tap);
  },
} as const;
type Act = keyof typeof ACTS;

/** Ana has texted contact 2, who has answered, and holds contact 1. */
function begun(): { world: QueueWorld; outside: Outside } {
  const world = queueWorld({ contacts: 2, config: { script } });
  world.lease(ANA, 2);
  world.send(2);
  world.wave();
  world.receive(2, "Hm", "SM-hm");
  const flag = { optedOut: false, by: null, version: 0 };
  return { world, outside: { ledger: [], flag, alarms: new Map() } };
}

/** The acts, through the deaths given and then to the end. @returns the steps of the first life */
async function play(acts: readonly Act[], kills: readonly Kill[]): Promise<{ steps: number; died: number }> {
  const { world, outside } = begun();
  let steps = 0;
  let died = 0;
  for (const [number, kill] of [...kills, NEVER_KILLED].entries()) {
    if (number > 0) {
      world.restart();
      world.clock.now += 1_000;
    }
    const now = life(world, outside, kill);
    if (number > 0) now.recover();
    for (const act of acts) ACTS[act](world, now);
    await now.run();
    if (number === 0) steps = now.state.steps;
    if (now.state.dead) died += 1;
    expect(now.faults).toEqual([]);
    if (!now.state.dead) break;
  }
  check(acts, world, outside, died);
  return { steps, died };
}

function check(acts: readonly Act[], world: QueueWorld, { ledger, flag }: Outside, died: number): void {
  const has = (act: Act) => acts.includes(act);
  const isOut = has("a confirmation") || has("an answer that opts out");
  const texts = [...world.sent(1), ...world.sent(2)];
  const atCarrier = ledger.map(({ messageId }) => messageId);
  expect(new Set(atCarrier).size).toBe(atCarrier.length);
  const wanted = [
    ...(has("a first text") ? [FIRST.messageId] : []),
    ...(has("a reply") ? [REPLY.messageId] : []),
    ...(has("a help text") ? ["auto-SM-help"] : []),
    ...(has("a confirmation") ? [`auto-${STOP}`] : []),
  ];
  expect(wanted).toEqual(expect.arrayContaining(atCarrier));
  for (const id of wanted) {
    const { sid, send_status: status, look_up_at: lookUpAt } = texts.find((text) => text.id === id)!;
    const sent = ledger.find(({ messageId }) => messageId === id);
    if (sent) expect([id, sid, status]).toEqual([id, sent.sid, "SENT"]);
    // Accepted before an opt-out and not gone by then.
    else if (isOut && id === REPLY.messageId) expect([id, status]).toEqual([id, "NOT_ATTEMPTED"]);
    // Two calls that died and left nothing at the carrier: no third one is made without a person.
    else expect([id, status, lookUpAt, died]).toEqual([id, "UNKNOWN", null, 2]);
  }
  expect(flag.optedOut).toBe(isOut);
  expect(world.contact(2).opted_out).toBe(isOut ? 1 : 0);
  expect(world.store.counters).toMatchObject({ QUEUED: 0, SENDING: 0 });
}

const PLAYS: Act[][] = [
  ...(Object.keys(ACTS) as Act[]).map((act) => [act]),
  ["a first text", "a reply", "a help text"],
  ["a first text", "a confirmation"],
  ["a reply", "an answer that opts out"],
];

const deathsAt = (steps: number): Kill[] =>
  Array.from({ length: steps }, (_, i) => [
    { at: i + 1, when: "before" } as const,
    { at: i + 1, when: "after" } as const,
  ]).flat();

describe.each(PLAYS.map((acts) => [acts.join(", "), acts] as const))("%s", (_, acts) => {
  test("without a death is done once; so it is with one at each await", async () => {
    const { steps, died } = await play(acts, []);
    expect(steps).toBeGreaterThan(0);
    expect(died).toBe(0);
    for (const kill of deathsAt(steps)) expect((await play(acts, [kill])).died).toBe(1);
  });
});

test.each(Object.keys(ACTS) as Act[])(
  "%s, with a death at each await and one at each await of the life after it",
  async (act) => {
    const { steps } = await play([act], []);
    let twice = 0;
    for (const first of deathsAt(steps)) {
      for (const second of deathsAt(steps + 2)) twice += (await play([act], [first, second])).died === 2 ? 1 : 0;
    }
    expect(twice).toBeGreaterThan(steps);
  },
);
