/** How the likeness alone tells texts that it has not learned from: each fifth of them by what is learned from the others. */
import { likenessBy } from "../../../domain/opt-outs/reading/likeness/likeness.ts";
import { readWords } from "../../../domain/opt-outs/reading/words.ts";
import { learn, randomOf } from "./learn.ts";
import { examplesOf, learnable } from "./learned-source.ts";

const FOLDS = 5;
const SEED = 3;

export type Check = { recall: number; precision: number };

/** @param likeness from which on a text is taken for an opt-out */
export function crossCheck(likeness: number): Check {
  const texts = learnable();
  const random = randomOf(SEED);
  const fold = texts.map(() => Math.floor(random() * FOLDS));
  let taken = 0;
  let right = 0;
  for (let held = 0; held < FOLDS; held += 1) {
    const { weights, bias } = learn(examplesOf(texts.filter((_, at) => fold[at] !== held)));
    for (const [at, { text, label }] of texts.entries()) {
      if (fold[at] !== held || likenessBy(readWords(text), weights, bias) < likeness) continue;
      taken += 1;
      if (label === "opt-out") right += 1;
    }
  }
  const all = texts.filter(({ label }) => label === "opt-out").length;
  return { recall: right / all, precision: right / taken };
}
