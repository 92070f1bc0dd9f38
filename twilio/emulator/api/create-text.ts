/** `POST Messages.json` as a plain function: checks a request as Twilio does, accepts it into the ledger, or refuses. */
import { randomUUID } from "node:crypto";
import type { FormParams } from "../../signature.ts";
import type { Fault, Faults } from "../faults.ts";
import { blockKey } from "../webhooks/keywords.ts";
import type { Ledger, LedgerText } from "../ledger.ts";
import { fetchFiles, mediaUrls } from "./media.ts";
import { errorResource, messageResource, segmentsOf } from "./message-resource.ts";
import type { Progress } from "../webhooks/progress.ts";
import { stickySender, type Senders } from "./senders.ts";
import type { Account, Settings } from "../settings.ts";

export type CreateAnswer = { status: number; json: object; retryAfterMs?: number };
/** `hold`: the text is accepted, but the client shall not learn it: no answer for so long, then a lost connection. */
export type CreateOutcome = { kind: "answer"; answer: CreateAnswer } | { kind: "hold"; holdMs: number };

export type CreateCounts = { accepted: number; refused: number; throttled: number; failed: number };

const E164 = /^\+[1-9]\d{6,14}$/;
const NANP = /^\+1[2-9]\d{2}[2-9]\d{6}$/;
const MAX_BODY = 1600;
const DEFAULT_HOLD_MS = 30_000;

export type CreateText = ReturnType<typeof createCreateText>;

