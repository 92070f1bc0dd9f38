/**
 * The carrier port: the calls of Twilio's REST API that texting needs, by `fetch`, with outcomes as data.
 *
 * No idempotency key exists for creating messages (docs/platform.md#carrier-no-idempotency). So every outcome tells
 * apart whether the carrier can have accepted the text, and an unclear one is never repeated but looked up (look-up.ts;
 * docs/rules.md#sending-unknown).
 */
import type { SendOutcome } from "../domain/sending/carrier.ts";
import { carrierError } from "./errors.ts";

/** One Twilio account. `apiBase` has no trailing slash, e.g. `https://api.twilio.com`. */
export type TwilioAccount = {
  accountSid: string;
  /** Of the account itself; it signs the webhooks, too. */
  authToken: string;
  /** Logs in instead of the token, if there is one. */
  apiKey?: { sid: string; secret: string } | undefined;
  apiBase: string;
};

/** The `authorization` header of an account. */
export function authorizationOf({ accountSid, authToken, apiKey }: TwilioAccount): string {
  return `Basic ${btoa(apiKey ? `${apiKey.sid}:${apiKey.secret}` : `${accountSid}:${authToken}`)}`;
}

/** A text as the carrier takes it. One of `messagingServiceSid` and `from` is needed. Phone numbers are E.164. */
export type OutgoingText = {
  to: string;
  body: string;
  /**
   * Address for delivery reports; carries the message's own id, so that a report finds its message before a sid is
   * stored. Absent: the service's own address, or Event Streams, report.
   */
  statusCallback?: string | undefined;
  messagingServiceSid?: string | undefined;
  from?: string | undefined;
  /** 1 to 36,000 seconds: the carrier drops a text that waited longer. */
  validityPeriodSeconds?: number | undefined;
  /** Public address of a picture that goes with it: an MMS. */
  mediaUrl?: string | undefined;
};

export type CarrierAnswer = {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** To read what is too large for memory; absent or null: nothing. */
  body?: AsyncIterable<Uint8Array> | null;
};
type CarrierRequest = {
  method: string;
  headers: Record<string, string>;
  body?: string;
  redirect: "manual";
  signal: AbortSignal;
};

export type CarrierDeps = {
  fetch: (url: string, init: CarrierRequest) => Promise<CarrierAnswer>;
  /** Bounds one whole call, its answer's body included. */
  timeoutMs: number;
  /** `AbortSignal.timeout(timeoutMs)` of the caller, if a wave of calls shares one; otherwise each call makes its own. */
  signal?: AbortSignal | undefined;
};

/** Wait before a throttled call is repeated, when the carrier names none. */
const DEFAULT_RETRY_AFTER_MS = 1000;
/** While the account or its service takes nothing, texts wait for somebody to mend it instead of failing for good. */
const WAITS_RETRY_AFTER_MS = 30_000;
/** What an answer without a code of its own means by its HTTP status. */
const CODE_OF_STATUS: Record<number, number> = { 401: 20003, 403: 20403, 404: 20404 };

type PreparedAccount = {
  messagesUrl: string;
  readHeaders: Record<string, string>;
  writeHeaders: Record<string, string>;
};
const prepared = new Map<string, PreparedAccount>();

/** Address and headers of an account, made once, because even base64 is a noticeable part of a text's CPU. */
export function prepare(account: TwilioAccount): PreparedAccount {
  const { apiKey, authToken } = account;
  const key = `${account.apiBase} ${account.accountSid} ${apiKey?.sid} ${apiKey?.secret ?? authToken}`;
  const known = prepared.get(key);
  if (known) return known;
  const authorization = authorizationOf(account);
  const made: PreparedAccount = {
    messagesUrl: `${account.apiBase}/2010-04-01/Accounts/${account.accountSid}/Messages.json`,
    readHeaders: { authorization },
    writeHeaders: { authorization, "content-type": "application/x-www-form-urlencoded" },
  };
  if (prepared.size >= 1000) prepared.clear();
  prepared.set(key, made);
  return made;
}

/**
 * Offers one text to the carrier, once. Never throws for anything the network or the carrier does.
 * The caller has committed `SENDING` before, and makes at most six such calls at a time per invocation.
 */
