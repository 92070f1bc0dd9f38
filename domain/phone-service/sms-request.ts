/**
 * What a program sends to `/sms/send` (docs/phone-service.md#sending), read from JSON: a text of a line, or what is wrong with it and how
 * to mend it.
 */
import { refuse, refuseFields } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";
import { normalizePhone, US_AND_TERRITORIES } from "../phone-numbers/phone.ts";
import { cleanText } from "../scripts/clean-text.ts";
import { MAX_TEXT_LENGTH, textTooLong } from "../scripts/script.ts";
import { leanText } from "../scripts/segments.ts";
import type { LineText } from "./line-texts.ts";

export type SmsRules = {
  /** In a simulation: numbers of the exchange 555 may be texted. */
  allowTestNumbers: boolean;
};

/** `from`: E.164. */
export type ReadSms =
  | { ok: true; from: string; text: LineText }
  | Refusal<"bad_request" | "unknown_sender" | "unknown_recipient">;

const FIELDS = ["idempotencyKey", "fromPhoneNumber", "toPhoneNumber", "content"] as const;
type Field = (typeof FIELDS)[number];

const MOST_KEY_CHARS = 200;
/** A key is compared as it is, so it has no blanks at its ends and nothing that nobody sees. */
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;
/** Of which its own numbers are, too. */
const COUNTRIES = [...US_AND_TERRITORIES, "CA"] as const;
const NANP = /^\+1[2-9]\d{9}$/;

/** @param value of the field `sms` */
export function readSms(value: unknown, { allowTestNumbers }: SmsRules): ReadSms {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse("bad_request", `sms: send an object with ${FIELDS.join(", ")}.`);
  }
  const fields: Partial<Record<Field, string>> = {};
  const given: Record<Field, string> = { idempotencyKey: "", fromPhoneNumber: "", toPhoneNumber: "", content: "" };
  for (const field of FIELDS) {
    const each: unknown = Reflect.get(value, field);
    if (typeof each === "string" && each !== "") given[field] = each;
    else fields[field] = each === undefined || each === "" ? "is missing" : "has to be a text in quotation marks";
  }
  const { idempotencyKey: key, fromPhoneNumber, toPhoneNumber, content } = given;
  if (fields.idempotencyKey === undefined && !KEY.test(key)) {
    fields.idempotencyKey = `has to be 1 to ${MOST_KEY_CHARS} letters, digits and signs of ASCII`;
  }
  const body = leanText(cleanText(content));
  if (fields.content === undefined) {
    if (body.trim() === "") fields.content = "has nothing that can be read";
    else if (textTooLong(body)) {
      fields.content = `has ${body.length.toLocaleString("en-US")} characters; a text has at most ${MAX_TEXT_LENGTH.toLocaleString("en-US")}`;
    }
  }
  const problems = Object.entries(fields);
  if (problems.length > 0) {
    const named = Object.fromEntries(problems.map(([field, what]) => [`sms.${field}`, `sms.${field} ${what}.`]));
    return refuseFields("bad_request", named);
  }
  const from = nanpNumber(fromPhoneNumber);
  if (from === null) return refuse("unknown_sender", unknownSender(fromPhoneNumber));
  const to = normalizePhone(toPhoneNumber, { allowTestNumbers, countries: COUNTRIES });
  if (!to.ok) return refuse("unknown_recipient", `sms.toPhoneNumber: ${to.message}`);
  if (to.cell === from) return refuse("unknown_recipient", "sms.toPhoneNumber: A number cannot text itself.");
  return { ok: true, from, text: { key, to: to.cell, body } };
}

export function unknownSender(number: string): string {
  return `${number.slice(0, 40)} is not a number of a user of your organization: reserve and assign one first (/phonebook/reserve, /phonebook/assign).`;
}

/** E.164 of a number of North America, however it is punctuated; null: it is none. */
export function nanpNumber(typed: string): string | null {
  if (typed.length > 40 || /[^\d\s+().-]/.test(typed)) return null;
  const digits = typed.replaceAll(/\D/g, "");
  const number = typed.trim().startsWith("+") ? `+${digits}` : digits.length === 10 ? `+1${digits}` : `+${digits}`;
  return NANP.test(number) ? number : null;
}

export type SmsLineRead = { line: number; read: ReadSms | Refusal<"bad_json">; key: string | null };

/** One line of NDJSON: `{"sms": {…}}`, or what is in it alone. @param line its number, from 1 */
export function readSmsLine(text: string, line: number, rules: SmsRules): SmsLineRead {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const message = "This line is not JSON: write one object per line, without a comma behind it.";
    return { line, read: refuse("bad_json", message), key: null };
  }
  const sms: unknown = typeof json === "object" && json !== null && "sms" in json ? json.sms : json;
  const key: unknown = typeof sms === "object" && sms !== null ? Reflect.get(sms, "idempotencyKey") : null;
  return { line, read: readSms(sms, rules), key: typeof key === "string" ? key.slice(0, MOST_KEY_CHARS) : null };
}
