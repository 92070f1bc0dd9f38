/** What a seed plays: how many people, what they do, and which faults they meet. Each feature may be switched off by its name. */
import { drawsOf, STREAMS } from "./scheduler/draws.ts";
import type { Hours } from "../crash/contacts.ts";
import { FAIR } from "./scheduler/chance.ts";
import type { Weather } from "./scheduler/chance.ts";

/** Parts of the load and kinds of faults; each is on in some of the seeds. */
export const FEATURES = [
  "replies",
  "leavers",
  "admin-opt-outs",
  "texter-opt-outs",
  "suspensions",
  "authoring",
  "pauses",
  "closings",
  "script-edits",
  "giving-back",
  "reassignment",
  "sockets",
  "second-import",
  "hours",
  "elsewhere",
  "double-clicks",
  "bursts",
  "composing",
  "chatty",
  "returners",
  "old-screens",
  "giving-up",
  "old-apps",
  "idle",
  "archive",
  "carrier-faults",
  "late-carrier",
  "slow-carrier",
  "slow-network",
  "lost-calls",
  "late-calls",
  "overload",
  "lost-requests",
  "lost-queries",
  "messages-twice",
  "object-kills",
  "isolate-kills",
  "crash-points",
  "hibernation",
  "postgres-away",
  "queue-away",
] as const;
export type Feature = (typeof FEATURES)[number];

export type CarrierFault = { kind: string; probability: number; delayMs?: number; code?: number; at?: string };

export type Plan = {
  seed: number;
  features: Feature[];
  startMs: number;
  /** When texters begin. */
  loadAtMs: number;
  /** When the texting hours end, during the load or soon after it; null: they do not. */
  endMs: number | null;
  /** The campaign's texting hours. */
  hours: Hours;
  texters: number;
  contacts: number;
  isolates: number;
  /** How long texters text, virtual. */
  loadMs: number;
  weather: Weather;
  carrierFaults: CarrierFault[];
  /** Mean pauses between kills of each kind, ms; 0: none. */
  killEveryMs: { object: number; isolate: number; hibernate: number };
  /** Share of the commits beside which the object dies. */
  crashShare: number;
  /** How long the carrier thinks before it answers, ms. */
  carrierAnswerMs: [number, number];
  /** What a texter needs to write a reply, at most. */
  composeMs: number;
};

const SHARE_ON = 0.45;
/**
 * Moments around which texters text: the hours end, or begin; the clock is set back within them, or forward over their end.
 */
const MOMENTS = [
  { atMs: Date.UTC(2026, 9, 15, 1, 0), startHour: 9, endHour: 21, isEnd: true },
  { atMs: Date.UTC(2026, 9, 15, 13, 0), startHour: 9, endHour: 21, isEnd: false },
  { atMs: Date.UTC(2026, 10, 1, 6, 0), startHour: 0, endHour: 2, isEnd: false },
  { atMs: Date.UTC(2026, 2, 8, 7, 0), startHour: 0, endHour: 3, isEnd: true },
];
const ALWAYS = { atMs: Date.UTC(2026, 9, 14, 16, 0), startHour: 0, endHour: 24, isEnd: false };
/** Before the hours end: their end itself, and until when first texts and replies are accepted. */
const LEADS_MS = [0, 0, 120_000, 600_000];
/** Longer than it takes to make an organization. */
const BEFORE_MS = 120_000;

const CARRIER_FAULTS: CarrierFault[] = [
  { kind: "accept-then-time-out", probability: 0.08 },
  { kind: "accept-then-500", probability: 0.08 },
  { kind: "500", probability: 0.08 },
  { kind: "429", probability: 0.1, delayMs: 500 },
  { kind: "error-code", probability: 0.06, code: 30_003 },
  { kind: "error-code", probability: 0.06, code: 21_610 },
  { kind: "duplicate-callbacks", probability: 0.4, delayMs: 200 },
  { kind: "out-of-order-callbacks", probability: 0.4 },
  { kind: "late-callbacks", probability: 0.2, delayMs: 3_000 },
  { kind: "drop-callbacks", probability: 0.1 },
  { kind: "inbound-unreachable", probability: 0.2 },
  { kind: "inbound-answer-lost", probability: 0.2 },
];

export function planOf(
  seed: number,
  { off = [], only }: { off?: readonly string[]; only?: readonly string[] } = {},
): Plan {
  const random = drawsOf(seed, STREAMS.plan);
  // Drawn for all, so that switching one off changes none of the others.
  const drawn = FEATURES.map((feature) => ({ feature, isOn: random() < SHARE_ON }));
  const features = drawn
    .filter(({ feature, isOn }) => (only ? only.includes(feature) : isOn && !off.includes(feature)))
    .map(({ feature }) => feature);
  const has = (feature: Feature) => features.includes(feature);
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const moment = MOMENTS[between(0, MOMENTS.length - 1)] ?? ALWAYS;
  const { atMs, isEnd, ...hours } = has("hours") ? moment : ALWAYS;
  const leadMs = LEADS_MS[between(0, LEADS_MS.length - 1)] ?? 0;
  const texters = between(1, 3);
  const contacts = has("bursts") ? between(20, 60) : between(8, 30);
  const isolates = between(1, 3);
  const loadMs = between(20, 60) * 1000;
  const share = (most: number) => random() * most;
  const weather: Weather = {
    latencyMs: [1, 5, 40][between(0, 2)] ?? 1,
    stalls: has("slow-network") ? share(0.03) : 0,
    callsLost: has("lost-calls") ? share(0.03) : 0,
    answersLost: has("lost-calls") ? share(0.03) : 0,
    callsLate: has("late-calls") ? share(0.02) : 0,
    callsOverloaded: has("overload") ? share(0.02) : 0,
    requestsLost: has("lost-requests") ? share(0.06) : 0,
    responsesLost: has("lost-requests") ? share(0.06) : 0,
    messagesTwice: has("messages-twice") ? share(0.5) : 0,
    queriesLost: has("lost-queries") ? share(0.05) : 0,
    queryAnswersLost: has("lost-queries") ? share(0.05) : 0,
    carrierLate: has("late-carrier") ? share(0.15) : 0,
  };
  const faults = CARRIER_FAULTS.filter(() => random() < 0.5);
  const every = (feature: Feature, from: number, to: number) => {
    const ms = between(from, to);
    return has(feature) ? ms : 0;
  };
  const killEveryMs = {
    object: every("object-kills", 300, 6_000),
    isolate: every("isolate-kills", 4_000, 20_000),
    hibernate: every("hibernation", 300, 4_000),
  };
  const crash = share(0.04);
  const composeMs = share(4_000);
  const loadAtMs = atMs - (isEnd ? leadMs : 0) - between(10, 60) * 1000;
  return {
    seed,
    features,
    startMs: loadAtMs - BEFORE_MS,
    loadAtMs,
    endMs: isEnd ? atMs : null,
    hours: { zone: "America/New_York", ...hours },
    texters,
    contacts,
    isolates,
    loadMs,
    weather,
    carrierFaults: has("carrier-faults") ? faults : [],
    killEveryMs,
    crashShare: has("crash-points") ? crash : 0,
    carrierAnswerMs: has("slow-carrier") ? [300, 1_500] : [5, 60],
    composeMs: has("composing") ? composeMs : 0,
  };
}

/** While an organization is made, and once everything is to come to rest. */
export const CALM = FAIR;
