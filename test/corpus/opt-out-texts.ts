/**
 * Texts that people sent, with what they must be taken for. Data in opt-outs/*.txt: a heading `## label source language` and one
 * text per line below it; `\n` in a text is a line end. Sources: docs in opt-outs/README.md.
 */
import { readdirSync, readFileSync } from "node:fs";

export type OptOutLabel = "opt-out" | "review" | "none" | "opt-in" | "help" | "reaction";
export type LabelledText = {
  text: string;
  label: OptOutLabel;
  source: string;
  language: string;
  /** Name of its file. */
  part: string;
};

const FOLDER = `${import.meta.dirname}/opt-outs/`;

/** All of them, each once. */
export function labelledTexts(): LabelledText[] {
  const known = new Map<string, LabelledText>();
  for (const name of readdirSync(FOLDER)
    .filter((each) => each.endsWith(".txt"))
    .sort()) {
    let heading: Omit<LabelledText, "text"> | null = null;
    const part = name.slice(0, -".txt".length);
    for (const line of readFileSync(FOLDER + name, "utf8").split("\n")) {
      if (line.startsWith("## ")) {
        const [label = "", source = "", language = ""] = line.slice(3).split(" ");
        // Checked by the test of the corpus.
        heading = { label: label as OptOutLabel, source, language, part };
      } else if (line.trim() !== "" && heading) {
        const text = line.replaceAll("\\n", "\n");
        const before = known.get(text);
        if (before && before.label !== heading.label) {
          throw new Error(`${name}: “${line}” is ${heading.label} here and ${before.label} elsewhere.`);
        }
        if (!before) known.set(text, { text, ...heading });
      }
    }
  }
  return [...known.values()];
}
