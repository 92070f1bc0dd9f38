/**
 * `node test/world/guards/remove-guards.ts [--most 1000] [--only words of a name] [--skip 10] [--take 10]`: plays seeds without one guard after
 * the other, until something is found, and prints a table: the guard, the first seed that notices, and what it says.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import { GUARDS } from "./guards.ts";
import type { Guard } from "./guards.ts";

const SCRIPT = fileURLToPath(new URL("../world.ts", import.meta.url).href);
const { values } = parseArgs({
  options: {
    most: { type: "string", default: "1000" },
    only: { type: "string", default: "" },
    skip: { type: "string", default: "0" },
    take: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "whistlestop-guards-"));
let missed = 0;
try {
  console.log("| Guard | Seed | Found |\n|---|---|---|");
  for (const guard of GUARDS.filter(({ name }) => name.includes(values.only)).slice(
    Number(values.skip),
    Number(values.skip) + Number(values.take),
  )) {
    const { seed, found } = await firstFind(guard);
    if (seed === null) missed += 1;
    console.log(`| ${guard.name} | ${seed ?? "none"} | ${found.replaceAll("|", "/").slice(0, 140)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(missed === 0 ? 0 : 1);

async function firstFind({ file, find, replace }: Guard): Promise<{ seed: number | null; found: string }> {
  const changes = join(folder, "changes.json");
  writeFileSync(changes, JSON.stringify([{ file, find, replace }]));
  const args = ["--seeds", values.most, "--from", values.from, "--jobs", "1", "--until", "found", "--changes", changes];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [...PGLITE_FLAGS, SCRIPT, ...args], { maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
  const line = /^seed (\d+): (.*)$/m.exec(output);
  return line
    ? { seed: Number(line[1]), found: line[2] ?? "" }
    : { seed: null, found: output.trim().split("\n").at(-1) ?? "" };
}
