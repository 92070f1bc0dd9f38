/** Switches off what a failing seed does not need, one feature after the other, and says how to play what is left. */
import { planOf } from "../plan.ts";
import { playSeeds } from "./play-seeds.ts";
import type { PlayManyOptions, SeedResult } from "./play-seeds.ts";

/** @returns the command of the smallest seed that still finds something of the kind */
export async function shrink(seed: number, options: PlayManyOptions): Promise<string> {
  const play = async (off: readonly string[]): Promise<SeedResult> => {
    let result: SeedResult | null = null;
    await playSeeds([{ seed, off }], { ...options, trace: false, twice: false }, (each) => (result = each));
    if (!result) throw new Error(`seed ${seed} was not played`);
    return result;
  };
  const kindsOf = ({ found }: SeedResult) => new Set(found.map(kindOf));
  const kinds = kindsOf(await play(options.off));
  let off = [...options.off];
  for (const feature of planOf(seed, { off }).features) {
    const without = [...off, feature];
    if ([...kindsOf(await play(without))].some((kind) => kinds.has(kind))) off = without;
  }
  const left = await play(off);
  return [
    `still found with ${left.features.join(", ") || "nothing but texting"}, ${left.steps} steps:`,
    ...left.found.slice(0, 5).map((each) => `  ${each}`),
    `npm run world -- --seed ${seed}${off.length > 0 ? ` --off ${off.join(",")}` : ""}`,
  ].join("\n");
}

/** The words of a find, without what varies. */
function kindOf(found: string): string {
  return found.split(":")[0] ?? found;
}
