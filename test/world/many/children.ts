/** Plays seeds in several processes at once: each takes every nth of them. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import type { SeedResult, SeedToPlay } from "./play-seeds.ts";

/** Isolates come and go: with more room for what is young, half of the collector's work is saved. */
const ROOM = "--max-semi-space-size=64";

const SCRIPT = fileURLToPath(new URL("../world.ts", import.meta.url).href);

export async function playInChildren(
  seeds: readonly SeedToPlay[],
  jobs: number,
  args: readonly string[],
  heard: (result: SeedResult) => void,
): Promise<void> {
  const share = Math.ceil(seeds.length / jobs);
  const children = Array.from({ length: jobs }, (_, job) => seeds.slice(job * share, (job + 1) * share));
  await Promise.all(
    children
      .filter((own) => own.length > 0)
      .map(
        (own) =>
          new Promise<void>((resolve, reject) => {
            const range = ["--from", String(own[0]?.seed), "--seeds", String(own.length)];
            // The last of two equal options counts.
            const child = fork(SCRIPT, [...args, ...range, "--child"], { execArgv: [...PGLITE_FLAGS, ROOM] });
            // Sent by `world.ts --child`.
            child.on("message", (result) => heard(result as SeedResult));
            child.on("error", reject);
            child.on("exit", (code, signal) => {
              if (code === 0) resolve();
              else
                reject(
                  new Error(
                    `A process that played seeds ${own[0]?.seed} to ${own.at(-1)?.seed} ended with ${signal ?? code}.`,
                  ),
                );
            });
          }),
      ),
  );
}
