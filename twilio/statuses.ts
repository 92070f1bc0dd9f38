/**
 * Twilio's message statuses on ours, and the two webhooks of messages read from their form parameters.
 * Webhooks are read after their signature was checked: what is missing then is a fault of the setup, named as such.
 */
import type { SendStatus } from "../domain/statuses.ts";
import type { FormParams } from "./signature.ts";

/** What a report can make of a message. It never says QUEUED or SENDING: see `reportedStatus`. */
export type ReportedStatus = Extract<SendStatus, "SENT" | "DELIVERED" | "ERROR">;

/**
 * The send status for one of the carrier's; null for a status that says nothing about a text. Every report proves that
 * the carrier has the text, also one of a status before its own sending (`accepted`, `queued`): that counts as SENT.
 * QUEUED and SENDING mean that the carrier may still be called, and a report that led back there would text the contact
 * twice.
 */
export function reportedStatus(twilioStatus: string): ReportedStatus | null {
  switch (twilioStatus) {
    case "accepted":
    case "scheduled":
    case "queued":
    case "sending":
    case "sent":
      return "SENT";
    case "delivered":
    case "partially_delivered":
    case "read":
      return "DELIVERED";
    case "undelivered":
    case "failed":
    case "canceled":
      return "ERROR";
    default:
      return null;
  }
}

export type InboundWebhook = {
  messageSid: string;
  accountSid: string;
  /** The contact's number, whatever channel it came by. */
  from: string;
  /** Our number, or what the channel has in its place. */
  to: string;
  messagingServiceSid: string | null;
  body: string;
  numMedia: number;
  media: { url: string; contentType: string }[];
  /**
   * The carrier's verdict, which counts as the contact's word: a service with Advanced Opt-Out has keywords of its own. The
   * carrier has answered already.
   */
  optOutType: "STOP" | "START" | "HELP" | null;
};

export type StatusCallback = {
  messageSid: string;
  accountSid: string;
  /** The carrier's status, e.g. `undelivered`. */
  carrierStatus: string;
  status: ReportedStatus;
  errorCode: number | null;
  from: string | null;
};

export type ParsedWebhook<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Reads an inbound text. The message's sid is its identity: a webhook may come several times. */
export function parseInbound(params: FormParams): ParsedWebhook<InboundWebhook> {
  const messageSid = first(params, "MessageSid") ?? first(params, "SmsSid");
  const from = first(params, "From");
  const to = first(params, "To");
  if (!messageSid) return missing("inbound text", "MessageSid");
  if (!from) return missing("inbound text", "From");
  if (!to) return missing("inbound text", "To");
  const numMedia = count(first(params, "NumMedia"));
  const media: InboundWebhook["media"] = [];
  for (let i = 0; i < numMedia; i += 1) {
    const url = first(params, `MediaUrl${i}`);
    if (url) media.push({ url, contentType: first(params, `MediaContentType${i}`) ?? "application/octet-stream" });
  }
  const optOutType = first(params, "OptOutType")?.toUpperCase();
  return {
    ok: true,
    value: {
      messageSid,
      accountSid: first(params, "AccountSid") ?? "",
      from: withoutChannel(from),
      to: withoutChannel(to),
      messagingServiceSid: first(params, "MessagingServiceSid") || null,
      body: first(params, "Body") ?? "",
      numMedia,
      media,
      optOutType: optOutType === "STOP" || optOutType === "START" || optOutType === "HELP" ? optOutType : null,
    },
  };
}

/** Reads a delivery report. */
export function parseStatusCallback(params: FormParams): ParsedWebhook<StatusCallback> {
  const messageSid = first(params, "MessageSid") ?? first(params, "SmsSid");
  const carrierStatus = first(params, "MessageStatus") ?? first(params, "SmsStatus");
  if (!messageSid) return missing("status callback", "MessageSid");
  if (!carrierStatus) return missing("status callback", "MessageStatus");
  const status = reportedStatus(carrierStatus);
  if (!status) return { ok: false, reason: `status callback with the unknown status ${JSON.stringify(carrierStatus)}` };
  return {
    ok: true,
    value: {
      messageSid,
      accountSid: first(params, "AccountSid") ?? "",
      carrierStatus,
      status,
      errorCode: count(first(params, "ErrorCode")) || null,
      from: withoutChannel(first(params, "From") ?? "") || null,
    },
  };
}

/** A number may have its channel before it (`whatsapp:+1…`, `rcs:+1…`): it is the same person. */
function withoutChannel(address: string): string {
  return /^[a-z]+:(\+\d+)$/i.exec(address.trim())?.[1] ?? address;
}

function first(params: FormParams, name: string): string | undefined {
  const value = params[name];
  return typeof value === "string" || value === undefined ? value : value[0];
}

function count(value: string | undefined): number {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : 0;
}

export type VoiceWebhook = { callSid: string; accountSid: string; from: string; to: string };

/** Reads a call that somebody makes to one of the numbers. */
export function parseVoice(params: FormParams): ParsedWebhook<VoiceWebhook> {
  const callSid = first(params, "CallSid");
  const to = first(params, "To");
  if (!callSid) return missing("call", "CallSid");
  if (!to) return missing("call", "To");
  // Withheld numbers come as words.
  return {
    ok: true,
    value: { callSid, accountSid: first(params, "AccountSid") ?? "", from: first(params, "From") ?? "", to },
  };
}

function missing(webhook: string, name: string): { ok: false; reason: string } {
  return { ok: false, reason: `${webhook} without ${name}: is the address set for another kind of webhook?` };
}
