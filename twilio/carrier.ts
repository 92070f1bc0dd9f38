/**
 * The carrier port: the two calls of Twilio's REST API that texting needs, by `fetch`, as data.
 *
 * No idempotency key exists for creating messages (PLATFORM.md, Carrier). So every outcome tells apart whether the
 * carrier can have accepted the text, and an unclear one is never repeated but looked up (RULES.md, Sending).
 */

/** One Twilio account. `apiBase` has no trailing slash, e.g. `https://api.twilio.com`. */
export type CarrierAccount = { accountSid: string; authToken: string; apiBase: string };

/** A text as the carrier takes it. One of `messagingServiceSid` and `from` is needed. Phone numbers are E.164. */
export type OutgoingText = {
  to: string;
  body: string;
  /** Address for delivery reports; carries our own message id, so that a report finds its message before a sid is stored. */
  statusCallback: string;
  messagingServiceSid?: string | undefined;
  from?: string | undefined;
  /** 1 to 36,000: the carrier gives up a text that waited longer. */
  validityPeriodSeconds?: number | undefined;
};

type CarrierAnswer = { status: number; headers: { get(name: string): string | null }; text(): Promise<string> };
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

export type SendOutcome =
  /** The carrier has it. `from` is null while a messaging service still chooses the sender. */
  | { kind: "accepted"; sid: string; status: string; from: string | null; segments: number }
  /** 429: was never processed; may go again after the wait, and the whole account slows down. */
  | { kind: "throttled"; retryAfterMs: number }
  /** Never sent, and the same request would be refused again. `code` is Twilio's (twilio/errors.ts), or the HTTP status. */
  | { kind: "rejected"; code: number; message: string }
  /** May or may not have been accepted: `findMessage` or a status callback decides. */
  | { kind: "unknown"; detail: string };

/** Wait before a throttled call is repeated, when the carrier names none. */
const DEFAULT_RETRY_AFTER_MS = 1000;

type PreparedAccount = {
  messagesUrl: string;
  readHeaders: Record<string, string>;
  writeHeaders: Record<string, string>;
};
const prepared = new Map<string, PreparedAccount>();

/** Address and headers of an account, made once: a text's share of CPU is small enough to feel base64. */
function prepare(account: CarrierAccount): PreparedAccount {
  const key = `${account.apiBase} ${account.accountSid} ${account.authToken}`;
  const known = prepared.get(key);
  if (known) return known;
  const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
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
  account: CarrierAccount,
  text: OutgoingText,
  deps: CarrierDeps,
): Promise<SendOutcome> {
  const { messagesUrl, writeHeaders } = prepare(account);
  const answer = await call(messagesUrl, { method: "POST", headers: writeHeaders, body: messageForm(text) }, deps);
  if (!answer.ok) return { kind: "unknown", detail: answer.detail };
  const { status, body } = answer;
  if (status === 429) return { kind: "throttled", retryAfterMs: answer.retryAfterMs };
  if (status >= 200 && status < 300) return readAccepted(body);
  // 408 and redirects say nothing about what became of the request; a 5xx may come after the text was accepted.
  if (status < 400 || status === 408 || status >= 500)
    return { kind: "unknown", detail: `the carrier answered ${status}` };
  const error = readObject(body);
  const code = typeof error?.["code"] === "number" ? error["code"] : status;
  if (code === 20429) return { kind: "throttled", retryAfterMs: answer.retryAfterMs };
  const message = typeof error?.["message"] === "string" ? error["message"] : `the carrier answered ${status}`;
  return { kind: "rejected", code, message };
}

