/** Many texts in one request (docs/phone-service.md#many): errors by line, and what is told of those that are sent afterwards. */

/** A line of a request and its number, from 1. */
export type NumberedLine = { line: number; text: string };

/** What became of one line that was not sent. */
export type LineError = {
  /** Its number in the request, from 1. */
  line: number;
  idempotencyKey: string | null;
  reason: string;
  message: string;
};

export type BatchTracking = {
  trackingId: string;
  /** `receiving`: the request is not at its end, or its connection was lost. */
  status: "receiving" | "sending" | "done";
  /** Lines that were received, blank ones excluded. */
  total: number;
  /** Of them, those that were sent, now or by an earlier request with their key. */
  sent: number;
  failed: number;
  /** The first ones, by line. */
  errors: LineError[];
  /** Epoch ms. */
  createdAt: number;
  doneAt: number | null;
};

/** So many errors are told. */
export const MOST_ERRORS = 10_000;
