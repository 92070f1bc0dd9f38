/** How the list shows the reasons that objects write (domain/record/events.ts, OptOutState). */
const REASONS: Record<string, string> = {
  stop_word: "Asked by text",
  start_word: "Texted to subscribe again",
  review: "Unclear text, confirmed",
  wrong_number: "Wrong number, confirmed",
  review_undone: "Confirmation undone",
  admin: "By an admin",
  texter: "By a texter",
  shared: "In another organization",
};

/** A reason in words; what a texter wrote is shown as written. */
export function reasonWords(reason: string): string {
  const code = /^carrier_(\d+)$/.exec(reason)?.[1];
  if (code !== undefined) return `By the carrier (${code})`;
  return REASONS[reason] ?? `By a texter: “${reason}”`;
}

const PER_CALL = 5_000;

/** A long list in parts that one call takes each, with the line on which each begins. */
export function listInParts(text: string, linesPerPart = PER_CALL): { text: string; firstLine: number }[] {
  const lines = text.split(/\r\n|\r|\n/u);
  const parts: { text: string; firstLine: number }[] = [];
  // A CSV file's header names the column for every part.
  const header = /\d{4}/.test(lines[0] ?? "") ? null : (lines[0] ?? "");
  for (let from = 0; from < lines.length; from += linesPerPart) {
    const own = lines.slice(from, from + linesPerPart);
    if (own.every((line) => line.trim() === "")) continue;
    const repeatsHeader = from > 0 && header !== null;
    parts.push({
      text: (repeatsHeader ? [header, ...own] : own).join("\n"),
      firstLine: repeatsHeader ? from : from + 1,
    });
  }
  return parts;
}