export function createCreateText(deps: {
  settings: () => Settings;
  senders: () => Senders;
  ledger: Ledger;
  faults: Faults;
  progress: Progress;
  now: () => number;
}) {
  let counts: CreateCounts = { accepted: 0, refused: 0, throttled: 0, failed: 0 };
  const buckets = new Map<string, { tokens: number; at: number }>();

  function create(account: Account, params: FormParams): CreateOutcome {
    if (!takeToken(account.sid)) return refuse("throttled", 429, 20429);
    const checked = check(account, params);
    if (!checked.ok) return refuse("refused", 400, checked.code, checked.detail);
    const plan = deps.faults.plan(checked.text.to);
    if (plan.refuse) return refuseBy(plan.refuse);
    const text = deps.ledger.accept(checked.text);
    counts.accepted += 1;
    const answer: CreateAnswer = { status: 201, json: messageResource(text) };
    if (text.media && deps.settings().mode === "push") {
      void fetchFiles(text, deps).then((code) =>
        deps.progress.start(text, { ...plan, errorCode: plan.errorCode ?? code }),
      );
    } else deps.progress.start(text, plan);
    if (plan.obscure?.kind === "accept-then-500") {
      return { kind: "answer", answer: { status: 500, json: errorResource(500, 20500) } };
    }
    if (plan.obscure) return { kind: "hold", holdMs: plan.obscure.delayMs ?? DEFAULT_HOLD_MS };
    return { kind: "answer", answer };
  }

  type Checked = { ok: true; text: Parameters<Ledger["accept"]>[0] } | { ok: false; code: number; detail?: string };

  function check(account: Account, params: FormParams): Checked {
    const given = (name: string): string | null => {
      const value = params[name];
      return typeof value === "string" && value !== "" ? value : null;
    };
    const to = given("To");
    const body = given("Body");
    const serviceSid = given("MessagingServiceSid");
    const statusCallback = given("StatusCallback");
    if (to === null) return { ok: false, code: 21604 };
    if (!E164.test(to) || (to.startsWith("+1") && !NANP.test(to))) return { ok: false, code: 21211, detail: to };
    let from = given("From");
    if (serviceSid === null) {
      if (from === null) return { ok: false, code: 21603 };
      if (deps.senders().owner(from)?.account.sid !== account.sid) return { ok: false, code: 21606, detail: from };
    } else {
      const service = deps.senders().service(account, serviceSid);
      if (!service) return { ok: false, code: 21705, detail: serviceSid };
      if (from !== null && !service.numbers.includes(from)) return { ok: false, code: 21606, detail: from };
      from ??= stickySender(service, to);
      if (from === null) return { ok: false, code: 21703, detail: serviceSid };
    }
    if (from === to) return { ok: false, code: 21266, detail: to };
    const media = mediaUrls(params);
    if (!media.ok) return media;
    if (body === null && media.urls.length === 0) return { ok: false, code: 21602 };
    if (body !== null && body.length > MAX_BODY && [...body].length > MAX_BODY) return { ok: false, code: 21617 };
    if (statusCallback !== null && !/^https?:\/\/[^/]/.test(statusCallback)) {
      return { ok: false, code: 21609, detail: statusCallback };
    }
    const validity = given("ValidityPeriod");
    if (validity !== null && !(/^\d{1,5}$/.test(validity) && Number(validity) >= 1 && Number(validity) <= 36_000)) {
      return { ok: false, code: 20001, detail: "ValidityPeriod is 1 to 36000 seconds" };
    }
    if (deps.settings().keywords && deps.ledger.isBlocked(blockKey({ messagingServiceSid: serviceSid, from }, to))) {
      return { ok: false, code: 21610 };
    }
    const text = {
      sid: newSid("SM"),
      accountSid: account.sid,
      to,
      from,
      messagingServiceSid: serviceSid,
      body: body ?? "",
      // An MMS is one message, however long its words.
      segments: media.urls.length > 0 ? 1 : segmentsOf(body ?? ""),
      ...(media.urls.length > 0 ? { media: media.urls.map(notAsked) } : {}),
      statusCallback,
      direction: "outbound-api" as const,
      acceptedAt: deps.now(),
    };
    return { ok: true, text };
  }

  function refuseBy(fault: Fault): CreateOutcome {
    if (fault.kind === "500") return refuse("failed", 500, 20500);
    if (fault.kind !== "429") return refuse("refused", 400, fault.code ?? 20001);
    const outcome = refuse("throttled", 429, 20429);
    if (outcome.kind === "answer" && fault.delayMs !== undefined) outcome.answer.retryAfterMs = fault.delayMs;
    return outcome;
  }

  function refuse(count: keyof CreateCounts, status: number, code: number, detail?: string): CreateOutcome {
    counts[count] += 1;
    return { kind: "answer", answer: { status, json: errorResource(status, code, detail) } };
  }

  /** A bucket per account that holds one second's worth of texts. */
  function takeToken(accountSid: string): boolean {
    const rate = deps.settings().maxMessagesPerSecond;
    if (rate === 0) return true;
    const now = deps.now();
    const bucket = buckets.get(accountSid) ?? { tokens: rate, at: now };
    bucket.tokens = Math.min(rate, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    buckets.set(accountSid, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** A text that answers an inbound one by TwiML. A blocked number gets none. */
  function reply(account: Account, from: string, to: string, body: string): LedgerText | null {
    const owner = deps.senders().owner(from);
    const messagingServiceSid = owner?.service?.sid ?? null;
    if (deps.settings().keywords && deps.ledger.isBlocked(blockKey({ messagingServiceSid, from }, to))) return null;
    const text = deps.ledger.accept({
      sid: newSid("SM"),
      accountSid: account.sid,
      to,
      from,
      messagingServiceSid,
      body,
      segments: segmentsOf(body),
      statusCallback: null,
      direction: "outbound-reply",
      acceptedAt: deps.now(),
    });
    deps.progress.start(text, deps.faults.plan(to));
    return text;
  }

  return {
    create,
    reply,
    counts: () => counts,
    clear(): void {
      counts = { accepted: 0, refused: 0, throttled: 0, failed: 0 };
      buckets.clear();
    },
  };
}

const notAsked = (url: string) => ({ url, status: null, contentType: "", bytes: 0 });

export function newSid(prefix: "SM"): string {
  return prefix + randomUUID().replaceAll("-", "");
}
