/**
 * `node test/world/guards/remove-guards.ts [--most 1000] [--only words of a name] [--skip 10] [--take 10]`: plays seeds without one guard after
 * the other, until something is found that the whole product does not do, and prints a table: the guard, the files that were
 * changed, how many seeds it took, and what was found.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import type { Guard } from "./guard.ts";
import { GUARDS } from "./guards.ts";

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
const [most, first] = [Number(values.most), Number(values.from)];
const folder = mkdtempSync(join(tmpdir(), "whistlestop-guards-"));
/** What the whole product does in a seed. */
const whole = new Map<number, Promise<string>>();
let missed = 0;
try {
  console.log("| Guard | Removed in | Seeds | Found |\n|---|---|---|---|");
  const named = GUARDS.filter(({ name }) => name.includes(values.only));
  for (const guard of named.slice(Number(values.skip), Number(values.skip) + Number(values.take))) {
    const { seeds, found } = await firstFind(guard);
    if (seeds === null) missed += 1;
    const files = guard.changes.map(({ file }) => `\`${file}\``).join(", ");
    console.log(`| ${guard.name} | ${files} | ${seeds ?? "none"} | ${found.replaceAll("|", "/").slice(0, 140)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(missed === 0 ? 0 : 1);

async function firstFind({ changes }: Guard): Promise<{ seeds: number | null; found: string }> {
  const file = join(folder, "changes.json");
  writeFileSync(file, JSON.stringify(changes));
  for (let from = first; from < first + most;) {
    const { seed, found } = await play([
      "--seeds",
      String(first + most - from),
      "--from",
      String(from),
      "--changes",
      file,
    ]);
    if (seed === null) return { seeds: null, found };
    // A fault of the product itself is no proof that the guard was missed.
    const alone = whole.get(seed) ?? play(["--seeds", "1", "--from", String(seed)]).then((each) => each.found);
    whole.set(seed, alone);
    if (kindOf(await alone) !== kindOf(found)) return { seeds: seed - first + 1, found };
    from = seed + 1;
  }
  return { seeds: null, found: "" };
}

function kindOf(found: string): string {
  return found.split(":")[0] ?? "";
}

async function play(args: readonly string[]): Promise<{ seed: number | null; found: string }> {
  const output = await new Promise<string>((resolve) => {
    const all = [...PGLITE_FLAGS, SCRIPT, ...args, "--jobs", "1", "--until", "found"];
    execFile(process.execPath, all, { maxBuffer: 2 ** 26 }, (_, stdout, stderr) => resolve(`${stdout}\n${stderr}`));
  });
  const line = /^seed (\d+): (.*)$/m.exec(output);
  return line
    ? { seed: Number(line[1]), found: line[2] ?? "" }
    : { seed: null, found: output.trim().split("\n").at(-1) ?? "" };
}
