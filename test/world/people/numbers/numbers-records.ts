/** What people and programs were told of numbers and texts: the books are compared with it. */
import type { NumbersMade, TokenHolder } from "./office.ts";

export type TokenRecord = TokenHolder & {
  /** When its revocation was confirmed; Infinity: it was not. */
  revokedMs: number;
  /** Nobody uses it once its revocation was asked for, except to see that it is refused. */
  isLeaving: boolean;
};

export type SentText = {
  from: string;
  to: string;
  key: string;
  content: string;
  /** Whether some answer said that it was sent. */
  promised: boolean;
};

export type TrackedBatch = {
  trackingId: string;
  texts: { from: string; key: string; content: string }[];
  lines: number;
};

export class NumbersRecords {
  readonly tokens: TokenRecord[];
  readonly users: { userId: string; number: string }[];
  /** Of drafts, as `campaign/request`: answered with yes. */
  readonly sent = new Map<string, SentText>();
  readonly batches: TrackedBatch[] = [];
  /** Texts that the program was given, by the carrier's id. */
  readonly delivered = new Set<string>();
  /** What a program or a person has seen that must not be. */
  readonly faults: string[] = [];

  constructor({ program, users }: NumbersMade) {
    this.tokens = [{ ...program, revokedMs: Infinity, isLeaving: false }];
    this.users = [...users];
  }

  /** A number is one user's. */
  assigned(number: string, userId: string): void {
    const known = this.users.find((each) => each.number === number);
    if (!known) this.users.push({ number, userId });
    else if (known.userId !== userId)
      this.faults.push(`two users: ${number} was assigned to ${known.userId} and to ${userId}`);
  }
}
