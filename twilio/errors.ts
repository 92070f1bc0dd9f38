/**
 * The carrier's error codes and what each of them does here (docs/rules.md#opt-outs-carrier-codes). A code comes with a
 * refused request (`SendOutcome.rejected`) or with a status callback (`ErrorCode`).
 */

export type CarrierEffect =
  /** The recipient told the carrier to stop: an opt-out of the whole organization. */
  | "opt_out"
  /** Not a number that can be texted: never text it again. */
  | "bad_number"
  /** The carrier took it for unwanted: counts for the health of the sending number; never an opt-out. */
  | "filtered"
  /** The sending number may not be used (registration): stop using it and alert. */
  | "stop_number"
  /** Too fast, or the carrier's queue is full: slow the whole account down. */
  | "throttled"
  /** Our text itself is not acceptable. */
  | "bad_text"
  /** Account, credentials, service or sender are set up wrong: an admin must act, no text will pass. */
  | "configuration"
  /** This one text was lost; nothing follows for number or contact. */
  | "failed";

export type CarrierError = { code: number; effect: CarrierEffect; meaning: string };

const CATALOGUE: Record<number, readonly [CarrierEffect, string]> = {
  20003: ["configuration", "The carrier refused the account SID or auth token"],
  20404: ["configuration", "The carrier does not know this account or resource"],
  20429: ["throttled", "Too many requests to the carrier"],
  21211: ["bad_number", "Not a valid phone number"],
  21212: ["configuration", "The sending number is not valid"],
  21217: ["bad_number", "Not a valid phone number"],
  21265: ["bad_number", "A short code cannot be texted"],
  21266: ["failed", "Sender and recipient are the same number"],
  21408: ["configuration", "The account may not text numbers in this region"],
  21601: ["configuration", "The sending number cannot send texts"],
  21602: ["bad_text", "The text has no body"],
  21603: ["configuration", "Neither a sending number nor a messaging service was given"],
  21604: ["bad_text", "The text has no recipient"],
  21606: ["configuration", "The sending number does not belong to the account or cannot text"],
  21608: ["configuration", "A trial account may only text verified numbers"],
  21609: ["configuration", "The address for delivery reports is not valid"],
  21610: ["opt_out", "The recipient told the carrier to stop texts from this sender"],
  21611: ["throttled", "The carrier's queue for the sending number is full"],
  21612: ["failed", "The carrier has no route from this sender to this recipient"],
  21614: ["bad_number", "Not a mobile number"],
  21617: ["bad_text", "The text is over 1,600 characters"],
  21635: ["bad_number", "A landline cannot be texted"],
  21659: ["configuration", "The sending number is not a number of the carrier"],
  21660: ["configuration", "The sending number does not belong to the account"],
  21661: ["configuration", "The sending number cannot send texts"],
  21701: ["configuration", "The messaging service does not exist"],
  21703: ["configuration", "The messaging service has no number to send from"],
  21704: ["configuration", "The messaging service has no number to send from"],
  21705: ["configuration", "The messaging service is not valid"],
  21712: ["configuration", "The number already belongs to another messaging service"],
  21714: ["configuration", "The messaging service is full (400 numbers)"],
  30001: ["throttled", "The carrier's queue overflowed"],
  30002: ["configuration", "The carrier suspended the account"],
  30003: ["bad_number", "The phone is unreachable"],
  30004: ["failed", "The network blocks texts to this number"],
  30005: ["bad_number", "The number does not exist"],
  30006: ["bad_number", "A landline, or a network that cannot be reached"],
  30007: ["filtered", "The carrier filtered the text as unwanted"],
  30008: ["failed", "The carrier lost the text for an unknown reason"],
  30009: ["failed", "A part of the text was lost"],
  30017: ["throttled", "The carrier's network is congested"],
  30022: ["throttled", "The registered campaign sends faster than it may"],
  30023: ["throttled", "The brand has used up its daily texts"],
  30024: ["configuration", "The sending number is not set up for this network yet"],
  30032: ["stop_number", "The toll-free number is not verified"],
  30034: ["stop_number", "The sending number is not registered for this traffic"],
  30036: ["failed", "The text waited longer than it was valid"],
  30410: ["failed", "The network did not answer in time"],
  30500: ["failed", "The carrier failed internally"],
};

/** What a code means and does. A code that is not known fails the one text and nothing else. */
export function carrierError(code: number): CarrierError {
  const [effect, meaning] = CATALOGUE[code] ?? (["failed", `The carrier reported error ${code}`] as const);
  return { code, effect, meaning };
}
