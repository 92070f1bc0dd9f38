/** How a detector fares on labelled texts. */
import type { OptOutLabel, LabelledText } from "./opt-out-texts.ts";

export type DetectorFigures = {
  /** Of the texts that are opt-outs, how many were found. */
  recall: number;
  /** Of the texts that were taken for opt-outs, how many are. */
  precision: number;
  /** Of the texts that a person should read, how many go to one or opt out. */
  atLeastReviewed: number;
  /** Counts: label, then what it was taken for. */
  taken: Record<string, Record<string, number>>;
};

export function figuresOf(texts: readonly LabelledText[], labelOf: (text: string) => OptOutLabel): DetectorFigures {
  const taken: DetectorFigures["taken"] = {};
  for (const { text, label } of texts) {
    const row = (taken[label] ??= {});
    const found = labelOf(text);
    row[found] = (row[found] ?? 0) + 1;
  }
  const count = (label: string, found: string) => taken[label]?.[found] ?? 0;
  const all = (label: string) => Object.values(taken[label] ?? {}).reduce((sum, each) => sum + each, 0);
  const takenForOptOut = Object.keys(taken).reduce((sum, label) => sum + count(label, "opt-out"), 0);
  return {
    recall: count("opt-out", "opt-out") / all("opt-out"),
    precision: count("opt-out", "opt-out") / takenForOptOut,
    atLeastReviewed: (count("review", "review") + count("review", "opt-out")) / all("review"),
    taken,
  };
}
