/** Plays seeds one after the other in this process, and says of each what it has shown. */
import { readFileSync } from "node:fs";
import type { SourceChange } from "../bundle.ts";
import type { Recipe, Size } from "../plan/recipe-shape.ts";
import type { Played } from "../play-seed.ts";
import { Player } from "./player.ts";
import type { PlayHow, WorldVersions } from "./player.ts";

export type PlayManyOptions = WorldVersions & {
  trace: boolean;
  /** Each seed once more, to compare the logs. */
  twice: boolean;
  aim?: string;
  /** File with changes of sources: a guard that is removed. */
  changes?: string;
  untilFound?: boolean;
};

export type SeedResult = {
  seed: number;
  size: Size;
  features: string[];
  found: string[];
  digest: string;
  steps: number;
  texts: number;
  lastedMs: number;
  tookMs: number;
  met: [string, number][];
  points: [string, number][];
  log: string[];
};

export async function playSeeds(
  recipes: Iterable<Recipe> | AsyncIterable<Recipe>,
  options: PlayManyOptions,
  heard: (result: SeedResult) => void,
): Promise<void> {
  const { trace, twice, aim, changes, untilFound } = options;
  const player = await Player.open(options);
  const how: PlayHow = { trace: trace || twice, aim };
  if (changes !== undefined) how.scripts = await Player.changed(changesIn(changes), options);
  for await (const recipe of recipes) {
    const startedMs = Date.now();
    const played = await player.play(recipe, how);
    const tookMs = Date.now() - startedMs;
    const found = [...played.found];
    if (twice) found.push(...differences(played, await player.play(recipe, how)));
    heard(resultOf({ ...played, found, log: trace ? played.log : [] }, tookMs));
    if (untilFound && found.length > 0) break;
  }
  await player.close();
}

/** Written beside the table of guards. */
export function changesIn(file: string): SourceChange[] {
  // In this shape.
  return JSON.parse(readFileSync(file, "utf8")) as SourceChange[];
}

function differences(one: Played, other: Played): string[] {
  if (one.digest === other.digest) return [];
  const at = one.log.findIndex((line, index) => line !== other.log[index]);
  const cut = (line: string | undefined) => line?.slice(0, 200) ?? "nothing";
  return [`not repeated, line ${at}: ${cut(one.log[at])} | ${cut(other.log[at])}`];
}

function resultOf({ plan, met, points, ...played }: Played, tookMs: number): SeedResult {
  const { seed, size, features } = plan;
  const { found, digest, steps, texts, lastedMs, log } = played;
  const counted = { met: [...met], points: [...points] };
  return { seed, size, features, found, digest, steps, texts, lastedMs, tookMs, log, ...counted };
}
