/**
 * `node test/world/guards/remove-guards.ts [--most 1000] [--from 1] [--size small] [--only "words of a name|of another"] [--jobs 2] [--likely] [--plays 30]`: plays
 * seeds without one guard after the other, until something is found that the whole product does not do in the same seed, and prints
 * a table: the guard, the files that were changed, the seed, how many were played, and what was found. `--likely` leaves out seeds
 * whose features have nothing to do with the guard; `--plays` is how many are played without it at most.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PGLITE_FLAGS } from "../../../tools/local/postgres/pglite-process.ts";
import { Player } from "../many/player.ts";
import { findKind } from "../many/shrink.ts";
import { NUMBER_FEATURES } from "../plan/features.ts";
import type { Feature } from "../plan/features.ts";
import { recipeOf } from "../plan/recipe.ts";
import type { Recipe } from "../plan/recipe-shape.ts";
import type { Guard } from "./guard.ts";
import { GUARDS } from "./guards.ts";

const { values } = parseArgs({
  options: {
    most: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    size: { type: "string", default: "small" },
    only: { type: "string", default: "" },
    likely: { type: "boolean", default: false },
    plays: { type: "string", default: "1000" },
    jobs: { type: "string", default: "2" },
    child: { type: "boolean", default: false },
  },
});
const [most, first] = [Number(values.most), Number(values.from)];
const size = values.size === "large" || values.size === "small" ? values.size : null;

const NUMBERS: ReadonlySet<Feature> = new Set(NUMBER_FEATURES);

/** Where the guard was removed. */
type Row = { name: string; played: number; seed: number | null; found: string; others: number };

if (values.child) await answerParent();
else process.exit(await table());

/** @returns how many guards were missed */
async function table(): Promise<number> {
  const words = values.only.split("|");
  const chosen = words.flatMap((each) => GUARDS.filter(({ name }) => name.includes(each)));
  const left = chosen.map(({ name }) => name);
  let missed = 0;
  console.log("| Guard | Removed in | Seed | Played | Found |\n|---|---|---|---|---|");
  const jobs = Array.from({ length: Math.min(Number(values.jobs), left.length) }, async () => {
    const script = fileURLToPath(import.meta.url);
    const child = fork(script, [...process.argv.slice(2), "--child"], { execArgv: [...PGLITE_FLAGS] });
    const over = once(child, "exit").then(() => {
      throw new Error("A process ended while it played.");
    });
    over.catch(() => {});
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const answer = once(child, "message");
      child.send(name);
      // Sent below.
      const [row] = (await Promise.race([answer, over])) as [Row];
      if (row.seed === null) missed += 1;
      console.log(lineOf(row));
    }
    child.kill();
  });
  await Promise.all(jobs);
  return missed;
}

function lineOf({ name, played, seed, found, others }: Row): string {
  const files = GUARDS.find((guard) => guard.name === name)?.changes.map(({ file }) => `\`${file}\``) ?? [];
  const what = found.replaceAll("|", "/").replaceAll("\n", " ").slice(0, 140);
  const alone = others > 0 ? ` (${others} seeds in which the whole product does the same)` : "";
  return `| ${name} | ${[...new Set(files)].join(", ")} | ${seed ?? "none"} | ${played} | ${what}${alone} |`;
}

async function answerParent(): Promise<void> {
  const player = await Player.open();
  const whole = new Map<number, ReadonlySet<string>>();
  for (;;) {
    // Sent above.
    const [name] = (await once(process, "message")) as [string];
    const guard = GUARDS.find((each) => each.name === name);
    if (guard) process.send?.(await firstFind(player, guard, whole));
  }
}

async function firstFind(player: Player, guard: Guard, whole: Map<number, ReadonlySet<string>>): Promise<Row> {
  const scripts = await Player.changed(guard.changes);
  const load = guard.likely.some((feature) => NUMBERS.has(feature)) ? "numbers" : "texting";
  let [others, played] = [0, 0];
  for (let seed = first; seed < first + most && played < Number(values.plays); seed += 1) {
    const recipe = recipeOf(seed, size, load);
    if (values.likely && !guard.likely.every((feature) => recipe.features.includes(feature))) continue;
    played += 1;
    const { found } = await player.play(recipe, { scripts });
    if (found.length === 0) continue;
    // A fault of the product itself is no proof that the guard is missed.
    const alone = whole.get(seed) ?? (await kindsIn(player, recipe));
    whole.set(seed, alone);
    const news = found.filter((each) => !alone.has(exactKindOf(each)));
    // An exception says that something is wrong, and no more; another find says what.
    const find = news.find((each) => !isException(each)) ?? news[0];
    if (find !== undefined) return { name: guard.name, played, seed, found: find, others };
    others += 1;
  }
  return { name: guard.name, played, seed: null, found: "", others };
}

async function kindsIn(player: Player, recipe: Recipe): Promise<ReadonlySet<string>> {
  const { found } = await player.play(recipe);
  return new Set(found.map(exactKindOf));
}

function isException(found: string): boolean {
  return /^(uncaught|logged|broken):/.test(found);
}

/** Of an exception, all that does not vary from play to play. */
function exactKindOf(found: string): string {
  return isException(found) ? found.replaceAll(/[0-9a-f-]{6,}|\d+/g, "").slice(0, 120) : findKind(found);
}
