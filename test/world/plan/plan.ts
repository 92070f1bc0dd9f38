/** What is played of a recipe: its numbers, as far as their features are on. */
import type { Hours } from "../../crash/contacts.ts";
import { FAIR } from "../scheduler/chance.ts";
import type { Weather } from "../scheduler/chance.ts";
import type { Feature } from "./features.ts";
import type { CarrierFault, Recipe } from "./recipe-shape.ts";

export type Plan = Omit<Recipe, "moment" | "leadMs" | "earlyMs"> & {
  startMs: number;
  /** When the installation of a prepared play is made. */
  preparedAtMs: number;
  /** When texters begin. */
  loadAtMs: number;
  /** When the texting hours end, during the load or soon after it; null: they do not. */
  endMs: number | null;
  /** The campaign's texting hours. */
  hours: Hours;
  /** How long the carrier thinks before it answers, ms. */
  carrierAnswerMs: [number, number];
};
export type { CarrierFault };

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
/** Longer than it takes to make an organization. */
const BEFORE_MS = 120_000;
/** Earlier than any load around the same moment begins; within the life of a session. */
const PREPARED_BEFORE_MS = 3_600_000;
/** What is 0 while its feature is off. */
const WEATHER_OF: Partial<Record<keyof Weather, Feature>> = {
  stalls: "slow-network",
  callsLost: "lost-calls",
  answersLost: "lost-calls",
  callsLate: "late-calls",
  callsOverloaded: "overload",
  requestsLost: "lost-requests",
  responsesLost: "lost-requests",
  messagesTwice: "messages-twice",
  queriesLost: "lost-queries",
  queryAnswersLost: "lost-queries",
  carrierLate: "late-carrier",
};

export function planOf({ moment, leadMs, earlyMs, ...recipe }: Recipe): Plan {
  const { features, firstContacts, contacts, killEveryMs, prepared } = recipe;
  const has = (feature: Feature) => features.includes(feature);
  const { atMs, isEnd, ...hours } = (has("hours") ? MOMENTS[moment] : undefined) ?? ALWAYS;
  const loadAtMs = atMs - (isEnd ? leadMs : 0) - earlyMs;
  const every = (feature: Feature, ms: number) => (has(feature) ? ms : 0);
  const weather = Object.entries(recipe.weather).map(([name, share]) => {
    const feature = WEATHER_OF[name as keyof Weather];
    return [name, feature === undefined || has(feature) ? share : 0];
  });
  return {
    ...recipe,
    firstContacts: has("second-import") ? firstContacts : contacts,
    startMs: prepared ? loadAtMs : loadAtMs - BEFORE_MS,
    preparedAtMs: atMs - PREPARED_BEFORE_MS,
    loadAtMs,
    endMs: isEnd ? atMs : null,
    hours: { zone: "America/New_York", ...hours },
    weather: Object.fromEntries(weather) as Weather,
    carrierFaults: has("carrier-faults") ? recipe.carrierFaults : [],
    killEveryMs: {
      object: every("object-kills", killEveryMs.object),
      isolate: every("isolate-kills", killEveryMs.isolate),
      hibernate: every("hibernation", killEveryMs.hibernate),
    },
    crashShare: has("crash-points") ? recipe.crashShare : 0,
    carrierAnswerMs: has("slow-carrier") ? [300, 1_500] : [5, 60],
    composeMs: has("composing") ? recipe.composeMs : 0,
  };
}

/** Plans with the same words begin with the same installation. */
export function preparedFor(plan: Plan): string {
  const { preparedAtMs, hours, firstContacts, load = "texting" } = plan;
  return `${preparedAtMs} ${JSON.stringify(hours)} ${firstContacts} ${load} ${preparedFeatures(plan).join(" ")}`;
}

/** Of its features, those that an installation has before the load begins. */
export function preparedFeatures({ features }: Pick<Plan, "features">): Feature[] {
  return features.filter((feature) => feature === "elsewhere" || feature === "own-numbers");
}

/** While an organization is made, and once everything is to come to rest. */
export const CALM = FAIR;
