/** Plays seeds in several processes at once: each asks for the next one as soon as it is done with one. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import type { Recipe } from "../plan/recipe-shape.ts";
import type { SeedResult } from "./play-seeds.ts";

/** Isolates come and go: with more room for what is young, half of the collector's work is saved. */
const ROOM = "--max-semi-space-size=64";

const SCRIPT = fileURLToPath(new URL("../world.ts", import.meta.url).href);
/** What a process asks for, and the answer when there is no more. */
const NEXT = "next";
const NO_MORE = "no more";

/** Plays all, in any order. */
export async function playInChildren(
  recipes: readonly Recipe[],
  { jobs, args, untilFound }: { jobs: number; args: readonly string[]; untilFound: boolean },
  heard: (result: SeedResult) => void,
): Promise<void> {
  const left = [...recipes];
  const played = new Set<Promise<void>>();
  for (let job = 0; job < jobs; job += 1) {
    const child = fork(SCRIPT, [...args, "--child"], { execArgv: [...PGLITE_FLAGS, ROOM] });
    let playing: Recipe | null = null;
    child.on("message", (message) => {
      if (message === NEXT) {
        playing = left.shift() ?? null;
        child.send(playing ?? NO_MORE);
        return;
      }
      // Sent by `world.ts --child`.
      const result = message as SeedResult;
      if (untilFound && result.found.length > 0) left.length = 0;
      heard(result);
    });
    played.add(
      new Promise<void>((resolve, reject) => {
        child.on("error", reject);
        child.on("exit", (code, signal) => {
          if (code === 0) resolve();
          else reject(new Error(`A process ended with ${signal ?? code} while it played seed ${playing?.seed}.`));
        });
      }),
    );
  }
  await Promise.all(played);
}

/** In such a process: what it is to play, one after the other. */
export async function* recipesOfParent(): AsyncGenerator<Recipe> {
  for (;;) {
    const answer = once(process, "message");
    process.send?.(NEXT);
    // Sent above.
    const [recipe] = (await answer) as [Recipe | typeof NO_MORE];
    if (recipe === NO_MORE) return;
    yield recipe;
  }
}
