/** A job that was given up (an import, an archive, a start): where, why, and what to do now, in sentences for people. */

export type JobFailure = {
  /** Where it was, as part of a sentence: "at line 24,001 of the file". */
  place: string;
  reason: string;
  /** What to do now. */
  next: string;
  /** Absent in what an older version stored. */
  why?: WhyGivenUp | undefined;
  /** How often it was tried there. */
  tries: number;
  /** Epoch ms. */
  at: number;
};

/** All of it in one text. */
export function failureWords({ place, reason, next }: JobFailure): string {
  return `It stopped ${place}. ${reason} ${next}`;
}

/** `lasting`: the same step failed the same way; `passing`: something was away; `stops`: it never came to its end. */
export type WhyGivenUp = "lasting" | "passing" | "stops";

export function whyGivenUp(
  why: WhyGivenUp,
  { tries, forMs, fault }: { tries: number; forMs: number; fault: string | null },
): string {
  const name = fault === null ? "" : ` (${fault})`;
  switch (why) {
    case "lasting":
      return `The same step failed ${tries} times in a row in the same way${name}.`;
    case "passing":
      return `The database, the file store or another part of the system could not be reached for ${lengthOf(forMs)}${name}.`;
    case "stops":
      return `The same step was cut off ${tries} times before it finished: it needs more memory or time than there is.`;
  }
}

/** While a step is tried again. */
export function againWords({ why, tries, most }: { why: WhyGivenUp; tries: number; most: number }): string {
  return why === "passing"
    ? `The database or another part of the system cannot be reached right now. This continues automatically when it is back (try ${tries} of ${most}).`
    : `A step failed and is being tried again automatically (try ${tries} of ${most}).`;
}

function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 90) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
