/**
 * Texts that people sent, with what they must be taken for. Data in opt-outs/*.txt: a heading `## label source language` and one
 * text per line below it; `\n` in a text is a line end. Sources: docs in opt-outs/README.md.
 */
import { readdirSync, readFileSync } from "node:fs";

export type OptOutLabel = "opt-out" | "review" | "none" | "opt-in" | "help" | "reaction";
export type LabelledText = { text: string; label: OptOutLabel; source: string; language: string };

const FOLDER = `${import.meta.dirname}/opt-outs/`;

/** All of them, each once. */
export function labelledTexts(): LabelledText[] {
  const known = new Map<string, LabelledText>();
  for (const name of readdirSync(FOLDER)
    .filter((each) => each.endsWith(".txt"))
    .sort()) {
    let heading: Omit<LabelledText, "text"> | null = null;
    for (const line of readFileSync(FOLDER + name, "utf8").split("\n")) {
      if (line.startsWith("## ")) {
        const [label = "", source = "", language = ""] = line.slice(3).split(" ");
        // Checked by the test of the corpus.
        heading = { label: label as OptOutLabel, source, language };
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

/** A third of the texts, always the same: looked at in figures only, so that they tell how unseen texts fare. */
export function isHeldOut({ text, source }: LabelledText): boolean {
  if (source === "probe") return false;
  let hash = 2_166_136_261;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return (hash >>> 8) % 3 === 0;
}
