/** Texts that need a decision whether they went out: shapes of `/api/admin/…/undecided`. */
import * as z from "zod";

/** One call to the carrier, as far as it is known. Epoch ms. */
export type UnknownCall = {
  /** The call began and ended at these times or between them. */
  beganAtMs: number;
  endedAtMs: number;
  /** Part of a sentence, e.g. `the carrier answered 500`. */
  why: string;
  /** The last look-up since. */
  lookedUp: { atMs: number; answer: string } | null;
};

/** Our side of a text whose outcome no callback and no look-up could prove. */
export type UndecidedText = {
  contactId: string;
  messageId: string;
  contactName: string;
  cell: string;
  body: string;
  /** When the texter sent it. */
  at: number;
  calls: UnknownCall[];
  /** When it is looked up again by itself; null once only a person can decide. */
  nextLookUpAtMs: number | null;
};

/** The carrier's side: one of its texts to the number. */
export type CarrierText = {
  sid: string;
  from: string | null;
  body: string;
  /** The carrier's status, e.g. `undelivered`. */
  status: string;
  errorCode: number | null;
  /** Whole seconds; null when the carrier's date cannot be read. */
  createdAtMs: number | null;
  /** `fits`: same sender and words, and not known as another message. `taken`: known to be another message. */
  kind: "fits" | "taken" | "other";
};

/** `GET …/undecided/:messageId/carrier?contactId=`: newest first, from an hour before the first call on. */
export type CarrierSide = { ok: true; texts: CarrierText[] };

export const undecidedDecisionSchema = z.discriminatedUnion("decision", [
  /** It went out: it is this text of the carrier's. */
  z.object({ decision: z.literal("sent"), sid: z.string().regex(/^[A-Z]{2}[0-9a-f]{32}$/, "not a message sid") }),
  /** It did not go out, and is to be sent now. */
  z.object({ decision: z.literal("again") }),
  /** It did not go out, and shall not. */
  z.object({ decision: z.literal("drop") }),
]);
export type UndecidedDecision = z.infer<typeof undecidedDecisionSchema>;

export type UndecidedReason =
  /** Needs no decision, or not any more. */
  | "not_found"
  /** The carrier cannot be asked now. */
  | "unavailable"
  /** The carrier has such a text, or has none with this sid. */
  | "conflict"
  /** May not be texted, or not yet. */
  | "not_allowed";

/** `GET /api/admin/undecided`: of all campaigns; `count` is what a campaign has, of which the list may show the first. */
export type UndecidedCampaign = { campaignId: string; title: string; count: number; undecided: UndecidedText[] };
