/**
 * Webhooks out: signed by the account's token, or by its shared key if it has one; pushed over HTTP or stored to be
 * pulled; repeated as configured, then sent to the fallback address. All deliveries of one event carry the same
 * I-Twilio-Idempotency-Token.
 */
import { bodyHash, sign, SIGNATURE_SETTINGS } from "../../signature.ts";
import type { Faults } from "../faults.ts";
import type { Account, EmulatorSettings, WebhookPolicy } from "../settings.ts";
import { pathStartOf, type HttpAnswer, type WebhookClient } from "./webhook-client.ts";

export type WebhookJob = {
  kind: "inbound" | "status";
  messageSid: string;
  url: string;
  fallbackUrl: string | null;
  params: Record<string, string>;
  account: Pick<Account, "authToken" | "sharedKey">;
  idempotencyToken: string;
};

/** `status` 0: never answered. `url` is the address of the last try. */
export type WebhookAnswer = { status: number; body: string; attempts: number; url: string };

/** A webhook as `GET /control/webhooks` hands it out, ready to be posted. */
export type PulledWebhook = {
  id: number;
  kind: "inbound" | "status" | "events";
  messageSid: string;
  url: string;
  headers: Record<string, string>;
  body: string;
};

export type WebhookCounts = { sent: number; answered: number; refused: number; failed: number; underWay: number };

export type Webhooks = ReturnType<typeof createWebhooks>;

const MAX_RETRY_DELAY_MS = 10_000;
/**
 * What the fallback address learns about the main one: it answered wrongly or not at all, or could not be connected.
 */
const HTTP_FAILED = "11200";
const NO_CONNECTION = "11205";

export function createWebhooks(deps: {
  settings: () => EmulatorSettings;
  client: WebhookClient;
  faults?: Pick<Faults, "inbound">;
}) {
  const waiting: PulledWebhook[] = [];
  const pulled = new Map<number, (answer: HttpAnswer) => void>();
  let nextId = 1;
  let generation = 0;
  let counts = freshCounts();

  function freshCounts(): Record<WebhookJob["kind"], WebhookCounts> {
    const zero = { sent: 0, answered: 0, refused: 0, failed: 0, underWay: 0 };
    return { inbound: { ...zero }, status: { ...zero } };
  }

  /** One delivery. Its promise may stay open for ever if nobody reports the answer of a pulled webhook. */
  function deliver(
    job: WebhookJob,
    configured: string,
    params: Record<string, string>,
    timeoutMs: number,
  ): Promise<HttpAnswer> {
    const { webhookFormat } = deps.settings();
    const { address, body, contentType, signature } = signed(job.account, configured, params, webhookFormat);
    const headers = {
      "content-type": contentType,
      "user-agent": "TwilioProxy/1.1",
      accept: "*/*",
      ...signature,
      "i-twilio-idempotency-token": job.idempotencyToken,
    };
    counts[job.kind].sent += 1;
    return post(job, address, headers, body, timeoutMs);
  }

  /** Over HTTP, or to be pulled. */
  function post(
    { kind, messageSid }: Pick<PulledWebhook, "kind" | "messageSid">,
    address: string,
    headers: Record<string, string>,
    body: string,
    timeoutMs: number,
  ): Promise<HttpAnswer> {
    const { mode, origins } = deps.settings();
    if (mode === "push") {
      const pathStart = pathStartOf(address);
      const really = origins[address.slice(0, pathStart)];
      const url = really === undefined ? address : really + address.slice(pathStart);
      return deps.client.post(url, headers, body, timeoutMs);
    }
    const id = nextId;
    nextId += 1;
    waiting.push({ id, kind, messageSid, url: address, headers, body });
    return new Promise((resolve) => pulled.set(id, resolve));
  }

  /** One delivery to the main address, as far as a fault lets it. */
  async function deliverMain(
    job: WebhookJob,
    address: string,
    { attempt, timeoutMs }: { attempt: number; timeoutMs: number },
  ): Promise<HttpAnswer> {
    const fault = job.kind === "inbound" ? deps.faults?.inbound(job.params["From"] ?? "", attempt) : null;
    if (fault === "inbound-unreachable") return { status: 0, body: "", error: "connect" };
    const answer = await deliver(job, address, job.params, timeoutMs);
    return fault === "inbound-answer-lost" ? { status: 0, body: "", error: "timeout" } : answer;
  }

  /** Posts JSON once, as Event Streams do. True: it was taken. Never throws. */
  async function postJson({ url, json, account, timeoutMs }: JsonWebhook): Promise<boolean> {
    const startedIn = generation;
    const { username, password } = new URL(url);
    const target = username === "" ? url : url.replace(/\/\/[^/@]*@/, "//");
    const { address, body, contentType, signature } = signedJson(account, target, json);
    const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
    const headers = {
      "content-type": contentType,
      "user-agent": "TwilioProxy/1.1",
      ...(username === "" ? {} : { authorization: `Basic ${basic}` }),
      ...signature,
    };
    const { status } = await post({ kind: "events", messageSid: "" }, address, headers, body, timeoutMs);
    return generation !== startedIn || (status >= 200 && status < 300);
  }

  /** Sends a webhook until it is answered with 2xx or all tries, or their time, are used up. Never throws. */
  async function dispatch(job: WebhookJob): Promise<WebhookAnswer> {
    const startedIn = generation;
    const count = counts[job.kind];
    count.underWay += 1;
    const policy = job.kind === "inbound" ? deps.settings().inbound : deps.settings().statusCallbacks;
    let attempts = 0;
    let last: WebhookAnswer = { status: 0, body: "", attempts, url: job.url };
    let errorCode = HTTP_FAILED;
    for (const configured of job.fallbackUrl === null ? [job.url] : [job.url, job.fallbackUrl]) {
      const { address, retries, repeats } = overrides(configured, policy);
      const isFallback = configured !== job.url;
      const params = isFallback ? { ...job.params, ErrorCode: errorCode, ErrorUrl: job.url } : job.params;
      const untilMs = performance.now() + policy.timeoutMs;
      for (let attempt = 0; attempt <= retries; attempt += 1) {
        if (attempt > 0) await wait(Math.min(policy.retryDelayMs * 2 ** (attempt - 1), MAX_RETRY_DELAY_MS));
        const timeoutMs = untilMs - performance.now();
        if (generation !== startedIn) return last;
        if (timeoutMs <= 0) break;
        const answer = await (isFallback
          ? deliver(job, address, params, timeoutMs)
          : deliverMain(job, address, { attempt, timeoutMs }));
        errorCode = answer.error === "connect" ? NO_CONNECTION : HTTP_FAILED;
        attempts += 1;
        last = { status: answer.status, body: answer.body, attempts, url: address };
        if (answer.status >= 200 && answer.status < 300) {
          count.underWay -= 1;
          count.answered += 1;
          return last;
        }
        if (!repeats(answer)) break;
      }
    }
    count.underWay -= 1;
    if (last.status === 0) count.failed += 1;
    else count.refused += 1;
    return last;
  }

  return {
    dispatch,
    postJson,
    counts: () => counts,
    /** Hands out waiting webhooks, oldest first; each once. */
    pull: (limit: number): PulledWebhook[] => waiting.splice(0, limit),
    /** What a pulled webhook was answered with; false if it is not known. */
    answered(id: number, status: number, body: string): boolean {
      const resolve = pulled.get(id);
      if (!resolve) return false;
      pulled.delete(id);
      resolve({ status, body, error: null });
      return true;
    },
    /** Forgets what waits; webhooks under way are not repeated any more. */
    clear(): void {
      generation += 1;
      waiting.length = 0;
      pulled.clear();
      counts = freshCounts();
    },
  };
}

