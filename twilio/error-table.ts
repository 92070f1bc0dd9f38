/**
 * The carrier's error codes: what each does here, what it means, and where we know that from. A code comes with a refused
 * request or with a delivery report. What an effect does is written at its name.
 *
 * `page`: the code's own page was read (https://www.twilio.com/docs/api/errors/<code>, November 2026). `docs`: another page of
 * the carrier's documentation or its published specification says so. `name`: only the code's title is known; its page was
 * not read. Nothing here was seen at a live account.
 */

import { GIVEN_UP } from "../domain/opt-outs/given-up.ts";

export type CarrierEffect =
  /** The recipient told the carrier to stop: an opt-out of the whole organization. */
  | "opt_out"
  /** Not a number that can be texted: never text it again. */
  | "bad_number"
  /** A phone that cannot be reached now; three times within 30 days make it a bad number. */
  | "unreachable"
  /** The phone cannot receive pictures: the text goes once more, with the picture's address in it. */
  | "no_mms"
  /** Taken for unwanted: counts for the health of the sending number; never an opt-out. */
  | "filtered"
  /** The sending number may not be used (registration): stop using it and alert. */
  | "stop_number"
  /** This number cannot send the text (any more): it goes once more by another, and the number is forgotten. */
  | "sender_gone"
  /** Too fast, or the carrier's queue is full: slow the whole account down. */
  | "throttled"
  /** A network takes nothing more of this sender today: no first texts until its midnight, and nothing to this contact. */
  | "day_used_up"
  /** Little is left of a network's day: what is left is kept for replies. */
  | "day_nearly_used_up"
  /** The account passes no text of anybody: all wait, an admin sees why, and now and then one text tries. */
  | "account_waits"
  /** The same for one messaging service. */
  | "service_waits"
  /** Our text itself is not acceptable. */
  | "bad_text"
  /** Our picture is not. */
  | "bad_picture"
  /** Somebody has to change something; the text is lost. */
  | "admin_must_act"
  /** The carrier keeps texting hours of its own, which are to be switched off there. */
  | "carrier_hours"
  /** This one text was lost; nothing follows for number or contact. */
  | "failed"
  /** A code that nobody here knows: the text is lost, and the code is counted and shown. */
  | "unknown";

export type FactSource = "page" | "docs" | "name";
export type ErrorRow = readonly [
  code: number,
  effect: CarrierEffect,
  source: FactSource,
  meaning: string,
  remedy?: string,
];

const BILLING = "Open the carrier's console: add money or answer its notice.";
const SERVICE = "Set the right Messaging Service under Settings, with at least one number in it.";
const REGISTER = "Register the number at the carrier, or take it out of the Messaging Service.";
const TOOLKIT = "Turn the Compliance Toolkit off at the carrier: texting hours are kept here.";

