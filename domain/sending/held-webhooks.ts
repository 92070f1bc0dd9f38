/** Inbound texts whose signature nobody can check now, because the carrier account's secrets do not open (docs/decisions/0031). */

/** What admins see: `GET /api/admin/carrier`. */
export type HeldWebhooks = {
  /** Texts that wait for the account to be opened; they are read by nobody before. */
  waiting: number;
  /** Of all time: those whose signature proved false. */
  dropped: number;
  /** Since the last text arrived: those that found no room, which the carrier was asked to deliver again. */
  turnedAway: number;
  /** What to do, in a sentence; null: nothing waits. */
  why: string | null;
};

export const NOTHING_HELD: HeldWebhooks = { waiting: 0, dropped: 0, turnedAway: 0, why: null };
