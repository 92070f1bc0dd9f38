/**
 * How every call answers: outcomes that the rules foresee are data, not exceptions. Over HTTP the reason chooses the
 * status; over a socket the same object comes back in a frame.
 */
export type Refusal<Reason extends string = string> = {
  ok: false;
  reason: Reason;
  /** One sentence for people: what is wrong and how to mend it. */
  message: string;
  /** For forms: what is wrong with which field, a sentence by the field's path in the request (`prices.currency`). */
  fields?: Readonly<Record<string, string>>;
};

const STATUS = {
  bad_request: 400,
  bad_json: 400,
  not_in_reservation: 400,
  not_signed_in: 401,
  wrong_password: 401,
  bad_token: 401,
  forbidden: 403,
  missing_scope: 403,
  bad_origin: 403,
  suspended: 403,
  not_found: 404,
  unknown_area_code: 404,
  unknown_reservation: 404,
  unknown_sender: 404,
  unknown_recipient: 404,
  too_large: 413,
  too_old: 426,
  throttled: 429,
  loop: 429,
  database_down: 503,
  unavailable: 503,
} as const;
export type RefusalStatus = (typeof STATUS)[keyof typeof STATUS] | 422;

/** HTTP status of a refusal: 422 unless the reason says otherwise (the request was understood, a rule refused it). */
export function httpStatusOf(reason: string): RefusalStatus {
  return Object.hasOwn(STATUS, reason) ? STATUS[reason as keyof typeof STATUS] : 422;
}

/** A refusal that the person can mend in their form. @param fields sentences by the path of the field */
export function refuseFields<Reason extends string>(
  reason: Reason,
  fields: Readonly<Record<string, string>>,
): Refusal<Reason> & { fields: Readonly<Record<string, string>> } {
  return { ok: false, reason, message: Object.values(fields).join(" "), fields };
}

export function refuse<Reason extends string>(reason: Reason, message: string): Refusal<Reason> {
  return { ok: false, reason, message };
}
