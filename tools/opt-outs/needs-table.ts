/** The table by which the detector glances at a text (domain/opt-outs/reading/glance): needs by word, readers by needs. */
import type { NeedsTable } from "../../domain/opt-outs/reading/glance/need-index.ts";
import type { ReaderNeeds } from "../../domain/opt-outs/reading/glance/readers.ts";

export function tableOf(all: readonly ReaderNeeds[]): NeedsTable {
  const numbers = new Map<string, number>();
  const needsOf = new Map<string, Set<number>>();
  const readersOf = new Map<string, number>();
  const rulesOf = new Map<string, string[]>();
  for (const { needs, readers, rule } of all) {
    const of = needs.map((need) => {
      const key = need.toSorted().join(" ");
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      for (const word of need) needsOf.set(word, (needsOf.get(word) ?? new Set<number>()).add(number));
      return number;
    });
    const row = [...new Set(of)].join(",");
    readersOf.set(row, (readersOf.get(row) ?? 0) | readers);
    if (rule) rulesOf.set(row, [...(rulesOf.get(row) ?? []), `${rule.of}.${rule.number}`]);
  }
  const wordsOf = new Map<string, string[]>();
  for (const [word, needs] of needsOf) {
    const row = [...needs].sort((a, b) => a - b).join(",");
    wordsOf.set(row, [...(wordsOf.get(row) ?? []), word]);
  }
  return {
    words: [...wordsOf].map(([needs, words]) => `${needs}|${words.sort().join(" ")}`).join("\n"),
    readers: [...readersOf]
      .map(([needs, readers]) => `${readers}:${needs}:${(rulesOf.get(needs) ?? []).join(",")}`)
      .join("\n"),
  };
}

/** The source text of needs-table.ts. */
export function sourceOf({ words, readers }: NeedsTable): string {
  return `// Written by npm run opt-outs:needs from the rules of all readers.
import type { NeedsTable } from "./need-index.ts";

export const NEEDS: NeedsTable = {
  words:
    ${JSON.stringify(words)},
  readers:
    ${JSON.stringify(readers)},
};
`;
}
