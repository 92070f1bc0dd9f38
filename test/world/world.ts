/**
 * `npm run world`: plays seeds and says what was found (docs/simulation.md).
 *
 * npm run world -- --seeds 1000 [--from 1] [--jobs 2] [--twice]     many seeds; --twice compares the logs of two runs
 * npm run world -- --seeds 100 --from fresh     seeds that nobody has played yet
 * npm run world -- --seeds 20 --size large     all of them as large as a world gets
 * npm run world -- --seeds 1000 --load numbers     all of them play numbers and the phone service
 * npm run world -- --found     those that once found something
 * npm run world -- --seed 17 [--trace] [--off pauses,leavers] [--only replies] [--aim "TexterInbox.setRole before commit"]     one seed
 * npm run world -- --seed 17 --with '{"contacts":3}' --keep "what it was"     is replayed first from now on
 *
 * --root /folder: another version of the product; --beside /folder: another version serves at the same time, as during a rollout.
 */
import { parseArgs } from "node:util";
import { playInChildren, recipesOfParent } from "./many/children.ts";
import { reportSeeds } from "./many/report.ts";
import { Player } from "./many/player.ts";
import { changesIn, playSeeds } from "./many/play-seeds.ts";
import type { SeedResult } from "./many/play-seeds.ts";
import { commandFor, shrink } from "./many/shrink.ts";
import { foundSeeds, keepFound } from "./found/seeds.ts";
import { FEATURES, isFeature } from "./plan/features.ts";
import type { Feature } from "./plan/features.ts";
import { recipeOf } from "./plan/recipe.ts";
import type { LoadKind, Recipe, Size } from "./plan/recipe-shape.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    size: { type: "string" },
    load: { type: "string" },
    jobs: { type: "string", default: "2" },
    off: { type: "string", default: "" },
    only: { type: "string", default: "" },
    with: { type: "string", default: "{}" },
    aim: { type: "string" },
    root: { type: "string" },
    beside: { type: "string" },
    changes: { type: "string" },
    until: { type: "string" },
    keep: { type: "string" },
    twice: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
    found: { type: "boolean", default: false },
    child: { type: "boolean", default: false },
  },
});

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

function featuresIn(list: string): Feature[] {
  const names = list === "" ? [] : list.split(",");
  return names.map((name) => (isFeature(name) ? name : refuse(`${name} is no feature: ${FEATURES.join(", ")}.`)));
}

function sizeIn(text: string | undefined): Size | null {
  if (text === undefined || text === "small" || text === "large") return text ?? null;
  return refuse("--size is small or large.");
}

function loadIn(text: string | undefined): LoadKind | null {
  if (text === undefined || text === "texting" || text === "numbers") return text ?? null;
  return refuse("--load is texting or numbers.");
}

/** @param least of it */
function countIn(name: "seeds" | "from" | "seed" | "jobs", least: number): number | null {
  const text = values[name];
  if (text === undefined) return null;
  const count = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(count) && count >= least) return count;
  return refuse(`--${name} ${text} is no number: write a whole one from ${least} on, such as --${name} ${least + 20}.`);
}

function changesOfRecipe(text: string): Partial<Recipe> {
  try {
    // As `commandFor` prints it.
    return JSON.parse(text) as Partial<Recipe>;
  } catch {
    return refuse(`--with ${text} is no JSON: write it as '{"contacts":3}'.`);
  }
}

if (values.seed !== undefined && values.seeds !== undefined)
  refuse("Either --seed for one, or --seeds for how many, with --from for the first of them.");
const size = sizeIn(values.size);
const load = loadIn(values.load);
const off = featuresIn(values.off);
const only = featuresIn(values.only);
const changed = changesOfRecipe(values.with);

function recipeFor(seed: number): Recipe {
  const recipe = { ...recipeOf(seed, size, load), ...changed };
  const wanted = only.length > 0 ? only : recipe.features;
  return { ...recipe, features: wanted.filter((feature) => !off.includes(feature)) };
}

const FRESH_EVERY_MS = 60_000;
const from =
  values.from === "fresh"
    ? Math.floor(Date.now() / FRESH_EVERY_MS) * 100
    : (countIn("seed", 0) ?? countIn("from", 0) ?? 1);
const many = countIn("seeds", 1) ?? 1;
const mostJobs = countIn("jobs", 1) ?? 1;
const recipes = values.found
  ? foundSeeds().map(({ recipe }) => recipe)
  : Array.from({ length: many }, (_, index) => recipeFor(from + index));
const { trace, twice, aim, root, beside, changes, keep } = values;
const versions = { ...(root === undefined ? {} : { root }), ...(beside === undefined ? {} : { beside }) };
const options = {
  ...versions,
  trace,
  twice,
  ...(aim === undefined ? {} : { aim }),
  ...(changes === undefined ? {} : { changes }),
  /** Ends with the first seed that finds something. */
  untilFound: values.until === "found",
};

if (values.child) {
  await playSeeds(recipesOfParent(), options, (result) => process.send?.(result));
  process.disconnect();
  process.exit(0);
}
const startedMs = Date.now();
const results: SeedResult[] = [];
const heard = (result: SeedResult) => {
  results.push(result);
  for (const line of result.log) console.log(line);
  for (const each of result.found) console.log(`seed ${result.seed}: ${each}`);
};
const jobs = Math.min(mostJobs, recipes.length);
if (values.from === "fresh") console.log(`seeds ${from} to ${from + recipes.length - 1}`);
if (jobs > 1) await playInChildren(recipes, { jobs, args: process.argv.slice(2), ...options }, heard);
else await playSeeds(recipes, options, heard);
const failed = reportSeeds(results, Date.now() - startedMs);
const first = recipes.find(({ seed }) => seed === failed[0]);
if (first && (values.shrink || (values.seed !== undefined && !trace && keep === undefined))) {
  const how = {
    aim,
    ...(changes === undefined ? {} : { scripts: await Player.changed(changesIn(changes), versions) }),
  };
  const least = await shrink(first, versions, how);
  console.log(`still found with ${least.recipe.features.join(", ") || "nothing but texting"}, ${least.steps} steps:`);
  for (const each of least.found.slice(0, 5)) console.log(`  ${each}`);
  console.log(commandFor(least.recipe));
}
if (keep !== undefined && recipes[0]) console.log(`kept in ${keepFound({ what: keep, recipe: recipes[0] })}`);
process.exit(failed.length === 0 ? 0 : 1);
