/**
 * Recipes that once found something, with what it was: one file each in this folder. They are replayed first, and they are small, so
 * that this takes seconds (`npm run world -- --seed … --keep "what it was"` writes one). A recipe means the same as long as the
 * draws within its play are the same: what each has found is held by a test of its own, too.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Recipe } from "../plan/recipe-shape.ts";

export type FoundSeed = { what: string; recipe: Recipe };

const FOLDER = fileURLToPath(new URL(".", import.meta.url).href);

export function foundSeeds(): FoundSeed[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  // Written below.
  return files.sort().map((name) => JSON.parse(readFileSync(`${FOLDER}${name}`, "utf8")) as FoundSeed);
}

/** @returns the file */
export function keepFound(found: FoundSeed): string {
  const file = `${FOLDER}seed-${found.recipe.seed}.json`;
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
  return file;
}
