/**
 * The unmatched inbox (docs/rules.md#inbound-unmatched): shapes of `/api/admin/unmatched` and of the directory's
 * events. Nobody can answer from there: such a text has no conversation, no script and no texter.
 */
import * as z from "zod";

/** An inbound text that no conversation took, as its directory records it. */
export type UnmatchedState = {
  /** The carrier's id of the text. */
  sid: string;
  cell: string;
  /** The number that was texted. */
  to: string;
  body: string;
  /** Its contact: one whom nobody had texted, or whose campaign is archived. Empty when there is none. */
  contactId: string;
  /** Epoch milliseconds. */
  at: number;
  /** null while somebody should look at it. */
  handledAt: number | null;
  /** null: settled by itself, because the text opted its number out. */
  handledBy: string | null;
};

/** `reopen` undoes `handle`. `opt_out` opts out the number, which handles all its texts. */
export type UnmatchedDecision = "handle" | "reopen" | "opt_out";

/** `POST /api/admin/unmatched/:sid`. */
export const unmatchedDecisionSchema = z.object({
  cell: z.string().regex(/^\+?[\w*#-]{1,40}$/, "not a number"),
  decision: z.enum(["handle", "reopen", "opt_out"]),
});

/** One of them as admins read it. */
export type UnmatchedText = {
  sid: string;
  cell: string;
  to: string;
  body: string;
  /** The contact's name, where the number belongs to one; empty else. */
  contactName: string;
  /** The contact's campaign; empty when there is no contact. */
  campaignId: string;
  campaignTitle: string;
  /** Why it is here: nobody has texted the number, or only its campaign's archive knows the conversation. */
  because: "unknown" | "never_texted" | "archived";
  /** Whether the number is opted out now. */
  optedOut: boolean;
  at: number;
  handledAt: number | null;
  /** Name of the person who handled it; empty while open, or when it settled itself. */
  handledBy: string;
  /** How many other unmatched texts the number has sent. */
  others: number;
};

/** One text to or from a number, in whatever campaign; `campaignTitle` is empty for an unmatched one. */
export type NumberText = { direction: "in" | "out"; body: string; at: number; campaignTitle: string };
