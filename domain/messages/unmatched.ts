/**
 * The unmatched inbox (docs/rules.md#inbound-unmatched): shapes of `/api/admin/unmatched` and of what directory and
 * Postgres tell each other. Nobody can answer from there: such a text has no conversation, no script and no texter.
 */
import { z } from "zod";

/** An inbound text that no conversation took, as its directory records it. */
export type UnmatchedState = {
  /** The carrier's id of the text. */
  sid: string;
  cell: string;
  /** Our number that was texted. */
  to: string;
  body: string;
  /** Whose text it is: a contact whom nobody had texted, or whose campaign is archived. Empty when nobody's. */
  contactId: string;
  /** Epoch milliseconds. */
  at: number;
  /** null while somebody should look at it. */
  handledAt: number | null;
  /** null: by itself, because the text opted its number out. */
  handledBy: string | null;
};

/** `reopen` takes `handle` back. `opt_out`: the number, and all its texts are handled by that. */
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
  /** The contact's campaign; empty when it is nobody's. */
  campaignId: string;
  campaignTitle: string;
  /** Why it is here: nobody has texted the number, or only its campaign's archive knows the conversation. */
  because: "unknown" | "never_texted" | "archived";
  /** Whether the number is opted out now. */
  optedOut: boolean;
  at: number;
  handledAt: number | null;
  /** Name of who handled it; empty while open, or when it went by itself. */
  handledBy: string;
  /** How many other unmatched texts the number has sent. */
  others: number;
};

/** One text to or from a number, in whatever campaign; `campaignTitle` is empty for an unmatched one. */
export type NumberText = { direction: "in" | "out"; body: string; at: number; campaignTitle: string };
