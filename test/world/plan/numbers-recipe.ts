/** What a seed draws that plays numbers and the phone service: always small, and most of what it does needs no texter. */
import { drawsOf, STREAMS } from "../scheduler/draws.ts";
import { FAULT_FEATURES, FEATURE_NEEDS, FEATURES, LOAD_FEATURES, NUMBER_FEATURES } from "./features.ts";
import type { Feature } from "./features.ts";
import { CARRIER_FAULTS, drawsFor, moreOften, weatherOf } from "./recipe-shape.ts";
import type { CarrierFault, Recipe } from "./recipe-shape.ts";

/** What has to come together for a rule to matter; half of the plays begin with one of these. */
const NUMBER_SCENES: readonly (readonly Feature[])[] = [
  ["drafts", "phonebook", "lost-calls"],
  ["drafts", "phonebook", "late-calls"],
  ["drafts", "expiry", "object-kills"],
  ["drafts", "number-starts", "late-calls"],
  ["drafts", "number-starts", "carrier-faults", "object-kills"],
  ["drafts", "number-starts", "number-archives", "carrier-faults"],
  ["drafts", "number-starts", "number-archives", "crash-points"],
  ["drafts", "number-starts", "buying", "isolate-kills"],
  ["drafts", "phonebook", "giving-numbers-back", "reconciling"],
  ["phonebook", "tokens", "lost-requests"],
  ["buying", "carrier-faults", "crash-points"],
  ["buying", "late-carrier", "object-kills"],
  ["buying", "giving-numbers-back", "reconciling", "object-kills"],
  ["buying", "reconciling", "lost-calls"],
  ["sends", "carrier-faults", "object-kills"],
  ["sends", "late-carrier", "crash-points"],
  ["sends", "batches", "lost-calls"],
  ["sends", "line-texts", "late-calls"],
  ["batches", "crash-points", "isolate-kills"],
  ["batches", "line-texts", "loops", "object-kills"],
  ["line-texts", "loops", "sends"],
  ["sends", "tokens", "lost-queries"],
  ["own-numbers", "replies", "chatty", "object-kills"],
  ["own-numbers", "replies", "leavers", "late-calls"],
  ["own-numbers", "archive", "replies", "carrier-faults"],
  ["own-numbers", "archive", "crash-points"],
  ["own-numbers", "carrier-faults", "replies"],
  ["postgres-away", "drafts", "number-starts"],
  ["queue-away", "phonebook", "drafts"],
];
const SCENE_SHARE = 0.5;
const CONTACTS = 6;

/** What calls for numbers and services meet. */
const NUMBER_FAULTS: CarrierFault[] = (["search", "buy", "numbers", "services", "pool"] as const).flatMap((call) => [
  { kind: "accept-then-time-out", probability: 0.15, call },
  { kind: "accept-then-500", probability: 0.15, call },
  { kind: "500", probability: 0.15, call },
  { kind: "429", probability: 0.15, delayMs: 1_000, call },
]);
/** The number that a search has shown was sold meanwhile. */
const SOLD: CarrierFault = { kind: "error-code", code: 21_422, probability: 0.2, call: "buy" };
/** The number is in another service. */
const ELSEWHERE: CarrierFault = { kind: "error-code", code: 21_712, probability: 0.2, call: "pool" };

export function numbersRecipe(seed: number): Omit<Recipe, "prepared"> {
  const random = drawsOf(seed, STREAMS.numbers);
  // Of a list that is not empty.
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const isScene = random() < SCENE_SHARE;
  const chosen = new Set<Feature>(isScene ? pick(NUMBER_SCENES) : []);
  const add = (feature: Feature) => {
    for (const each of [feature, ...(FEATURE_NEEDS[feature] ?? [])]) chosen.add(each);
  };
  for (let parts = isScene ? Math.floor(random() * 2) : 1 + Math.floor(random() * 4); parts > 0; parts -= 1)
    add(pick(NUMBER_FEATURES));
  for (let faults = Math.floor(random() * (isScene ? 2 : 4)); faults > 0; faults -= 1) add(pick(FAULT_FEATURES));
  if (chosen.has("own-numbers") && random() < 0.5) add(pick(LOAD_FEATURES));
  const isTexted = LOAD_FEATURES.some((feature) => chosen.has(feature)) || chosen.has("own-numbers");
  const features = FEATURES.filter((feature) => chosen.has(feature));
  const draws = drawsFor(random, features);
  const { between, share, has } = draws;
  const faults = [...CARRIER_FAULTS.map(moreOften), ...NUMBER_FAULTS, SOLD, ELSEWHERE];
  return {
    seed,
    size: "small",
    load: "numbers",
    features,
    moment: 0,
    leadMs: 600_000,
    earlyMs: between(1, 6) * 1000,
    texters: has("reassignment") ? 2 : isTexted ? 1 : 0,
    contacts: has("second-import") ? CONTACTS + 4 : CONTACTS,
    firstContacts: CONTACTS,
    isolates: between(1, 2),
    loadMs: between(4, 12) * 1000,
    pace: 0.3,
    weather: weatherOf(draws, 3),
    carrierFaults: faults.filter(() => random() < 0.4),
    killEveryMs: { object: between(150, 2_000), isolate: between(1_500, 5_000), hibernate: between(150, 2_000) },
    crashShare: share(0.08),
    composeMs: share(2_000),
  };
}
