/**
 * The calls that the line of a user's number answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { DirectMessage, DirectThread } from "../../../domain/phone-service/direct.ts";
import type {
  InboundSms,
  LineAnswer,
  LineHours,
  LineMessage,
  LineText,
} from "../../../domain/phone-service/line-texts.ts";
import type { ReportedStatus } from "../../../twilio/statuses.ts";
import type { StoredRange } from "../requests.ts";

export type LineSendRequest = {
  /** The organization's own carrier account, when the number is of it; null: the installation's. */
  accountSid: string | null;
  /** The organization's texting hours; null: texts go at any time. */
  hours: LineHours | null;
  texts: LineText[];
  /** The person who sends them: refused when they do not have the number any more. Absent: a program does. */
  personId?: string;
};

export type LineReport = {
  messageId: string;
  /** The carrier's id of the text. */
  sid: string;
  status: ReportedStatus;
  errorCode: number | null;
};

/** `userId`: whom the number is given to; absent: from an older version. `isPerson`: it is a person of the organization. */
export type OpenLineRequest = { pool: string; userId?: string; isPerson?: boolean };

/** A conversation as its person asks for it; one who does not have the number gets null. */
export type LineThreadRequest = {
  personId: string;
  peer: string;
  /** `seq` of a text: those before it; null: the newest. */
  before: number | null;
  limit: number;
};
export type LineThread = { thread: DirectThread | null; messages: DirectMessage[]; hasMore: boolean };

export interface SmsLineRpc {
  /**
   * One answer per text, in order, once the carrier has accepted or refused it, or after some seconds when it has still to. The
   * same key again is the same text, also while it is under way; a text that did not reach the carrier frees its key.
   */
  send(request: LineSendRequest): Promise<LineAnswer[]>;
  /** False for each report whose text is not here. */
  deliveryReports(request: { reports: LineReport[] }): boolean[];
  /** The number was assigned: its texts come here from now on. */
  open(request: OpenLineRequest): void;
  /** The user does not have the number any more. */
  close(request: { userId: string }): void;
  thread(request: LineThreadRequest): LineThread | null;
  /** The person has read the conversation up to a text's `seq`. */
  readUpTo(request: { personId: string; peer: string; seq: number }): void;
  /** Whether the peer may be texted has changed. */
  peerChanged(request: { peer: string }): void;
  /** A text to the number, once per sid. */
  /** @returns when it came first, epoch ms */
  receive(request: { sid: string; from: string; body: string }): { at: number };
  /** Texts to the number, the oldest first. */
  inbound(request: { after: number; limit: number }): InboundSms[];
  /** The newest texts, those of one peer when it is named. */
  texts(request: { peer?: string; limit: number }): LineMessage[];
  confirmStored(request: StoredRange): void;
}
