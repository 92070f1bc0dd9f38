/** What was learned, as it is written down. */
export type Learned = {
  /** A mark of the texts that it was learned from. */
  of: string;
  /** What a text without any known trait weighs. */
  bias: number;
  /** By which a weight is multiplied. */
  scale: number;
  /** Traits in 4 bytes each, and their weights in one byte each. */
  traits: string;
  weights: string;
};
