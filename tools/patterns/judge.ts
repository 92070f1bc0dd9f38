/** Whether a regular expression may be where it is. */
import type { Pattern } from "./find-patterns.ts";

/** How many steps it takes at most, by the length of a text. */
export type Verdict = "linear" | "polynomial" | "exponential" | "unknown";
export type Verdicts = Record<string, Verdict>;

type Judged = {
  path: string;
  /** null: made at run time. */
  pattern: Pick<Pattern, "source" | "flags"> | null;
  verdict: Verdict | null;
};

export const keyOf = ({ source, flags }: Pick<Pattern, "source" | "flags">) => `/${source}/${flags}`;

/** What runs for users, on what strangers write. Tests, tools and the carrier emulator read what we wrote. */
export function isProduct(path: string): boolean {
  const isTool = /^(?:tools|test|twilio\/emulator|durable-objects\/testing)\//.test(path);
  return !isTool && !/\.test\.tsx?$/.test(path);
}

/** @param accepted why some that no proof is found for are linear all the same, by key */
export function judge({ path, pattern, verdict }: Judged, accepted: Readonly<Record<string, string>>): string | null {
  const product = isProduct(path);
  if (pattern === null) {
    return product ? "makes a regular expression at run time, which nobody can check: write it as a literal." : null;
  }
  if (Object.hasOwn(accepted, keyOf(pattern)) || verdict === "linear") return null;
  if (verdict === "exponential") return `takes exponential time: ${keyOf(pattern)}`;
  if (!product) return null;
  return verdict === "polynomial"
    ? `takes more than linear time on a hostile text: ${keyOf(pattern)}`
    : `is not proved to take linear time; write it simpler, or say in tools/patterns/accepted.ts why it does: ${keyOf(pattern)}`;
}
