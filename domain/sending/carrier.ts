/**
 * The carrier port: what a campaign's queue needs of its carrier. Twilio is one implementation
 * (twilio/twilio-carrier.ts), the simulated carrier another
 * (durable-objects/campaign-queue/sending/simulation/simulated-carrier.ts). A queue chooses one when it is wired, so that no code
 * on the path of a real text asks whether it is a simulation.
 */
import type { PaceShare, ShareRequest, WaitScope } from "./carrier-account.ts";

export interface Carrier {
  /**
   * Called before the last check of a text (opt-out, pause, hours); absent if there is nothing to prepare. An outcome
   * other than null is the text's outcome, and the text is not offered now.
   */
  ready?(): Promise<SendOutcome | null> | null;
  /** Offers a text, once. Never throws for anything that the network or the carrier does. */
  carry(text: OfferedText): Promise<SendOutcome>;
  /** How a text appears in the carrier's own list; absent: as it was offered. */
  listedAs?(text: TextWords): Pick<TextWords, "to" | "body">;
  /** Looks for a text whose outcome is unknown. */
  find(wanted: LookUp & TextIds): Promise<LookUpOutcome>;
  /** Every text to a number that was made since, newest first: the carrier's side for a person who decides. */
  list(query: { to: string; sinceMs: number }): Promise<Listing>;
  /** A file of an inbound text, by its stored path. */
  fetchMedia(path: string): Promise<MediaFetch>;
  /** A share of the carrier's pace. */
  share(request: ShareRequest): Promise<PaceShare>;
  /** Milliseconds to wait before a text of unknown outcome is looked up. */
  readonly lookUpAfterMs: number;
  /** Milliseconds after a call before its absence at the carrier proves that it never was; null: it proves nothing. */
  readonly absenceIsProofAfterMs: number | null;
}

export type TextIds = { contactId: string; messageId: string };
export type TextWords = TextIds & { to: string; body: string };

/** A text as the queue offers it. Phone numbers are E.164. */
export type OfferedText = TextWords & {
  orgId: string;
  messagingServiceSid: string | null;
  /** The number that the contact was texted from; null: the carrier chooses one. */
  from: string | null;
  /** 1 to 36,000 seconds: the carrier drops a text that waited longer. */
  validityPeriodSeconds: number;
  /** Id of a picture that goes with it. */
  picture: string | null;
  /** Where its delivery reports go, below the organization's webhooks; absent: to the contact's message. */
  reportPath?: string;
};

export type SendOutcome =
  /** The carrier has it. `from` is null while a messaging service still chooses the sender. */
  | { kind: "accepted"; sid: string; status: string; from: string | null; segments: number }
  /**
   * 429: was never processed; may go again after the wait, and the whole account slows down. `why`: set when the pace
   * is not the reason and the operator has to act.
   */
  | { kind: "throttled"; retryAfterMs: number; why?: string }
  /**
   * Never processed, because something is wrong with the whole account, or with one messaging service: every text would be
   * refused like this one. `code` is the carrier's; `why` says what is wrong and what to do.
   */
  | { kind: "waits"; scope: WaitScope; code: number; retryAfterMs: number; why: string }
  /** Never sent, and the same request would be refused again. `code` is Twilio's (twilio/errors.ts), or the HTTP status. */
  | { kind: "rejected"; code: number; message: string }
  /** May or may not have been accepted: a look-up or a delivery report decides. */
  | { kind: "unknown"; detail: string };

/** What identifies a text at the carrier, which keeps neither the message id nor the callback address. */
export type LookUp = {
  to: string;
  body: string;
  /** When the first call to the carrier began (epoch ms); an older text with the same body is a different one. */
  sentAfterMs: number;
  messagingServiceSid?: string | undefined;
  from?: string | undefined;
  /** Sids that already belong to other messages: the same body may be sent twice on purpose. */
  knownSids?: ReadonlySet<string> | undefined;
};

export type LookUpOutcome =
  | { kind: "found"; sid: string; status: string; errorCode: number | null; from: string | null; segments: number }
  /** Every text to this recipient was read and none is the wanted one. Proof only after `absenceIsProofAfterMs`. */
  | { kind: "absent" }
  /** The list could not be read to the end, so nothing is known. */
  | { kind: "unreachable"; detail: string };

/** A text as the carrier's list shows it. */
export type ListedText = {
  sid: string;
  to: string;
  /** null while a messaging service still chooses it. */
  from: string | null;
  body: string;
  /** The carrier's status, e.g. `undelivered`. */
  status: string;
  errorCode: number | null;
  /** Epoch ms, whole seconds; null when it cannot be read. */
  createdAtMs: number | null;
  direction: string;
  messagingServiceSid: string | null;
  segments: number;
};

export type Listing = { ok: true; texts: ListedText[] } | { ok: false; detail: string };

export type MediaFetch =
  | { kind: "fetched"; bytes: Uint8Array }
  /** Can never be fetched. */
  | { kind: "refused"; problem: string }
  /** May be fetched later. */
  | { kind: "failed"; problem: string };
