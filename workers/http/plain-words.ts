/** What a value has to be, in the words of the person who typed it, where its schema has none of its own. */
import type * as z from "zod";

type RawIssue = z.core.$ZodRawIssue;

/** For `safeParse`: undefined leaves the validator's own words, which programs get for what no form sends. */
export function plainWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "too_big":
      return tooBig(String(issue.origin), Number(issue.maximum).toLocaleString("en-US"));
    case "too_small":
      return tooSmall(String(issue.origin), Number(issue.minimum));
    case "invalid_type":
      // What a field of numbers sends when it is empty or holds letters.
      if (issue.input === undefined) return undefined;
      if (issue.expected === "int") return "enter a whole number";
      return issue.expected === "number" ? "enter a number" : undefined;
    default:
      return undefined;
  }
}

function tooBig(origin: string, most: string): string | undefined {
  if (origin === "string") return `use at most ${most} characters`;
  if (origin === "array") return `choose at most ${most}`;
  return origin === "number" || origin === "int" ? `enter at most ${most}` : undefined;
}

function tooSmall(origin: string, least: number): string | undefined {
  const number = least.toLocaleString("en-US");
  if (origin === "string") return least <= 1 ? "fill this in" : `use at least ${number} characters`;
  if (origin === "array") return least === 1 ? "choose at least one" : `choose at least ${number}`;
  return origin === "number" || origin === "int" ? `enter at least ${number}` : undefined;
}
