/**
 * `npm run world`: plays seeds and says what was found (docs/simulation.md).
 *
 * npm run world -- --seeds 1000 [--from 1] [--jobs 2] [--twice]     many seeds; --twice compares the logs of two runs
 * npm run world -- --seeds 100 --from fresh     seeds that nobody has played yet
 * npm run world -- --found     those that once found something
 * npm run world -- --seed 17 [--trace] [--off pauses,leavers] [--aim "TexterInbox.setRole before commit"]     one seed
 *
 * --root /folder: another version of the product; --beside /folder: another version serves at the same time, as during a rollout.
 */
import { parseArgs } from "node:util";
import { playInChildren, seedsOfParent } from "./many/children.ts";
import { reportSeeds } from "./many/report.ts";
import { playSeeds } from "./many/play-seeds.ts";
import type { SeedResult, SeedToPlay } from "./many/play-seeds.ts";
import { shrink } from "./many/shrink.ts";
import { FOUND_SEEDS } from "./found/seeds.ts";
import { FEATURES } from "./plan.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    jobs: { type: "string", default: "2" },
    off: { type: "string", default: "" },
    aim: { type: "string" },
    root: { type: "string" },
    beside: { type: "string" },
    changes: { type: "string" },
    until: { type: "string" },
    twice: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
    found: { type: "boolean", default: false },
    child: { type: "boolean", default: false },
  },
});

const off = values.off === "" ? [] : values.off.split(",");
const unknown = off.find((each) => !(FEATURES as readonly string[]).includes(each));
if (unknown !== undefined) {
  console.error(`--off ${unknown} is no feature: ${FEATURES.join(", ")}.`);
  process.exit(2);
}
const FRESH_EVERY_MS = 60_000;
const from =
  values.from === "fresh" ? Math.floor(Date.now() / FRESH_EVERY_MS) * 100 : Number(values.seed ?? values.from);
const range = Array.from({ length: Number(values.seeds ?? 1) }, (_, index) => ({ seed: from + index, off }));
const seeds: readonly SeedToPlay[] = values.found ? FOUND_SEEDS : range;
const { trace, twice, aim, root, beside, changes } = values;
const options = {
  off,
  trace,
  twice,
  ...(aim === undefined ? {} : { aim }),
  ...(root === undefined ? {} : { root }),
  ...(beside === undefined ? {} : { beside }),
  ...(changes === undefined ? {} : { changes }),
  /** Ends with the first seed that finds something. */
  untilFound: values.until === "found",
};

if (values.child) {
  await playSeeds(seedsOfParent(), options, (result) => process.send?.(result));
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
const jobs = Math.min(Number(values.jobs), seeds.length);
if (values.from === "fresh") console.log(`seeds ${from} to ${from + seeds.length - 1}`);
if (jobs > 1) await playInChildren(seeds, { jobs, args: process.argv.slice(2), untilFound: options.untilFound }, heard);
else await playSeeds(seeds, options, heard);
const failed = reportSeeds(results, Date.now() - startedMs);
const [first] = failed;
if (first !== undefined && (values.shrink || (values.seed !== undefined && !trace && off.length === 0))) {
  console.log(await shrink(first, options));
}
process.exit(failed.length === 0 ? 0 : 1);
