/**
 * Everything that a seed draws before its play begins. A seed that once found something is kept as its recipe: other draws for
 * new seeds do not change it.
 */
import { drawsOf, STREAMS } from "../scheduler/draws.ts";
import { FAULT_FEATURES, LOAD_FEATURES, FEATURE_NEEDS, TEXTING_FEATURES } from "./features.ts";
import type { Feature } from "./features.ts";
import { numbersRecipe } from "./numbers-recipe.ts";
import { CARRIER_FAULTS, drawsFor, moreOften, weatherOf } from "./recipe-shape.ts";
import type { LoadKind, Recipe, Size } from "./recipe-shape.ts";
import { ENDS_OF_HOURS, SCENES } from "./scenes.ts";

/** One in so many is as large as a world gets, and has every feature as often as not. */
const LARGE_EVERY = 15;
/** One in so many small ones makes its own organization. */
const FROM_NOTHING_EVERY = 6;
export const MOMENTS_COUNT = 4;

const SHARE_ON = 0.45;
/** Before the hours end: their end itself, and until when first texts and replies are accepted. */
const LEADS_MS = [0, 0, 120_000, 600_000];

/** One in so many seeds plays numbers and the phone service. */
const NUMBERS_EVERY = 10;

/** @param load null: as the seed says */
export function recipeOf(seed: number, size: Size | null = null, load: LoadKind | null = null): Recipe {
  const random = drawsOf(seed, STREAMS.size);
  const drawn = random() * LARGE_EVERY < 1 ? "large" : "small";
  const prepared = random() * FROM_NOTHING_EVERY >= 1;
  if ((load ?? loadOf(seed)) === "numbers") return { ...numbersRecipe(seed), prepared };
  return (size ?? drawn) === "large" ? large(seed) : { ...small(seed), prepared };
}

/** By the seed itself, so that what the others draw stays as it was. */
export function loadOf(seed: number): LoadKind {
  return seed % NUMBERS_EVERY === 1 ? "numbers" : "texting";
}

function large(seed: number): Recipe {
  const random = drawsOf(seed, STREAMS.plan);
  const features = TEXTING_FEATURES.filter(() => random() < SHARE_ON);
  const draws = drawsFor(random, features);
  const { between, share, has } = draws;
  const moment = between(0, MOMENTS_COUNT - 1);
  const leadMs = LEADS_MS[between(0, LEADS_MS.length - 1)] ?? 0;
  const texters = between(1, 3);
  const contacts = has("bursts") ? between(20, 60) : between(8, 30);
  const isolates = between(1, 3);
  const loadMs = between(20, 60) * 1000;
  const weather = weatherOf(draws, 1);
  const carrierFaults = CARRIER_FAULTS.filter(() => random() < 0.5);
  const killEveryMs = {
    object: between(300, 6_000),
    isolate: between(4_000, 20_000),
    hibernate: between(300, 4_000),
  };
  return {
    seed,
    size: "large",
    prepared: false,
    features,
    moment,
    leadMs,
    texters,
    contacts,
    firstContacts: has("second-import") ? Math.ceil(contacts * 0.6) : contacts,
    isolates,
    loadMs,
    pace: 1,
    weather,
    carrierFaults,
    killEveryMs,
    crashShare: share(0.04),
    composeMs: share(4_000),
    earlyMs: between(10, 60) * 1000,
  };
}

/** Numbers of contacts are few, because each has an installation of its own that is prepared. */
const SMALL_CONTACTS = 6;
const SMALL_BURST = 14;
const SMALL_LATER = 4;
/** Mostly while first texts are accepted: without one, there is nothing. */
const SMALL_LEADS_MS = [600_000, 600_000, 600_000, 120_000];
const SCENE_SHARE = 0.5;

/** A scene, or one to three parts of the load with what they need; and up to three kinds of faults, which are met more often. */
function small(seed: number): Omit<Recipe, "prepared"> {
  const random = drawsOf(seed, STREAMS.small);
  // Of a list that is not empty.
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const scene = random() < SCENE_SHARE ? pick(SCENES) : null;
  const chosen = new Set<Feature>(scene?.features);
  for (let parts = scene ? Math.floor(random() * 2) : 1 + Math.floor(random() * 3); parts > 0; parts -= 1) {
    const part = pick(LOAD_FEATURES);
    for (const each of [part, ...(FEATURE_NEEDS[part] ?? [])]) chosen.add(each);
  }
  if (random() < 0.5) chosen.add("replies");
  for (let faults = Math.floor(random() * (scene ? 2 : 4)); faults > 0; faults -= 1) chosen.add(pick(FAULT_FEATURES));
  const features = TEXTING_FEATURES.filter((feature) => chosen.has(feature));
  const draws = drawsFor(random, features);
  const { between, share, has } = draws;
  const contacts = has("bursts") ? SMALL_BURST : SMALL_CONTACTS;
  return {
    seed,
    size: "small",
    features,
    moment: scene?.endOfHours ? pick(ENDS_OF_HOURS) : between(0, MOMENTS_COUNT - 1),
    leadMs: scene?.endOfHours?.leadMs ?? pick(SMALL_LEADS_MS),
    earlyMs: between(1, 6) * 1000,
    texters: has("reassignment") ? 2 : between(1, 2),
    contacts: has("second-import") ? contacts + SMALL_LATER : contacts,
    firstContacts: contacts,
    isolates: between(1, 2),
    loadMs: between(4, 10) * 1000,
    pace: 0.3,
    weather: weatherOf(draws, 3),
    carrierFaults: CARRIER_FAULTS.filter(() => random() < 0.4).map(moreOften),
    killEveryMs: { object: between(150, 2_000), isolate: between(1_500, 5_000), hibernate: between(150, 2_000) },
    crashShare: share(0.08),
    composeMs: share(2_000),
  };
}
