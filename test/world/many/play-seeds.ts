/** Plays seeds one after the other in this process, which has one Postgres for all of them. */
import { readFileSync } from "node:fs";
import { bundleWorld } from "../bundle.ts";
import type { SourceChange } from "../bundle.ts";
import { WORLD_VARS } from "../installed-world.ts";
import { planOf } from "../plan.ts";
import { playSeed } from "../play-seed.ts";
import type { Played } from "../play-seed.ts";
import { newStorages } from "../platform/new-storages.ts";
import { Postgres } from "../platform/postgres/postgres.ts";

export type SeedToPlay = { seed: number; off?: readonly string[] };

export type PlayManyOptions = {
  off: readonly string[];
  trace: boolean;
  /** Each seed once more, to compare the logs. */
  twice: boolean;
  /** A crash point; the object dies when it passes there first. */
  aim?: string;
  /** Folder of another version of the product. */
  root?: string;
  /** Folder of a version that serves beside it, as during a rollout. */
  beside?: string;
  /** File with changes of sources: a guard that is removed. */
  changes?: string;
  untilFound?: boolean;
};

export type SeedResult = {
  seed: number;
  features: string[];
  found: string[];
  digest: string;
  steps: number;
  texts: number;
  lastedMs: number;
  met: [string, number][];
  points: [string, number][];
  log: string[];
};

export async function playSeeds(
  seeds: Iterable<SeedToPlay> | AsyncIterable<SeedToPlay>,
  options: Omit<PlayManyOptions, "off">,
  heard: (result: SeedResult) => void,
): Promise<void> {
  const { trace, twice, aim, root, beside, changes, untilFound } = options;
  // Written beside the table of guards, in this shape.
  const changed = changes === undefined ? [] : (JSON.parse(readFileSync(changes, "utf8")) as SourceChange[]);
  const scripts = await bundleWorld({
    changes: changed,
    ...(root === undefined ? {} : { root }),
    ...(beside === undefined ? {} : { beside }),
  });
  const postgres = await Postgres.open(root);
  // During a rollout the older version must not find the newer one's tables.
  const storages = beside === undefined ? newStorages(scripts.worker, WORLD_VARS) : null;
  for await (const { seed, off = [] } of seeds) {
    const play = () =>
      playSeed({
        plan: planOf(seed, { off }),
        scripts,
        postgres,
        ...(storages ? { storages } : {}),
        trace: trace || twice,
        aim: aim === undefined ? null : { point: aim, nth: 1 },
      });
    const played = await play();
    const found = [...played.found];
    if (twice) found.push(...differences(played, await play()));
    heard(resultOf(seed, { ...played, found, log: trace ? played.log : [] }));
    if (untilFound && found.length > 0) break;
  }
  await postgres.close();
}

function differences(one: Played, other: Played): string[] {
  if (one.digest === other.digest) return [];
  const at = one.log.findIndex((line, index) => line !== other.log[index]);
  const cut = (line: string | undefined) => line?.slice(0, 200) ?? "nothing";
  return [`not repeated, line ${at}: ${cut(one.log[at])} | ${cut(other.log[at])}`];
}

function resultOf(seed: number, { plan, found, digest, steps, texts, lastedMs, met, points, log }: Played): SeedResult {
  const { features } = plan;
  return { seed, features, found, digest, steps, texts, lastedMs, met: [...met], points: [...points], log };
}
