/** Phone numbers that their holders gave up, as the carrier lists them day by day (docs/rules.md#opt-outs-given-up). */

/** In place of a code of the carrier's, which has none for this. */
export const GIVEN_UP = 1;

/** In the United States a number that was given up is given to nobody else for at least 45 days (47 CFR 52.15(f)). */
export const NOBODY_HAS_IT_MS = 45 * 86_400_000;
