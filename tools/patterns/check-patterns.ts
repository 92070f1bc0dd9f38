/**
 * `npm run check:patterns`: fails when a regular expression of the repository could be slow on a hostile text. What the product
 * reads by takes steps in proportion to the text; tests and tools, which read what we wrote, take no more than a polynomial.
 *
 * Verdicts are kept: in verdicts.json (`--record` adds new ones there, to be committed) and in a cache of this machine, since
 * proving one takes up to seconds.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../local/bundle.ts";
import { ACCEPTED } from "./accepted.ts";
import { findPatterns } from "./find-patterns.ts";
import type { Pattern } from "./find-patterns.ts";
import { isProduct, judge, keyOf } from "./judge.ts";
import type { Verdicts } from "./judge.ts";
import { Prover } from "./prover.ts";

const FOLDERS = ["domain", "twilio", "db", "durable-objects", "workers", "web", "tools", "test"];
const RECORD = join(projectRoot, "tools/patterns/verdicts.json");
const CACHE = join(projectRoot, "node_modules/.cache/whistlestop/patterns.json");
const AT_ONCE = 2;

/** Where one is; without a pattern it is made at run time. */
type Place = { path: string; line: number; pattern: Pattern | null };

const places = FOLDERS.flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
).flatMap((file) => {
  const path = file.slice(projectRoot.length + 1).replaceAll("\\", "/");
  const { patterns, made } = findPatterns(path, readFileSync(file, "utf8"));
  const written = patterns.map((pattern): Place => ({ path, line: pattern.line, pattern }));
  return written.concat(made.map(({ line }) => ({ path, line, pattern: null })));
});

const known: Verdicts = { ...read(CACHE), ...read(RECORD) };
const missing = [
  ...new Map(places.flatMap(({ pattern }) => (pattern ? [[keyOf(pattern), pattern] as const] : []))),
].filter(([key]) => known[key] === undefined);
if (missing.length > 0) {
  const queue = [...missing];
  const proveAll = async () => {
    const prover = new Prover();
    for (let next = queue.shift(); next; next = queue.shift()) known[next[0]] = await prover.prove(next[1]);
    await prover.end();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, proveAll));
  write(CACHE, known);
}
if (process.argv.includes("--record")) {
  const used = new Set(places.flatMap(({ pattern }) => (pattern ? [keyOf(pattern)] : [])));
  write(RECORD, Object.fromEntries(Object.entries(known).filter(([key]) => used.has(key))));
}

const problems = places.flatMap(({ path, line, pattern }) => {
  const problem = judge({ path, pattern, verdict: pattern ? (known[keyOf(pattern)] ?? "unknown") : null }, ACCEPTED);
  return problem === null ? [] : [`${path}:${line} ${problem}`];
});
for (const problem of problems) console.error(problem);
const product = places.filter(({ path }) => isProduct(path)).length;
console.log(
  `Regular expressions: ${places.length}, ${product} of them in the product; ${missing.length} proved now, ${problems.length} problems.`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function read(file: string): Verdicts {
  try {
    // Written below.
    return JSON.parse(readFileSync(file, "utf8")) as Verdicts;
  } catch {
    return {};
  }
}

function write(file: string, verdicts: Verdicts): void {
  mkdirSync(dirname(file), { recursive: true });
  const sorted = Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}