export const ERROR_TABLE: readonly ErrorRow[] = [
  // The account, or its service, is not as it has to be: no text passes, and each would fail like the one before.
  [
    20003,
    "account_waits",
    "docs",
    "The carrier refuses the login",
    "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key.",
  ],
  [20005, "account_waits", "page", "The carrier account is not active", BILLING],
  [10001, "account_waits", "page", "The carrier account is suspended or closed", BILLING],
  [90010, "account_waits", "page", "The carrier account is not active", BILLING],
  [20403, "account_waits", "docs", "The carrier refuses this account", BILLING],
  [30002, "account_waits", "page", "The carrier suspended the account before the text left", BILLING],
  [30454, "account_waits", "docs", "The account's limit of texts is used up", "Ask the carrier for a higher limit."],
  [
    63038,
    "account_waits",
    "page",
    "The account's texts of 24 hours are used up",
    "Ask the carrier for a higher limit.",
  ],
  [21609, "account_waits", "docs", "The address for delivery reports is not valid", "Correct PUBLIC_ORIGIN."],
  [21730, "account_waits", "page", "The carrier is under maintenance", "Nothing. Texts continue when it is over."],
  [20404, "service_waits", "docs", "The carrier does not know the account or the Messaging Service", SERVICE],
  [21701, "service_waits", "docs", "The Messaging Service does not exist", SERVICE],
  [
    21702,
    "service_waits",
    "page",
    "The Messaging Service takes no texts at the moment",
    "Nothing. It is tried again automatically.",
  ],
  [21703, "service_waits", "docs", "The Messaging Service has no number to send from", SERVICE],
  [21704, "service_waits", "name", "The Messaging Service has no number to send from", SERVICE],
  [21705, "service_waits", "page", "The Messaging Service's SID is not correct", SERVICE],
  [21709, "service_waits", "docs", "The Messaging Service cannot be used", SERVICE],
  [21729, "service_waits", "page", "The registered campaign of the service is suspended", "Ask the carrier's support."],
  [21603, "service_waits", "docs", "Neither a Messaging Service nor a number was given", SERVICE],

  // The sender, not the text: it goes once more by another one.
  [21212, "sender_gone", "docs", "The sending number is not valid"],
  [21601, "sender_gone", "page", "The sending number cannot send texts"],
  [21606, "sender_gone", "docs", "The sending number is not the account's, or cannot text"],
  [21659, "sender_gone", "docs", "The sending number is not the carrier's"],
  [21660, "sender_gone", "page", "The sending number belongs to another account"],
  [21661, "sender_gone", "docs", "The sending number cannot send texts"],
  [21711, "sender_gone", "page", "The sending number has left the Messaging Service"],
  [30032, "stop_number", "docs", "The toll-free number is not verified", REGISTER],
  [30034, "stop_number", "docs", "The sending number is not registered for this traffic", REGISTER],

  // Too fast. The carrier says so at once, or after it has taken the text.
  [20429, "throttled", "page", "Too many requests at once"],
  [21611, "throttled", "page", "The carrier's queue for the number is full"],
  [14107, "throttled", "page", "Too many texts between two numbers within 30 seconds"],
  [30001, "throttled", "docs", "The carrier's queue overflowed"],
  [30017, "throttled", "docs", "The network is congested"],
  [30022, "throttled", "page", "Faster than the registered campaign may send"],
  [30023, "day_used_up", "docs", "The brand's texts of the day are used up at this network"],
  [30026, "day_nearly_used_up", "docs", "70 % of the day's texts are used up at T-Mobile"],
  [30027, "day_used_up", "docs", "The day's texts are used up at T-Mobile"],

  // The contact's number.
  [21211, "bad_number", "docs", "Not a phone number"],
  [21217, "bad_number", "name", "Not a phone number"],
  [21265, "bad_number", "docs", "A short code cannot be texted"],
  [21614, "bad_number", "docs", "Not a mobile number"],
  [21635, "bad_number", "docs", "A landline cannot be texted"],
  [30005, "bad_number", "docs", "The number does not exist"],
  [30006, "bad_number", "docs", "A landline, or a network that cannot be reached"],
  [30003, "unreachable", "docs", "The phone is off or has no service"],
  [30011, "no_mms", "page", "The phone cannot receive pictures"],
  [21610, "opt_out", "docs", "The recipient told the carrier to stop"],

  // Our text or its picture.
  [21602, "bad_text", "name", "The text has no words"],
  [21604, "bad_text", "name", "The text has no recipient"],
  [21617, "bad_text", "docs", "The text is over 1,600 characters"],
  [21619, "bad_text", "docs", "The text has neither words nor a picture"],
  [90007, "bad_text", "docs", "The time for which the text may wait is not between a second and ten hours"],
  [11200, "bad_picture", "page", "The carrier could not fetch the picture", "Check that the picture's address opens."],
  [11751, "bad_picture", "docs", "The pictures of the text are too large in total", "Use a picture under 5 MB."],
  [12300, "bad_picture", "docs", "Phones cannot show this kind of picture", "Use JPEG, PNG or GIF."],
  [21620, "bad_picture", "docs", "The picture's address is not valid", "Choose the picture again."],
  [21621, "bad_picture", "page", "The sending number cannot send pictures", "Use numbers with MMS in the service."],
  [21623, "bad_picture", "docs", "Too many pictures", "Use one picture."],
  [30019, "bad_picture", "docs", "The picture is too large for the network", "Use a smaller picture."],

  // Somebody has to change something at the carrier or here; single texts fail until then.
  [
    21408,
    "admin_must_act",
    "name",
    "The account may not text this region",
    "Allow the region at the carrier (Geo permissions).",
  ],
  [
    21608,
    "admin_must_act",
    "name",
    "A trial account texts verified numbers only",
    "Upgrade the account at the carrier.",
  ],
  [21712, "admin_must_act", "page", "The number belongs to another Messaging Service", "Remove it there first."],
  [
    21714,
    "admin_must_act",
    "page",
    "The Messaging Service already has 400 numbers, the most it can have",
    "Use another service.",
  ],
  [
    30024,
    "admin_must_act",
    "name",
    "The number is not set up at this network yet",
    "Wait a day, then ask the carrier's support.",
  ],
  [30033, "admin_must_act", "docs", "The registered campaign is suspended", "Ask the carrier's support."],
  [
    30037,
    "admin_must_act",
    "docs",
    "The carrier does not allow this account to send texts",
    "Open the carrier's console.",
  ],
  [
    30040,
    "admin_must_act",
    "docs",
    "The carrier does not allow this number to send texts",
    "Open the carrier's console.",
  ],
  [30450, "admin_must_act", "docs", "The carrier blocks texts of this account", "Open the carrier's console."],
  [30453, "admin_must_act", "docs", "The carrier blocks texts of this account", "Open the carrier's console."],
  [30485, "admin_must_act", "docs", "The carrier blocks texts of this account", "Open the carrier's console."],
  [30047, "carrier_hours", "page", "The carrier tried to delay the text and failed", TOOLKIT],
  [30610, "carrier_hours", "page", "The carrier held the text back as outside its own texting hours", TOOLKIT],
  [
    30007,
    "filtered",
    "docs",
    "The carrier or the network filtered the text as unwanted",
    "Change the wording or the link.",
  ],

  // Not a code of the carrier's: from its list of the day (domain/opt-outs/given-up.ts).
  [GIVEN_UP, "bad_number", "docs", "Its holder has given the number up"],

  // One text was lost, and nothing follows from it.
  [21266, "failed", "docs", "Sender and recipient are the same number"],
  [21612, "failed", "name", "No way from this sender to this recipient"],
  [30004, "failed", "docs", "The network blocks texts to this number"],
  [30008, "failed", "docs", "Lost, and the network gave no reason"],
  [30009, "failed", "docs", "A part of the text was lost"],
  [30036, "failed", "name", "The text waited too long and expired"],
  [30410, "failed", "name", "The network did not answer in time"],
  [30500, "failed", "page", "The carrier failed internally"],
];
