/** Twilio's JSON: a Message resource, a page of them, an error. And what a body weighs in segments. */
import type { LedgerText } from "../ledger.ts";

export const API_VERSION = "2010-04-01";

export function messagesPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/Messages`;
}

const ERROR_MESSAGES: Record<number, string> = {
  20001: "Invalid parameter",
  20003: "Authenticate",
  20404: "The requested resource was not found",
  20429: "Too Many Requests",
  20500: "Internal Server Error",
  21211: "Invalid 'To' Phone Number",
  21266: "'To' and 'From' number cannot be the same",
  21602: "Message body is required.",
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number for this account.",
  21609: "The 'StatusCallback' URL is not a valid URL.",
  21610: "Attempt to send to unsubscribed recipient",
  21614: "'To' number is not a valid mobile number",
  21617: "The concatenated message body exceeds the 1600 character limit.",
  21620: "Invalid media URL(s)",
  21623: "Number of media files exceeds allowed limit",
  21703: "The Messaging Service does not have a phone number available to send a message",
  21705: "The Messaging Service Sid is invalid",
};

/** An error body; `detail` names the value that was wrong. */
export function errorResource(httpStatus: number, code: number, detail?: string) {
  const message = ERROR_MESSAGES[code] ?? `Error ${code}`;
  return {
    code,
    message: detail === undefined ? message : `${message}: ${detail}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: httpStatus,
  };
}

/** A text as the API shows it. Right after its creation by a service its sender is not chosen yet: null. */
export function messageResource(text: LedgerText) {
  const uri = `${messagesPath(text.accountSid)}/${text.sid}`;
  const unsent = text.status === "accepted" && text.messagingServiceSid !== null;
  return {
    account_sid: text.accountSid,
    api_version: API_VERSION,
    body: text.body,
    date_created: rfc2822(text.acceptedAt),
    // Null until it was sent, so that whoever looks a waiting text up by DateSent does not find it.
    date_sent: text.sentAt === null ? null : rfc2822(text.sentAt),
    date_updated: rfc2822(text.statuses.at(-1)?.at ?? text.acceptedAt),
    direction: text.direction,
    error_code: text.errorCode,
    error_message: text.errorCode === null ? null : `Error ${text.errorCode}`,
    from: unsent ? null : text.from,
    messaging_service_sid: text.messagingServiceSid,
    num_media: String(text.media?.length ?? 0),
    num_segments: String(text.segments),
    price: null,
    price_unit: "USD",
    sid: text.sid,
    // A text from a plain number starts as queued; only a service accepts first.
    status: text.status === "accepted" && text.messagingServiceSid === null ? "queued" : text.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  };
}

let lastSecond = 0;
let lastDate = "";
/** `Fri, 21 Nov 2026 00:08:00 +0000` */
export function rfc2822(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = new Date(second * 1000).toUTCString().replace("GMT", "+0000");
  }
  return lastDate;
}

const GSM_7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const GSM_7_TWICE = /[\^{}\\[~\]|€]/g;

/** Segments of a body: 160 or 153 GSM-7 characters each, else 70 or 67 UTF-16 units. */
export function segmentsOf(body: string): number {
  if (!GSM_7.test(body)) return body.length <= 70 ? 1 : Math.ceil(body.length / 67);
  const length = body.length + (body.match(GSM_7_TWICE)?.length ?? 0);
  return length <= 160 ? 1 : Math.ceil(length / 153);
}
