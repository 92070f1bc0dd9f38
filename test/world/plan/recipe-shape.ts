/** What a recipe is, and the draws that all kinds of recipes share. */
import type { Weather } from "../scheduler/chance.ts";
import type { Feature } from "./features.ts";

/** `call`: of calls for numbers and services, and no text. */
export type CarrierFault = {
  kind: string;
  probability: number;
  delayMs?: number;
  code?: number;
  at?: string;
  call?: "search" | "buy" | "numbers" | "services" | "pool";
};

export type Size = "small" | "large";

/** What is played: a campaign is texted, or numbers and the phone service are fought for. */
export type LoadKind = "texting" | "numbers";

export type Recipe = {
  seed: number;
  size: Size;
  /** Absent: texting. */
  load?: LoadKind;
  /** Whether it begins with an installation that was made before (installation/prepared.ts). */
  prepared: boolean;
  features: Feature[];
  /** Around which of MOMENTS the load is, when it has hours at all. */
  moment: number;
  /** Before hours that end: how long the load begins before that. */
  leadMs: number;
  /** How long it begins before its moment at least. */
  earlyMs: number;
  texters: number;
  contacts: number;
  /** Of them, how many come with the first file. */
  firstContacts: number;
  isolates: number;
  /** How long texters text, virtual. */
  loadMs: number;
  /** Pauses between what people do, as a share of those of a large play. */
  pace: number;
  weather: Weather;
  carrierFaults: CarrierFault[];
  /** Mean pauses between kills of each kind, ms; 0: none. */
  killEveryMs: { object: number; isolate: number; hibernate: number };
  /** Share of the commits beside which the object dies. */
  crashShare: number;
  /** What a texter needs to write a reply, at most. */
  composeMs: number;
};

export const CARRIER_FAULTS: CarrierFault[] = [
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

export type Draws = {
  random: () => number;
  between: (from: number, to: number) => number;
  share: (most: number) => number;
  has: (feature: Feature) => boolean;
};

export function drawsFor(random: () => number, features: readonly Feature[]): Draws {
  return {
    random,
    between: (from, to) => from + Math.floor(random() * (to - from + 1)),
    share: (most) => random() * most,
    has: (feature) => features.includes(feature),
  };
}

export function moreOften(fault: CarrierFault): CarrierFault {
  return { ...fault, probability: Math.min(0.5, fault.probability * 3) };
}

/** @param often how often things go wrong, compared with a large play: what meets few calls there, far more often */
export function weatherOf({ between, share, has }: Draws, often: number): Weather {
  const shareOf = (feature: Feature, most: number) => (has(feature) ? share(most * often) : 0);
  return {
    latencyMs: [1, 5, 40][between(0, 2)] ?? 1,
    stalls: shareOf("slow-network", 0.03),
    callsLost: shareOf("lost-calls", 0.03),
    answersLost: shareOf("lost-calls", 0.03),
    callsLate: shareOf("late-calls", often > 1 ? 0.06 : 0.02),
    callsOverloaded: shareOf("overload", often > 1 ? 0.08 : 0.02),
    requestsLost: shareOf("lost-requests", 0.06),
    responsesLost: shareOf("lost-requests", 0.06),
    messagesTwice: has("messages-twice") ? share(0.5) : 0,
    queriesLost: shareOf("lost-queries", 0.05),
    queryAnswersLost: shareOf("lost-queries", 0.05),
    carrierLate: shareOf("late-carrier", 0.15),
  };
}
