/** What many seeds have shown: how fast they were, what they met, what they found. */
import { createHash } from "node:crypto";
import type { SeedResult } from "./play-seeds.ts";

/** The length by which worlds of different size are compared; a step is one entry of the scheduler's list. */
const STEPS_OF_A_UNIT = 200;

/** Prints it. @returns the seeds that found something */
export function reportSeeds(results: readonly SeedResult[], tookMs: number): number[] {
  const failed = results.filter(({ found }) => found.length > 0).map(({ seed }) => seed);
  const sum = (of: (result: SeedResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const perMinute = (results.length / tookMs) * 60_000;
  const steps = sum((result) => result.steps);
  const unitsPerMinute = (steps / STEPS_OF_A_UNIT / tookMs) * 60_000;
  console.log(
    `${results.length} seeds in ${Math.round(tookMs / 1000)} s: ${perMinute.toFixed(1)} a minute (${Math.round(unitsPerMinute)} times ${STEPS_OF_A_UNIT} steps), ${Math.round(steps / Math.max(1, results.length))} steps and ${Math.round(sum(({ texts }) => texts) / Math.max(1, results.length))} texts each`,
  );
  for (const size of ["small", "large"] as const) {
    const some = results.filter((result) => result.size === size);
    if (some.length === 0) continue;
    const mean = (of: (result: SeedResult) => number) =>
      Math.round(some.reduce((total, result) => total + of(result), 0) / some.length);
    console.log(`${some.length} ${size}: ${mean(({ steps: n }) => n)} steps, ${mean(({ tookMs: ms }) => ms)} ms each`);
  }
  const met = totals(results.map((result) => result.met));
  const kills = [...met].filter(([what]) => !what.startsWith("crash point "));
  console.log(`met: ${kills.map(([what, times]) => `${what} ${times}`).join(", ")}`);
  const points = totals(results.map((result) => result.points));
  const died = [...met.keys()].filter((what) => what.startsWith("crash point ")).length;
  console.log(`crash points: ${points.size} passed, at ${died} of them something died`);
  console.log(`logs: ${logsOf(results)}`);
  if (failed.length > 0) console.log(`found in ${failed.length} seeds: ${failed.slice(0, 30).join(" ")}`);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  return failed;
}

/** One hash of all logs: who plays the same seeds, in whatever order and processes, gets the same. */
function logsOf(results: readonly SeedResult[]): string {
  const hash = createHash("sha256");
  for (const { seed, digest } of [...results].sort((a, b) => a.seed - b.seed)) hash.update(`${seed} ${digest}\n`);
  return hash.digest("hex").slice(0, 16);
}

function totals(lists: readonly [string, number][][]): Map<string, number> {
  const all = new Map<string, number>();
  for (const list of lists) for (const [what, times] of list) all.set(what, (all.get(what) ?? 0) + times);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}
