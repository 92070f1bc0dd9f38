/**
 * The most unsent contacts that an admin can give one texter: nobody texts more, and a desk is in memory as a whole.
 */
export const MOST_UNSENT = 10_000;