export async function createMessage(
  account: TwilioAccount,
  text: OutgoingText,
  deps: CarrierDeps,
): Promise<SendOutcome> {
  const { messagesUrl, writeHeaders } = prepare(account);
  const answer = await callTwilio(
    messagesUrl,
    { method: "POST", headers: writeHeaders, body: messageForm(text) },
    deps,
  );
  if (!answer.ok) return { kind: "unknown", detail: answer.detail };
  const { status, body } = answer;
  if (status === 429) return { kind: "throttled", retryAfterMs: answer.retryAfterMs };
  if (status >= 200 && status < 300) return readAccepted(body);
  // 408 and redirects say nothing about the outcome of the request; a 5xx may follow after the text was accepted.
  if (status < 400 || status === 408 || status >= 500)
    return { kind: "unknown", detail: `the carrier answered ${status}` };
  return refusal(status, readObject(body), answer.retryAfterMs);
}

function refusal(status: number, error: Record<string, unknown> | null, retryAfterMs: number): SendOutcome {
  const named = typeof error?.["code"] === "number" ? error["code"] : null;
  const general = CODE_OF_STATUS[status];
  // A login or an account that is refused says so by the status, whatever code comes with it.
  const code =
    named !== null && (general === undefined || carrierError(named).effect !== "unknown") ? named : (general ?? status);
  const { effect, meaning, remedy } = carrierError(code);
  // Not processed either: the carrier's queue is full.
  if (effect === "throttled") return { kind: "throttled", retryAfterMs };
  if (effect === "account_waits" || effect === "service_waits") {
    const scope = effect === "account_waits" ? "account" : "service";
    const why = `${meaning} (${named ?? code}).${remedy === null ? "" : ` ${remedy}`}`;
    return { kind: "waits", scope, code, retryAfterMs: WAITS_RETRY_AFTER_MS, why };
  }
  const message = typeof error?.["message"] === "string" ? error["message"] : `the carrier answered ${status}`;
  return { kind: "rejected", code, message };
}

function messageForm(text: OutgoingText): string {
  let form = `To=${encodeURIComponent(text.to)}&Body=${encodeURIComponent(text.body.toWellFormed())}`;
  if (text.statusCallback !== undefined) form += `&StatusCallback=${encodeURIComponent(text.statusCallback)}`;
  if (text.messagingServiceSid !== undefined)
    form += `&MessagingServiceSid=${encodeURIComponent(text.messagingServiceSid)}`;
  if (text.from !== undefined) form += `&From=${encodeURIComponent(text.from)}`;
  if (text.mediaUrl !== undefined) form += `&MediaUrl=${encodeURIComponent(text.mediaUrl)}`;
  if (text.validityPeriodSeconds !== undefined) form += `&ValidityPeriod=${text.validityPeriodSeconds}`;
  return form;
}

function readAccepted(body: string): SendOutcome {
  const message = readObject(body);
  const sid = message?.["sid"];
  if (!message || typeof sid !== "string") return { kind: "unknown", detail: "the carrier's answer names no sid" };
  return {
    kind: "accepted",
    sid,
    status: stringOr(message["status"], "accepted"),
    from: typeof message["from"] === "string" ? message["from"] : null,
    segments: Number(message["num_segments"] ?? 0) || 0,
  };
}

type CallResult = { ok: true; status: number; body: string; retryAfterMs: number } | { ok: false; detail: string };

/** One request to the carrier, read to its end. Never throws. */
export async function callTwilio(
  url: string,
  request: { method: string; headers: Record<string, string>; body?: string },
  deps: CarrierDeps,
): Promise<CallResult> {
  // Not a timer that is cleared after the answer: in workerd that costs a tenth of the whole call.
  const signal = deps.signal ?? AbortSignal.timeout(deps.timeoutMs);
  try {
    // A followed redirect would turn the POST into a GET and its answer into nonsense.
    const response = await deps.fetch(url, { ...request, redirect: "manual", signal });
    const body = await response.text();
    const waitSeconds = response.status === 429 ? Number(response.headers.get("retry-after") ?? "") : 0;
    const retryAfterMs = waitSeconds > 0 ? waitSeconds * 1000 : DEFAULT_RETRY_AFTER_MS;
    return { ok: true, status: response.status, body, retryAfterMs };
  } catch (error) {
    if (signal.aborted) return { ok: false, detail: `the carrier did not answer within ${deps.timeoutMs} ms` };
    return {
      ok: false,
      detail: `connection to the carrier lost: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

export function readObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