function messageForm(text: OutgoingText): string {
  let form = `To=${encodeURIComponent(text.to)}&Body=${encodeURIComponent(text.body.toWellFormed())}`;
  form += `&StatusCallback=${encodeURIComponent(text.statusCallback)}`;
  if (text.messagingServiceSid !== undefined)
    form += `&MessagingServiceSid=${encodeURIComponent(text.messagingServiceSid)}`;
  if (text.from !== undefined) form += `&From=${encodeURIComponent(text.from)}`;
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

/** What identifies a text at the carrier, which keeps neither our id nor the callback address. */
export type LookUp = {
  to: string;
  body: string;
  /** When the first call to the carrier began (epoch ms); an older text with the same words is another one. */
  sentAfterMs: number;
  messagingServiceSid?: string | undefined;
  from?: string | undefined;
  /** Sids that already belong to other messages: the same words may be sent twice on purpose. */
  knownSids?: ReadonlySet<string> | undefined;
};

export type LookUpOutcome =
  | { kind: "found"; sid: string; status: string; errorCode: number | null; from: string | null; segments: number }
  /** Every text to this recipient was read and none is ours. Proof only after `ABSENCE_IS_PROOF_AFTER_MS`. */
  | { kind: "absent" }
  /** Could not be read to the end: nothing is known. */
  | { kind: "unreachable"; detail: string };

/** A text may still appear in the carrier's list this long after the call that created it: do not ask earlier. */
export const ABSENCE_IS_PROOF_AFTER_MS = 60_000;

/** `date_created` has whole seconds, and the carrier's clock is not ours. */
const CLOCK_SLACK_MS = 5000;
/** Lists are newest first by sending time; a text waits in the carrier's queue for 10 h at most. */
const ORDER_SLACK_MS = 24 * 3600_000;
const PAGE_SIZE = 200;
const MAX_PAGES = 20;

/**
 * Looks a text up by recipient, sender, time and body: the second way, beside status callbacks, to resolve UNKNOWN.
 * The list is not filtered by `DateSent`, because a text that waits in the carrier's queue has no such date yet and
 * would look absent.
 */
export async function findMessage(account: CarrierAccount, wanted: LookUp, deps: CarrierDeps): Promise<LookUpOutcome> {
  const { messagesUrl, readHeaders } = prepare(account);
  let url: string | null = `${messagesUrl}?To=${encodeURIComponent(wanted.to)}&PageSize=${PAGE_SIZE}`;
  let oldest: LookUpOutcome | null = null;
  for (let pages = 0; url !== null; pages += 1) {
    if (pages === MAX_PAGES)
      return { kind: "unreachable", detail: `more than ${PAGE_SIZE * MAX_PAGES} texts to ${wanted.to}` };
    const answer = await call(url, { method: "GET", headers: readHeaders }, deps);
    if (!answer.ok) return { kind: "unreachable", detail: answer.detail };
    const page = answer.status === 200 ? readObject(answer.body) : null;
    if (!page || !Array.isArray(page["messages"])) {
      return { kind: "unreachable", detail: `the carrier's list answered ${answer.status}` };
    }
    let newestCreatedMs = 0;
    for (const message of page["messages"]) {
      if (!isObject(message)) continue;
      const createdMs = Date.parse(stringOr(message["date_created"], ""));
      if (createdMs > newestCreatedMs) newestCreatedMs = createdMs;
      // The last match in a newest-first list is the one nearest to our call.
      oldest = readFound(message, createdMs, wanted) ?? oldest;
    }
    const next = page["next_page_uri"];
    const mayHoldMore = page["messages"].length > 0 && newestCreatedMs > wanted.sentAfterMs - ORDER_SLACK_MS;
    url = typeof next === "string" && next !== "" && mayHoldMore ? account.apiBase + next : null;
  }
  return oldest ?? { kind: "absent" };
}

function readFound(message: Record<string, unknown>, createdMs: number, wanted: LookUp): LookUpOutcome | null {
  const { sid } = message;
  if (typeof sid !== "string" || wanted.knownSids?.has(sid)) return null;
  // A text without a readable date may be ours: taking it as absent would risk a second one.
  if (createdMs < wanted.sentAfterMs - CLOCK_SLACK_MS) return null;
  if (message["direction"] !== "outbound-api" || message["to"] !== wanted.to) return null;
  if (!sameSender(message, wanted) || !sameWords(stringOr(message["body"], ""), wanted.body)) return null;
  return {
    kind: "found",
    sid,
    status: stringOr(message["status"], ""),
    errorCode: typeof message["error_code"] === "number" ? message["error_code"] : null,
    from: typeof message["from"] === "string" ? message["from"] : null,
    segments: Number(message["num_segments"] ?? 0) || 0,
  };
}

function sameSender(message: Record<string, unknown>, wanted: LookUp): boolean {
  if (wanted.messagingServiceSid !== undefined) return message["messaging_service_sid"] === wanted.messagingServiceSid;
  return wanted.from === undefined || message["from"] === wanted.from;
}

/** A messaging service may replace typographic marks by plain ones ("smart encoding"), and a trial account adds a prefix. */
function sameWords(carried: string, ours: string): boolean {
  if (carried === ours) return true;
  return plainWords(carried.replace(/^Sent from your Twilio trial account - /, "")) === plainWords(ours);
}

function plainWords(body: string): string {
  return body
    .normalize("NFKC")
    .replaceAll(/[‘’‚‛′]/g, "'")
    .replaceAll(/[“”„‟″«»]/g, '"')
    .replaceAll(/[‐‑‒–—―−]/g, "-")
    .replaceAll(/[\s\u200B-\u200D\u2060\uFEFF]+/g, " ")
    .trim();
}

type CallResult = { ok: true; status: number; body: string; retryAfterMs: number } | { ok: false; detail: string };

async function call(
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

function readObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
