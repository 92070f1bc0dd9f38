/**
 * How much a text is like those that opt out: the weights of its traits, learned from the labelled texts (tools/opt-outs/learning),
 * added up. It reads what no rule was written for, and doubts what a rule took too literally.
 */
import type { TextWordsRead } from "../words.ts";
import { LEARNED } from "./learned.ts";
import type { Learned } from "./learned-form.ts";
import { traitsOf } from "./traits.ts";

const TRAIT_BYTES = 4;

/** As much like texts that opt out is nearly only what opts out. */
export const LIKE = 0.7;

let made: ReadonlyMap<number, number> | null = null;
/** Made when a text first needs it. */
function weights(): ReadonlyMap<number, number> {
  return (made ??= weightsOf(LEARNED));
}

export function weightsOf({ traits, weights: written, scale }: Learned): ReadonlyMap<number, number> {
  const numbers = new DataView(bytesOf(traits).buffer);
  const values = new Int8Array(bytesOf(written).buffer);
  const found = new Map<number, number>();
  for (let at = 0; at < values.length; at += 1)
    found.set(numbers.getInt32(TRAIT_BYTES * at, true), (values[at] ?? 0) * scale);
  return found;
}

function bytesOf(written: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(written), (sign) => sign.charCodeAt(0));
}

/** From 0, a text that asks for nothing, to 1, one that opts out. */
export function likenessOf(text: TextWordsRead): number {
  return likenessBy(text, weights(), LEARNED.bias);
}

export function likenessBy(text: TextWordsRead, known: ReadonlyMap<number, number>, bias: number): number {
  const traits = traitsOf(text);
  let sum = 0;
  for (const trait of traits) sum += known.get(trait) ?? 0;
  return 1 / (1 + Math.exp(-bias - sum / Math.sqrt(traits.size)));
}
