/** What the detector learned, as it is written down (domain/opt-outs/reading/likeness/learned.ts). */
import type { Learned } from "../../../domain/opt-outs/reading/likeness/learned-form.ts";
import { traitsOf } from "../../../domain/opt-outs/reading/likeness/traits.ts";
import { readWords } from "../../../domain/opt-outs/reading/words.ts";
import { labelledTexts } from "../../../test/corpus/opt-out-texts.ts";
import type { LabelledText } from "../../../test/corpus/opt-out-texts.ts";
import { ordinaryChat } from "../../../test/corpus/ordinary-chat.ts";
import { composed } from "./augment.ts";
import { learn } from "./learn.ts";
import type { Example, Weights } from "./learn.ts";

/** Ordinary chat that is learned from; tests look at other chat. */
const CHAT = 5_000;
const CHAT_SEED = 99;
const SCALE = 0.1;
const LEAST_WEIGHT = 0.6;
const MOST = 127;
const TRAIT_BYTES = 4;

/** Texts that can be learned from: a reaction is no text of its own. */
export function learnable(): LabelledText[] {
  return labelledTexts().filter(({ label }) => label !== "reaction");
}

export function examplesOf(texts: readonly LabelledText[]): Example[] {
  const chat = ordinaryChat(CHAT, CHAT_SEED).map((text) => ({ text, isOptOut: false }));
  return [...texts.map(({ text, label }) => ({ text, isOptOut: label === "opt-out" })), ...chat, ...composed(texts)];
}

/** Changes with every text and label, and with how words are spelled and traits are made of them. */
export function markOf(examples: readonly Example[]): string {
  let hash = 0x811c9dc5;
  for (const { text, isOptOut } of examples) {
    for (const trait of traitsOf(readWords(text))) hash = Math.imul(hash ^ trait, 0x01000193);
    hash = Math.imul(hash ^ (isOptOut ? 1 : 2), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

export function written({ bias, weights }: Weights, of: string): Learned {
  const kept = [...weights].filter(([, weight]) => Math.abs(weight) >= LEAST_WEIGHT).sort(([a], [b]) => a - b);
  const traits = new DataView(new ArrayBuffer(TRAIT_BYTES * kept.length));
  const values = new Int8Array(kept.length);
  for (const [at, [trait, weight]] of kept.entries()) {
    traits.setInt32(TRAIT_BYTES * at, trait, true);
    values[at] = Math.max(-MOST, Math.min(MOST, Math.round(weight / SCALE)));
  }
  const inLetters = (bytes: ArrayBufferLike) => Buffer.from(new Uint8Array(bytes)).toString("base64");
  return {
    of,
    bias: Number(bias.toFixed(3)),
    scale: SCALE,
    traits: inLetters(traits.buffer),
    weights: inLetters(values.buffer),
  };
}

export function learnedFrom(): Learned {
  const examples = examplesOf(learnable());
  return written(learn(examples), markOf(examples));
}

/** The source text of learned.ts. */
export function learnedSource({ of, bias, scale, traits, weights }: Learned): string {
  return `// Written by npm run opt-outs:learn from the labelled texts.
import type { Learned } from "./learned-form.ts";

export const LEARNED: Learned = {
  of: "${of}",
  bias: ${bias},
  scale: ${scale},
  traits:
    "${traits}",
  weights:
    "${weights}",
};
`;
}
