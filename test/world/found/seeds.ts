/**
 * Seeds that once found something, with what it was; they are replayed first. A seed means the same as long as the draws before
 * its find are the same: what each has found is held by a test of its own, too.
 */
export type FoundSeed = { seed: number; off?: readonly string[]; what: string };

export const FOUND_SEEDS: readonly FoundSeed[] = [
  {
    seed: 17,
    what: "a contact who was given to another texter came back to the first one's desk by an update that arrived after a restart",
  },
  {
    seed: 100_020,
    what: "an app whose desk could not be read was neither greeted nor sent away: its hello met an overloaded queue",
  },
];
