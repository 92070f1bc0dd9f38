import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PGLITE_FLAGS } from "../../tools/local/postgres/pglite-process.ts";
import { foundSeeds } from "./found/seeds.ts";
import { WORLD_QUEUES } from "./installed-world.ts";

const SCRIPT = fileURLToPath(new URL("world.ts", import.meta.url).href);
/** In a process of its own, as `npm run world` plays it. */
function world(...args: string[]) {
  return promisify(execFile)(process.execPath, [...PGLITE_FLAGS, SCRIPT, ...args]);
}

test("seeds that once found something find nothing any more, and each plays the same twice", async () => {
  const { stdout } = await world("--found", "--twice", "--jobs", "1");
  expect(stdout).toContain(`${foundSeeds().length} passed, 0 failed`);
});

test("the queues are those of wrangler.toml", () => {
  const toml = readFileSync(fileURLToPath(new URL("../../wrangler.toml", import.meta.url).href), "utf8");
  for (const { name, maxBatchSize, maxBatchTimeoutMs, maxRetries } of WORLD_QUEUES) {
    const section = toml.split("[[queues.consumers]]").find((each) => each.includes(`queue = "${name}"\nmax_`));
    expect(section).toContain(`max_batch_size = ${maxBatchSize}\n`);
    expect(section).toContain(`max_batch_timeout = ${maxBatchTimeoutMs / 1000}\n`);
    expect(section).toContain(`max_retries = ${maxRetries}`);
  }
});
