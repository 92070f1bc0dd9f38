/** Takes from a recipe that finds something what the find does not need: features first, then people, time and trouble. */
import type { Recipe } from "../plan/recipe-shape.ts";
import { recipeOf } from "../plan/recipe.ts";
import { Player } from "./player.ts";
import type { PlayHow, WorldVersions } from "./player.ts";

/** @returns the smallest recipe that still finds something of the kind, and what that finds */
export async function shrink(
  recipe: Recipe,
  versions: WorldVersions,
  how: PlayHow,
): Promise<{ recipe: Recipe; found: string[]; steps: number }> {
  const player = await Player.open(versions);
  const play = (each: Recipe) => player.play(each, how);
  const first = await play(recipe);
  const kinds = new Set(first.found.map(findKind));
  let least = { recipe, found: first.found, steps: first.steps };
  const attempt = async (changes: Partial<Recipe>): Promise<boolean> => {
    const smaller = { ...least.recipe, ...changes };
    const { found, steps } = await play(smaller);
    if (!found.some((each) => kinds.has(findKind(each)))) return false;
    least = { recipe: smaller, found, steps };
    return true;
  };
  for (const feature of recipe.features)
    await attempt({ features: least.recipe.features.filter((each) => each !== feature) });
  for (const number of ["texters", "isolates"] as const) if (least.recipe[number] > 1) await attempt({ [number]: 1 });
  while (least.recipe.contacts > 2) {
    const contacts = Math.ceil(least.recipe.contacts / 2);
    if (!(await attempt({ contacts, firstContacts: Math.min(contacts, least.recipe.firstContacts) }))) break;
  }
  while (least.recipe.loadMs > 2_000) if (!(await attempt({ loadMs: Math.round(least.recipe.loadMs / 2) }))) break;
  await player.close();
  return least;
}

/** What the seed alone does not say. */
export function differenceOf(recipe: Recipe): Partial<Recipe> {
  const plain = recipeOf(recipe.seed, recipe.size, recipe.load ?? "texting");
  const said = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(plain[name as keyof Recipe]);
  // Fields of a recipe.
  return Object.fromEntries(Object.entries(recipe).filter(said)) as Partial<Recipe>;
}

export function commandFor(recipe: Recipe): string {
  const differs = differenceOf(recipe);
  const how = Object.keys(differs).length === 0 ? "" : ` --with '${JSON.stringify(differs)}'`;
  const { seed, size, load = "texting" } = recipe;
  return `npm run world -- --seed ${seed} --size ${size} --load ${load}${how}`;
}

/** The words of a find, without what varies. */
export function findKind(found: string): string {
  return found.split(":")[0] ?? found;
}
