/** How the list shows the reasons that objects write (domain/record/events.ts, OptOutState). */
const REASONS: Record<string, string> = {
  stop_word: "Asked by text",
  start_word: "Texted START",
  review: "Unclear text, confirmed by an admin",
  wrong_number: "Wrong number, by an admin",
  review_undone: "Confirmation undone",
  admin: "By an admin",
  texter: "By a texter",
  texter_wrong_number: "Wrong number, by a texter",
  shared: "In another organization",
};

/** A reason in words; what a texter wrote is shown as written. */
export function reasonWords(reason: string): string {
  const code = /^carrier_(\d+)$/.exec(reason)?.[1];
  if (code !== undefined) return `By the carrier (${code})`;
  return REASONS[reason] ?? `By a texter: “${reason}”`;
}

const PER_CALL = 5_000;

/** A long list in parts that one call takes each. */
export function inParts(cells: readonly string[], perPart = PER_CALL): string[][] {
  const parts: string[][] = [];
  for (let from = 0; from < cells.length; from += perPart) parts.push(cells.slice(from, from + perPart));
  return parts;
}
