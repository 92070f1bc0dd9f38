/**
 * The shape of the carrier's answers and webhooks, against which a test compares the emulator's. Written after the
 * carrier's published specification (twilio-oai 2.6.7) and its pages on messages, media and webhooks. Nothing may be
 * missing, and nothing that is not listed may be there.
 */
import * as z from "zod";

const sid = (...prefixes: string[]) => z.string().regex(new RegExp(`^(?:${prefixes.join("|")})[0-9a-f]{32}$`));
/** With the channel that a number may have before it. */
const address = z.string().regex(/^(?:[a-z]+:)?\+[1-9]\d{6,14}$/);
const digits = z.string().regex(/^\d+$/);
/** RFC 2822, in UTC. */
const date = z
  .string()
  .regex(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/)
  .refine((value) => !Number.isNaN(Date.parse(value)));
const path = (end: RegExp) =>
  z.string().regex(new RegExp(`^/2010-04-01/Accounts/AC[0-9a-f]{32}/Messages${end.source}$`));
const apiVersion = z.literal("2010-04-01");

const OUTGOING = [
  "accepted",
  "scheduled",
  "canceled",
  "queued",
  "sending",
  "sent",
  "delivered",
  "undelivered",
  "failed",
];
const status = z.enum([...OUTGOING, "receiving", "received", "read", "partially_delivered"]);

export const messageShape = z
  .strictObject({
    account_sid: sid("AC"),
    api_version: apiVersion,
    body: z.string().max(1600),
    date_created: date,
    date_sent: date.nullable(),
    date_updated: date,
    direction: z.enum(["inbound", "outbound-api", "outbound-call", "outbound-reply"]),
    error_code: z.int().min(10_000).max(99_999).nullable(),
    error_message: z.string().nullable(),
    from: address.nullable(),
    messaging_service_sid: sid("MG").nullable(),
    num_media: digits,
    num_segments: digits,
    price: z.string().nullable(),
    price_unit: z.string().length(3),
    sid: sid("SM", "MM"),
    status,
    subresource_uris: z.strictObject({ feedback: path(/\/\w+\/Feedback\.json/), media: path(/\/\w+\/Media\.json/) }),
    to: address,
    uri: path(/\/(?:SM|MM)[0-9a-f]{32}\.json/),
  })
  .superRefine((message, context) => {
    const rule = (holds: boolean, words: string) => holds || context.addIssue(words);
    const isUnsent = message.status === "accepted" || message.status === "scheduled";
    const byService = message.messaging_service_sid !== null;
    rule(!isUnsent || byService, "only a service accepts or schedules");
    rule(!isUnsent || (message.from === null && message.num_segments === "0"), "a service has not chosen a sender yet");
    rule(message.from !== null || isUnsent, "what is on its way has a sender");
    rule((message.error_code === null) === (message.error_message === null), "an error has code and words");
    const failed = message.status === "failed" || message.status === "undelivered";
    rule(message.error_code === null || failed, "only what failed has an error");
    rule(message.num_media === "0" || message.sid.startsWith("MM"), "what has files is an MMS");
    rule((message.direction === "inbound") === (message.status === "received"), "what came in was received");
    rule(message.date_sent !== null || !["sent", "delivered", "received"].includes(message.status), "it has a date");
  });

const pageFields = {
  page: z.int().min(0),
  page_size: z.int().min(1).max(1000),
  start: z.int().min(0),
  end: z.int().min(0),
};

export const messagePageShape = z
  .strictObject({
    ...pageFields,
    messages: z.array(messageShape),
    uri: path(/\.json\?.+/),
    first_page_uri: path(/\.json\?.*Page=0.*/),
    previous_page_uri: path(/\.json\?.+/).nullable(),
    next_page_uri: path(/\.json\?.*PageToken=PA(?:SM|MM)[0-9a-f]{32}.*/).nullable(),
  })
  .refine(({ messages, page_size: size }) => messages.length <= size);

export const mediaShape = z.strictObject({
  account_sid: sid("AC"),
  content_type: z.string(),
  date_created: date,
  date_updated: date,
  parent_sid: sid("SM", "MM"),
  sid: sid("ME"),
  uri: path(/\/(?:SM|MM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}\.json/),
});

export const mediaPageShape = z.strictObject({
  ...pageFields,
  media_list: z.array(mediaShape).max(10),
  uri: path(/\/\w+\/Media\.json\?.+/),
  first_page_uri: path(/\/\w+\/Media\.json\?.+/),
  previous_page_uri: z.null(),
  next_page_uri: z.null(),
});

export const feedbackShape = z.strictObject({
  account_sid: sid("AC"),
  message_sid: sid("SM", "MM"),
  outcome: z.enum(["confirmed", "unconfirmed"]),
  date_created: date,
  date_updated: date,
  uri: path(/\/(?:SM|MM)[0-9a-f]{32}\/Feedback\.json/),
});

export const errorShape = z
  .strictObject({ code: z.int(), message: z.string().min(1), more_info: z.url(), status: z.int().min(400).max(599) })
  .refine(({ code, more_info: link }) => link.endsWith(`/${code}`));

/** Fields of a status callback's form. */
export const statusCallbackShape = z
  .strictObject({
    AccountSid: sid("AC"),
    ApiVersion: apiVersion,
    ErrorCode: digits.optional(),
    From: address,
    MessageSid: sid("SM", "MM"),
    MessageStatus: z.enum(OUTGOING),
    MessagingServiceSid: sid("MG").optional(),
    /** YYMMDDhhmm. */
    RawDlrDoneDate: z
      .string()
      .regex(/^\d{10}$/)
      .optional(),
    SmsSid: sid("SM", "MM"),
    SmsStatus: z.enum(OUTGOING),
    To: address,
  })
  .superRefine((report, context) => {
    const failed = report.MessageStatus === "failed" || report.MessageStatus === "undelivered";
    if (report.ErrorCode !== undefined && !failed) context.addIssue("an error code only when it failed");
    const ended = report.MessageStatus === "delivered" || report.MessageStatus === "undelivered";
    if (report.RawDlrDoneDate !== undefined && !ended) context.addIssue("a network's date only from the network");
    if (report.SmsStatus !== report.MessageStatus) context.addIssue("one status");
  });

const place = (side: "From" | "To") => ({
  [`${side}City`]: z.string(),
  [`${side}State`]: z.string(),
  [`${side}Zip`]: z.string(),
  [`${side}Country`]: z.string().regex(/^(?:[A-Z]{2})?$/),
});

/** Fields of an inbound text's form, its files aside: they are numbered from 0. */
export const inboundShape = z.strictObject({
  ...place("From"),
  ...place("To"),
  AccountSid: sid("AC"),
  ApiVersion: apiVersion,
  Body: z.string(),
  /** Only to a fallback address. */
  ErrorCode: digits.optional(),
  ErrorUrl: z.url().optional(),
  From: address,
  MessageSid: sid("SM", "MM"),
  MessagingServiceSid: sid("MG").optional(),
  NumMedia: digits,
  NumSegments: digits,
  OptOutType: z.enum(["STOP", "START", "HELP"]).optional(),
  SmsMessageSid: sid("SM", "MM"),
  SmsSid: sid("SM", "MM"),
  SmsStatus: z.literal("received"),
  To: address,
});
