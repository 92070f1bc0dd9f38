/** Learns from labelled texts by which traits an opt-out is told: logistic regression, always the same for the same texts. */
import { traitsOf } from "../../../domain/opt-outs/reading/likeness/traits.ts";
import { readWords } from "../../../domain/opt-outs/reading/words.ts";

export type Example = { text: string; isOptOut: boolean };
export type Weights = { bias: number; weights: ReadonlyMap<number, number> };

const EPOCHS = 12;
const RATE = 0.3;
const BIAS_RATE = 0.02;
const DECAY = 1e-4;
/** A smaller error teaches nothing. */
const LEAST_ERROR = 1e-3;
/** Traits of fewer texts say something of these texts only. */
const LEAST_TEXTS = 2;

export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function learn(examples: readonly Example[]): Weights {
  const traits = examples.map(({ text }) => [...traitsOf(readWords(text))]);
  const counts = new Map<number, number>();
  for (const each of traits) for (const trait of each) counts.set(trait, (counts.get(trait) ?? 0) + 1);
  const numbers = new Map<number, number>();
  const rows = traits.map((each) =>
    Int32Array.from(
      each.flatMap((trait) => {
        if ((counts.get(trait) ?? 0) < LEAST_TEXTS) return [];
        const number = numbers.get(trait) ?? numbers.size;
        numbers.set(trait, number);
        return [number];
      }),
    ),
  );
  const weights = new Float64Array(numbers.size);
  const slopes = new Float64Array(numbers.size).fill(1e-6);
  let bias = 0;
  const random = randomOf(1);
  const order = examples.map((_, at) => at);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (const at of order) {
      const row = rows[at] ?? new Int32Array(0);
      const share = 1 / Math.sqrt(traits[at]?.length ?? 1);
      let sum = bias;
      for (const number of row) sum += (weights[number] ?? 0) * share;
      const error = 1 / (1 + Math.exp(-sum)) - (examples[at]?.isOptOut === true ? 1 : 0);
      if (Math.abs(error) < LEAST_ERROR) continue;
      bias -= BIAS_RATE * error;
      for (const number of row) {
        const slope = error * share + DECAY * (weights[number] ?? 0);
        slopes[number] = (slopes[number] ?? 0) + slope * slope;
        weights[number] = (weights[number] ?? 0) - (RATE * slope) / Math.sqrt(slopes[number] ?? 1);
      }
    }
  }
  return { bias, weights: new Map([...numbers].map(([trait, number]) => [trait, weights[number] ?? 0])) };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
