/** `POST Messages.json` as a plain function: checks a request as Twilio does, accepts it into the ledger, or refuses. */
import { randomUUID } from "node:crypto";
import type { FormParams } from "../../signature.ts";
import { checkText, type TextToCreate } from "./check-text.ts";
import { NO_FAULTS, type Fault, type FaultPlan, type Faults } from "../faults.ts";
import { blockKey } from "../webhooks/keywords.ts";
import type { Ledger, LedgerText } from "../ledger.ts";
import { fetchFiles } from "./media.ts";
import { errorResource, messageResource, segmentsOf, statusOf } from "./message-resource.ts";
import type { Progress } from "../webhooks/progress.ts";
import type { Senders } from "./senders.ts";
import type { Account, EmulatorSettings } from "../settings.ts";
import type { Timers } from "../timers.ts";

type CreateAnswer = { status: number; json: object; retryAfterMs?: number };
/** `hold`: the text is accepted, but the client shall not learn it: no answer for so long, then a lost connection. */
export type CreateOutcome = { kind: "answer"; answer: CreateAnswer } | { kind: "hold"; holdMs: number };

export type CreateCounts = { accepted: number; refused: number; throttled: number; failed: number };

const DEFAULT_HOLD_MS = 30_000;

export type CreateText = ReturnType<typeof createCreateText>;

export function createCreateText(deps: {
  settings: () => EmulatorSettings;
  senders: () => Senders;
  ledger: Ledger;
  faults: Faults;
  progress: Progress;
  timers: Timers;
  now: () => number;
}) {
  let counts: CreateCounts = { accepted: 0, refused: 0, throttled: 0, failed: 0 };
  const buckets = new Map<string, { tokens: number; at: number }>();

  function create(account: Account, params: FormParams): CreateOutcome {
    if (!takeToken(account.sid)) return refuse("throttled", 20429);
    const checked = checkText(account, params, deps.senders(), deps.now());
    if (!checked.ok) return refuse("refused", checked.code, checked.detail);
    const { text: wanted } = checked;
    if (deps.settings().keywords && deps.ledger.isBlocked(blockKey(wanted, wanted.to))) return refuse("refused", 21610);
    const plan = deps.faults.plan(wanted.to, wanted.mediaUrls.length > 0);
    if (plan.refuse) return refuseBy(plan.refuse);
    const text = accept(account, wanted);
    counts.accepted += 1;
    const answer: CreateAnswer = { status: 201, json: messageResource(text) };
    const waitMs = text.sendAt === undefined ? 0 : text.sendAt - deps.now();
    deps.timers.after(waitMs, () => begin(text, plan));
    if (plan.obscure?.kind === "accept-then-500") {
      return { kind: "answer", answer: { status: 500, json: errorResource(20500) } };
    }
    if (plan.obscure) return { kind: "hold", holdMs: plan.obscure.delayMs ?? DEFAULT_HOLD_MS };
    return { kind: "answer", answer };
  }

  /** Sends a text, unless it was canceled before its time. */
  function begin(text: LedgerText, plan: FaultPlan): void {
    if (text.status === "canceled") return;
    if (text.media && deps.settings().mode === "push") {
      void fetchFiles(text, deps).then((code) =>
        deps.progress.start(text, { ...plan, errorCode: plan.errorCode ?? code }),
      );
    } else deps.progress.start(text, plan);
  }

  function accept(account: Account, text: TextToCreate): LedgerText {
    const { mediaUrls: urls, asMms, sendAt, ...rest } = text;
    return deps.ledger.accept({
      sid: newSid(asMms ? "MM" : "SM"),
      accountSid: account.sid,
      ...rest,
      // An MMS is one message, however long its body.
      segments: asMms ? 1 : segmentsOf(text.body),
      ...(urls.length > 0 ? { media: urls.map(notAsked) } : {}),
      ...(sendAt === null ? {} : { sendAt }),
      direction: "outbound-api",
      acceptedAt: deps.now(),
    });
  }

  function refuseBy(fault: Fault): CreateOutcome {
    if (fault.kind === "500") return refuse("failed", 20500);
    if (fault.kind !== "429") return refuse("refused", fault.code ?? 20001);
    const outcome = refuse("throttled", 20429);
    if (outcome.kind === "answer" && fault.delayMs !== undefined) outcome.answer.retryAfterMs = fault.delayMs;
    return outcome;
  }

  function refuse(count: keyof CreateCounts, code: number, detail?: string): CreateOutcome {
    counts[count] += 1;
    return { kind: "answer", answer: { status: statusOf(code), json: errorResource(code, detail) } };
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
    /** Resumes after a restart what was scheduled or under way. */
    resume(text: LedgerText): void {
      const waitMs = text.status === "scheduled" ? (text.sendAt ?? 0) - deps.now() : 0;
      deps.timers.after(waitMs, () => begin(text, NO_FAULTS));
    },
    counts: () => counts,
    countRefused: () => void (counts.refused += 1),
    clear(): void {
      counts = { accepted: 0, refused: 0, throttled: 0, failed: 0 };
      buckets.clear();
    },
  };
}

const notAsked = (url: string) => ({ url, status: null, contentType: "", bytes: 0 });

/** SM: a text; MM: one with files. */
export function newSid(prefix: "SM" | "MM"): string {
  return prefix + randomUUID().replaceAll("-", "");
}