type Overrides = { address: string; retries: number; repeats: (answer: HttpAnswer) => boolean };

/** Connection overrides in an address, `#rc=4&rp=all`: retry count and what is retried. The fragment is not signed. */
function overrides(configured: string, policy: WebhookPolicy): Overrides {
  const hash = configured.indexOf("#");
  const address = hash === -1 ? configured : configured.slice(0, hash);
  const wishes = new URLSearchParams(hash === -1 ? "" : configured.slice(hash + 1));
  const count = Number(wishes.get("rc") ?? Number.NaN);
  const own = Number.isInteger(count);
  const retries = own ? Math.min(Math.max(count, 0), 5) : policy.retries;
  const causes: ReadonlySet<string> = new Set(wishes.get("rp")?.split(",") ?? (own ? ["ct"] : policy.causes));
  const repeats = ({ status, error }: HttpAnswer): boolean =>
    causes.has("all") ||
    (causes.has("ct") && error === "connect") ||
    (causes.has("rt") && (error === "timeout" || error === "lost")) ||
    (causes.has("4xx") && status >= 400 && status < 500) ||
    (causes.has("5xx") && status >= 500);
  return { address, retries, repeats };
}

type JsonWebhook = { url: string; json: object; account: WebhookJob["account"]; timeoutMs: number };
type SignedBody = { address: string; body: string; contentType: string; signature: Record<string, string> };

/** A form is signed by its address and fields; JSON by the address alone, which then carries the body's hash. */
function signed(
  account: WebhookJob["account"],
  configured: string,
  params: Record<string, string>,
  format: EmulatorSettings["webhookFormat"],
): SignedBody {
  if (format === "json") return signedJson(account, configured, params);
  const contentType = "application/x-www-form-urlencoded; charset=UTF-8";
  const signature = signatureOf(account, configured, params);
  return { address: configured, body: encodeForm(params), contentType, signature };
}

function signedJson(account: WebhookJob["account"], configured: string, json: object): SignedBody {
  const body = toAscii(JSON.stringify(json));
  const joint = configured.includes("?") ? "&" : "?";
  const address = `${configured}${joint}bodySHA256=${bodyHash(body)}`;
  return { address, body, contentType: "application/json", signature: signatureOf(account, address, {}) };
}

function signatureOf({ authToken, sharedKey }: WebhookJob["account"], address: string, fields: Record<string, string>) {
  if (sharedKey === null) return { "x-twilio-signature": sign(authToken, address, fields) };
  return {
    "x-twilio-signature": sign(sharedKey.secret, address, fields, "sha256"),
    [SIGNATURE_SETTINGS]: `key=${sharedKey.id},algorithm=HMAC_SHA256`,
  };
}

/** The product's client writes ASCII. */
function toAscii(json: string): string {
  return json.replaceAll(/[\u0080-\uFFFF]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function encodeForm(params: Record<string, string>): string {
  let form = "";
  for (const name in params) {
    const value = encodeURIComponent(params[name] ?? "").replaceAll("%20", "+");
    form += form === "" ? `${name}=${value}` : `&${name}=${value}`;
  }
  return form;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
