/** Calls of Twilio's API for numbers and services: where they go, what failures are, and lists page by page. */
import type { NumberCarrierFailure } from "../../domain/numbers/number-carrier.ts";
import { callTwilio, isObject, prepare, readObject } from "../carrier.ts";
import type { CarrierDeps, TwilioAccount } from "../carrier.ts";
import { carrierError } from "../errors.ts";

const PAGE_SIZE = 1000;
/** 100,000 numbers: more than any account has, and an end for a list that goes in circles. */
const MAX_PAGES = 100;
const WAITS_RETRY_AFTER_MS = 30_000;

export type NumberApi = "api" | "messaging" | "pricing";
type Parameters = Readonly<Record<string, string | undefined>>;
export type NumberCall = {
  method: "GET" | "POST" | "DELETE";
  api: NumberApi;
  /** Behind the origin; `{account}` is the account's sid. */
  path: string;
  query?: Parameters;
  form?: Parameters;
};
export type NumberAnswer = { ok: true; status: number; body: Record<string, unknown> } | NumberCarrierFailure;

/** Origin of one of the carrier's APIs: hosts of their own at Twilio, one for all of them at an emulator. */
export function apiOrigin({ apiBase }: Pick<TwilioAccount, "apiBase">, api: NumberApi): string {
  return apiBase.replace(/^https:\/\/api\.((?:[a-z0-9-]+\.)*twilio\.com)$/, `https://${api}.$1`);
}

/** One call. Never throws for anything that the network or the carrier does. */
export async function callNumbers(account: TwilioAccount, call: NumberCall, deps: CarrierDeps): Promise<NumberAnswer> {
  const query = encoded(call.query ?? {});
  const path = call.path.replace("{account}", account.accountSid);
  return callAddress(account, apiOrigin(account, call.api) + path + (query === "" ? "" : `?${query}`), call, deps);
}

async function callAddress(
  account: TwilioAccount,
  url: string,
  { method, form }: Pick<NumberCall, "method" | "form">,
  deps: CarrierDeps,
): Promise<NumberAnswer> {
  const { readHeaders, writeHeaders } = prepare(account);
  const request = form ? { method, headers: writeHeaders, body: encoded(form) } : { method, headers: readHeaders };
  const answer = await callTwilio(url, request, deps);
  if (!answer.ok) return { ok: false, reason: "unclear", message: `No answer of the carrier: ${answer.detail}.` };
  const { status } = answer;
  if (status === 204) return { ok: true, status, body: {} };
  const body = readObject(answer.body);
  if (status >= 200 && status < 300) {
    // Done, but what came back cannot be read: asking again tells what is there now.
    if (!body) return { ok: false, reason: "unclear", message: "The carrier's answer is not JSON." };
    return { ok: true, status, body };
  }
  return failure(status, body, answer.retryAfterMs);
}

function failure(status: number, body: Record<string, unknown> | null, retryAfterMs: number): NumberCarrierFailure {
  const named = typeof body?.["code"] === "number" ? body["code"] : null;
  const code = named ?? status;
  const said = typeof body?.["message"] === "string" ? body["message"] : `error ${status}`;
  if (status === 429) {
    return { ok: false, reason: "throttled", retryAfterMs, message: "The carrier takes no more calls at the moment." };
  }
  // 408 and redirects say nothing about the outcome; a 5xx may follow after the work was done.
  if (status < 400 || status === 408 || status >= 500) {
    return { ok: false, reason: "unclear", message: `The carrier answered ${status}: ${said}.` };
  }
  const { effect, meaning, remedy } = carrierError(code);
  if (status === 401 || status === 403 || effect === "account_waits") {
    const why = effect === "account_waits" ? `${meaning} (${code}).` : `The carrier refuses the account (${code}).`;
    const message = remedy === null ? why : `${why} ${remedy}`;
    return { ok: false, reason: "waits", code, retryAfterMs: WAITS_RETRY_AFTER_MS, message };
  }
  const message = `The carrier refused it: ${said} (${code}).`;
  return { ok: false, reason: status === 404 ? "unknown" : "refused", code, message };
}

/**
 * Every item of a list, all pages of it. A next page is only followed to the origin that the list came from, because the
 * login goes with each call.
 */
export async function listAll<Item>(
  account: TwilioAccount,
  call: Pick<NumberCall, "api" | "path" | "query">,
  { key, read }: { key: string; read: (item: Record<string, unknown>) => Item | null },
  deps: CarrierDeps,
): Promise<{ ok: true; items: Item[] } | NumberCarrierFailure> {
  const origin = apiOrigin(account, call.api);
  const first: NumberCall = { ...call, method: "GET", query: { ...call.query, PageSize: String(PAGE_SIZE) } };
  const items: Item[] = [];
  let answer = await callNumbers(account, first, deps);
  for (let pages = 1; ; pages += 1) {
    if (!answer.ok) return answer;
    const list = answer.body[key];
    if (!Array.isArray(list)) return { ok: false, reason: "unclear", message: `The carrier's list has no ${key}.` };
    for (const each of list) {
      const item = isObject(each) ? read(each) : null;
      if (item !== null) items.push(item);
    }
    const next = nextPage(answer.body, origin);
    if (next === null) return { ok: true, items };
    if (pages === MAX_PAGES) {
      return { ok: false, reason: "unclear", message: `The carrier's list is longer than ${MAX_PAGES * PAGE_SIZE}.` };
    }
    if (!next.startsWith(`${origin}/`)) {
      return {
        ok: false,
        reason: "unclear",
        message: "The carrier's list goes on at a host that is not the carrier's.",
      };
    }
    answer = await callAddress(account, next, { method: "GET" }, deps);
  }
}

/** `next_page_uri` is a path, `meta.next_page_url` a whole address. */
function nextPage(body: Record<string, unknown>, origin: string): string | null {
  const uri = body["next_page_uri"];
  if (typeof uri === "string" && uri !== "") return origin + uri;
  const meta = body["meta"];
  const url = isObject(meta) ? meta["next_page_url"] : null;
  return typeof url === "string" && url !== "" ? url : null;
}

function encoded(parameters: Parameters): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`))
    .join("&");
}
