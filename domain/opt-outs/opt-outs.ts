/**
 * Opt-outs as admins see and change them (docs/rules.md#opt-outs-effect): shapes of `/api/admin/opt-outs/*` and of
 * calls between queues, directories and the organization's object.
 */
import * as z from "zod";

/**
 * The state of an unclear text. `wrong_number`: somebody else has the number, which is opted out as by a texter's mark.
 * `settled`: its number opted out in another way, so nobody has to decide.
 */
export type ReviewState = "open" | "confirmed" | "wrong_number" | "dismissed" | "settled";
export type ReviewDecision = "confirm" | "wrong_number" | "dismiss" | "undo";

/** An inbound text of rule (c) as its queue reports it to the directory. */
export type UnclearText = {
  orgId: string;
  cell: string;
  contactId: string;
  /** The carrier's id of the text: the review's identity. */
  sid: string;
  body: string;
  reason: "wrong_number" | "unclear";
  /** The words that made it unclear, in plain form. */
  phrase: string;
  /** Epoch milliseconds. */
  at: number;
};

/** One unclear text as admins read it. */
export type Review = {
  sid: string;
  cell: string;
  contactName: string;
  campaignId: string;
  campaignTitle: string;
  body: string;
  reason: UnclearText["reason"];
  phrase: string;
  state: ReviewState;
  /** The person who decided; empty while it is open. */
  decidedBy: string;
  /** Epoch milliseconds. */
  at: number;
  decidedAt: number | null;
};

/** `POST /api/admin/opt-outs/reviews/:sid`. */
export const reviewDecisionSchema = z.object({
  cell: z.string().regex(/^\+\d{8,15}$/, "not a number"),
  decision: z.enum(["confirm", "wrong_number", "dismiss", "undo"]),
});

/** Longest list that one call takes; the screen sends a longer one in parts. */
export const MOST_LINES = 10_000;

/** `POST /api/admin/opt-outs`: one or many numbers, by paste or CSV. */
export const bulkSchema = z.object({
  text: z.string().max(1_000_000, "send at most 1,000,000 characters at once"),
  optedOut: z.boolean(),
  /** For the record, in the admin's words. */
  note: z.string().trim().min(1, "write a reason").max(300),
  /** For a list with such rows; without it the list is refused, and the refusal counts them. */
  contrary: z.enum(["include", "leave"]).optional(),
});

/** Rows of a list that say the contrary of what is to be done with it: "Status: subscribed" among numbers to opt out. */
export type Contrary = {
  rows: number;
  /** What they say, the most frequent first; an empty value is a blank one. */
  values: { column: string; value: string; rows: number }[];
};
/** `include`: their numbers are opted out (or in) with the others; `leave`: they stay as they are. */
export type ContraryChoice = "include" | "leave";

export type BulkProblem = { line: number; raw: string; message: string };

/**
 * The result of a list: numbers whose state changed, those that had it already, those named twice, and refused lines.
 */
export type BulkResult = {
  changed: number;
  already: number;
  repeated: number;
  problems: BulkProblem[];
};

/** A number and its present state. */
export type OptOutRow = {
  cell: string;
  optedOut: boolean;
  reason: string;
  note: string;
  /** Name of the person who did it; empty when it was the contact or the carrier. */
  by: string;
  /** Name of the campaign in which it happened; empty when in none. */
  campaignTitle: string;
  /** Epoch milliseconds. */
  at: number;
};

/** One entry of a number's history. */
export type OptOutHistoryRow = OptOutRow & {
  /** False when it changed nothing. */
  changed: boolean;
  /** The source text; empty when there is none. */
  body: string;
};

/** A number that the carrier reports as unreachable or not mobile. */
export type BadNumberRow = { cell: string; code: number; meaning: string; at: number };

/** The carrier's refusals of one of the organization's sending numbers. */
export type SenderHealth = {
  sender: string;
  /** Texts that were filtered as unwanted (30007). */
  filtered: number;
  /** Texts that were refused because the number may not be used (30034, 30032): it must not be used any more. */
  stopped: number;
  /** Epoch milliseconds of the last. */
  at: number;
};
