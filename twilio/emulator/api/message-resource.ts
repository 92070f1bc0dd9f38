/** Twilio's JSON (a Message resource, an error), and how many segments a body has. */
import { countSegments } from "../../../domain/scripts/segments.ts";
import { isOutgoing, type LedgerInbound, type LedgerRecord, type LedgerText } from "../ledger.ts";

export const API_VERSION = "2010-04-01";

export function messagesPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/Messages`;
}

const ERROR_MESSAGES: Record<number, string> = {
  20001: "Invalid parameter",
  20003: "Authenticate",
  20004: "Method not allowed",
  20005: "Account not active",
  20009: "The message is not complete yet",
  20403: "Forbidden",
  20404: "The requested resource was not found",
  20429: "Too Many Requests",
  20500: "Internal Server Error",
  20503: "Service unavailable",
  21211: "Invalid 'To' Phone Number",
  21266: "'To' and 'From' number cannot be the same",
  21102: "The account has too many Messaging Services",
  21421: "PhoneNumber is invalid",
  21422: "PhoneNumber is not available",
  21451: "Invalid area code",
  21452: "No phone numbers found in area code",
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21609: "The 'StatusCallback' URL is not a valid URL.",
  21610: "Attempt to send to unsubscribed recipient",
  21614: "'To' number is not a valid mobile number",
  21617: "The concatenated message body exceeds the 1600 character limit.",
  21619: "A text message body or media urls must be specified.",
  21620: "Invalid media URL(s)",
  21623: "Number of media files exceeds allowed limit",
  21659: "'From' is not a phone number of this carrier",
  21660: "The 'From' number belongs to another account",
  21701: "The Messaging Service does not exist",
  21703: "The Messaging Service does not have a phone number available to send a message",
  21705: "The Messaging Service Sid is invalid",
  21711: "The 'From' number is not associated with the Messaging Service",
  21710: "Phone Number or Short Code is already in the Messaging Service",
  21712: "Phone Number or Short Code is associated with another Messaging Service",
  21714: "The Messaging Service has the most Phone Numbers that it can have",
  21715: "The Phone Number cannot send texts",
  30400: "Parameters are not valid",
  30409: "This message cannot be canceled",
  35111: "SendAt timestamp is missing",
  35114: "SendAt must be between 300 seconds and 35 days in the future",
  35118: "MessagingServiceSid is required to schedule a message",
  90007: "The ValidityPeriod is not within its range",
};

const HTTP_STATUS: Record<number, number> = {
  10001: 403,
  20003: 401,
  20004: 405,
  20005: 403,
  20009: 409,
  20403: 403,
  20404: 404,
  20429: 429,
  20500: 500,
  20503: 503,
  21710: 409,
  21712: 409,
  21714: 412,
  30409: 409,
  90010: 403,
};

/** The HTTP status of a refusal; 400 for most codes. */
export function statusOf(code: number): number {
  return HTTP_STATUS[code] ?? 400;
}

/** An error body; `detail` names the value that was wrong. */
export function errorResource(code: number, detail?: string) {
  const message = ERROR_MESSAGES[code] ?? `Error ${code}`;
  return {
    code,
    message: detail === undefined ? message : `${message}: ${detail}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: statusOf(code),
  };
}

/** A text of either direction as the API shows it. */
export function messageResource(record: LedgerRecord) {
  const uri = `${messagesPath(record.accountSid)}/${record.sid}`;
  return {
    account_sid: record.accountSid,
    api_version: API_VERSION,
    body: record.changes?.redacted ? "" : record.body,
    ...(isOutgoing(record) ? outgoingFields(record) : inboundFields(record)),
    num_media: String(fileCount(record)),
    price: null,
    price_unit: "USD",
    sid: record.sid,
    subresource_uris: { feedback: `${uri}/Feedback.json`, media: `${uri}/Media.json` },
    to: record.to,
    uri: `${uri}.json`,
  };
}

function outgoingFields(text: LedgerText) {
  const isNew = text.status === "accepted" || text.status === "scheduled";
  // By a service: neither the sender nor the number of segments is known yet.
  const unsent = isNew && text.messagingServiceSid !== null;
  return {
    date_created: rfc2822(text.acceptedAt),
    // Null until it was sent, so that a look-up by DateSent does not find a waiting text.
    date_sent: text.sentAt === null ? null : rfc2822(text.sentAt),
    date_updated: rfc2822(text.statuses.at(-1)?.at ?? text.acceptedAt),
    direction: text.direction as string,
    error_code: text.errorCode,
    error_message: text.errorCode === null ? null : `Error ${text.errorCode}`,
    from: unsent ? null : text.from,
    messaging_service_sid: text.messagingServiceSid,
    num_segments: unsent ? "0" : String(text.segments),
    // A text from a plain number starts as queued; only a service accepts first.
    status: text.status === "accepted" && text.messagingServiceSid === null ? "queued" : (text.status as string),
  };
}

function inboundFields(inbound: LedgerInbound) {
  const at = rfc2822(inbound.at);
  return {
    date_created: at,
    date_sent: at as string | null,
    date_updated: at,
    direction: "inbound",
    error_code: null,
    error_message: null,
    from: inbound.from as string | null,
    messaging_service_sid: inbound.messagingServiceSid,
    num_segments: String(segmentsOf(inbound.body)),
    status: "received",
  };
}

function fileCount(record: LedgerRecord): number {
  const files = isOutgoing(record) ? record.media : record.files;
  return (files?.length ?? 0) - (record.changes?.filesDeleted?.length ?? 0);
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

/** Segments that the carrier packs a body into; a text of pictures alone is one as well. */
export function segmentsOf(body: string): number {
  return Math.max(1, countSegments(body).segments);
}
