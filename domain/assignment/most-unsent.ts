/** Unsent contacts that one desk is given by an admin: more nobody texts, and a desk lives in memory as a whole. */
export const MOST_UNSENT = 10_000;
