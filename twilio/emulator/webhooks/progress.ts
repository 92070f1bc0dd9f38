/**
 * The progress of an accepted text: queued, sent, then delivered, undelivered or failed, each with its status callback.
 */
import { draw, drawMs } from "../chance.ts";
import { NO_FAULTS, type FaultPlan } from "../faults.ts";
import { isFinal, type CarrierStatus, type Ledger, type LedgerText } from "../ledger.ts";
import { API_VERSION } from "../api/message-resource.ts";
import { eventId, type EventStream } from "../events/stream.ts";
import type { Senders } from "../api/senders.ts";
import type { EmulatorSettings } from "../settings.ts";
import type { Timers } from "../timers.ts";
import type { Webhooks } from "./webhooks.ts";

export type Progress = ReturnType<typeof createProgress>;

export function createProgress(deps: {
  settings: () => EmulatorSettings;
  senders: () => Senders;
  ledger: Ledger;
  webhooks: Webhooks;
  stream: Pick<EventStream, "publish">;
  timers: Timers;
  now: () => number;
  /** Called once for each text that reached its phone. */
  onDelivered: (text: LedgerText) => void;
}) {
  /** Starts a text on its way, or takes it up again after a restart. */
  function start(text: LedgerText, plan: FaultPlan): void {
    const steps = stepsOf(plan.errorCode);
    const done = steps.findIndex(([status]) => status === text.status);
    step(text, plan, steps.slice(done + 1), []);
  }

  /** @param reports held back until the last step, if they are to come in reversed order */
  function step(text: LedgerText, plan: FaultPlan, steps: Step[], reports: (() => void)[]): void {
    const [next, ...later] = steps;
    if (!next) return;
    const [, delay] = next;
    const { delays, seed } = deps.settings();
    deps.timers.after(drawMs(delays[delay], seed, `${next[0]}${text.to}#${text.seq}`), () => {
      if (plan.errorCode === null && !isActive(text)) {
        step(text, { ...plan, errorCode: SUSPENDED }, [["failed", delay]], reports);
        return;
      }
      const [status] = next;
      const errorCode = isFinal(status) ? plan.errorCode : null;
      deps.ledger.setStatus(text, status, deps.now(), errorCode);
      // The request's answer has said so already: a text by a plain number is queued from the beginning.
      const isTold = status === "queued" && text.messagingServiceSid === null;
      const report = (): void => {
        if (!isTold) callBack(text, status, errorCode, plan);
        publish(text, status, errorCode, plan);
      };
      if (plan.reversed) reports.unshift(report);
      else report();
      if (later.length === 0) for (const held of reports) held();
      if (status === "delivered") deps.onDelivered(text);
      step(text, plan, later, reports);
    });
  }

  /** Texts that wait when an account is suspended are not sent. */
  function isActive(text: LedgerText): boolean {
    return text.status === "sent" || (deps.senders().account(text.accountSid)?.status ?? "active") === "active";
  }

  function callBack(text: LedgerText, status: CarrierStatus, errorCode: number | null, plan: FaultPlan): void {
    const account = deps.senders().account(text.accountSid);
    if (plan.dropped || !account) return;
    const service =
      text.messagingServiceSid === null ? null : deps.senders().service(account, text.messagingServiceSid);
    const url = text.statusCallback ?? service?.statusCallback;
    if (!url) return;
    const params: Record<string, string> = {
      AccountSid: text.accountSid,
      ApiVersion: API_VERSION,
      From: text.from,
      MessageSid: text.sid,
      MessageStatus: status,
      SmsSid: text.sid,
      SmsStatus: status,
      To: text.to,
    };
    if (text.messagingServiceSid !== null) params["MessagingServiceSid"] = text.messagingServiceSid;
    if (errorCode !== null) params["ErrorCode"] = String(errorCode);
    const doneDate = rawDoneDate(text, status);
    if (doneDate !== null) params["RawDlrDoneDate"] = doneDate;
    const idempotencyToken = eventToken(text.sid, status);
    const send = (): void => {
      void deps.webhooks.dispatch({
        kind: "status",
        messageSid: text.sid,
        url,
        fallbackUrl: null,
        params,
        account,
        idempotencyToken,
      });
    };
    deps.timers.after(plan.lateMs, send);
    if (plan.duplicateMs !== null) deps.timers.after(plan.lateMs + plan.duplicateMs, send);
  }

  /** As Event Streams have it: every text has its events, whether it names an address for callbacks or not. */
  function publish(text: LedgerText, status: CarrierStatus, errorCode: number | null, plan: FaultPlan): void {
    if (plan.dropped) return;
    const type = `com.twilio.messaging.message.${status}`;
    const data: Record<string, unknown> = {
      messageSid: text.sid,
      timestamp: new Date(deps.now()).toISOString(),
      accountSid: text.accountSid,
      eventName: type,
      apiVersion: API_VERSION,
      from: text.from,
      to: text.to,
      messageStatus: status.toUpperCase(),
      body: text.body,
      numberOfSegments: text.segments,
      dateUpdated: new Date(deps.now()).toISOString(),
    };
    if (text.messagingServiceSid !== null) data["messagingServiceSid"] = text.messagingServiceSid;
    if (text.statusCallback !== null) data["statusCallBackUrl"] = text.statusCallback;
    if (errorCode !== null) data["errorCode"] = errorCode;
    const doneDate = rawDoneDate(text, status);
    if (doneDate !== null) data["rawDlrDoneDate"] = doneDate;
    deps.stream.publish(text.accountSid, { type, id: eventId(text.sid, status), data }, plan);
  }

  /** The minute of the network's receipt, YYMMDDhhmm; some networks give none. */
  function rawDoneDate(text: LedgerText, status: CarrierStatus): string | null {
    if (status !== "delivered" && status !== "undelivered") return null;
    if (draw(deps.settings().seed, `receipt${text.sid}`) < deps.settings().withoutDoneDate) return null;
    return new Date(deps.now()).toISOString().replaceAll(/\D/g, "").slice(2, 12);
  }

  return {
    start,
    /** Ends a scheduled text before its time. */
    cancel(text: LedgerText): void {
      deps.ledger.setStatus(text, "canceled", deps.now(), null);
      callBack(text, "canceled", null, NO_FAULTS);
    },
  };
}

/** The account was suspended between acceptance and sending. */
const SUSPENDED = 30_002;

type Step = readonly [CarrierStatus, "queuedMs" | "sentMs" | "deliveredMs"];
const DELIVERED: Step[] = [
  ["queued", "queuedMs"],
  ["sent", "sentMs"],
  ["delivered", "deliveredMs"],
];
const UNDELIVERED: Step[] = [
  ["queued", "queuedMs"],
  ["sent", "sentMs"],
  ["undelivered", "deliveredMs"],
];
const FAILED: Step[] = [
  ["queued", "queuedMs"],
  ["failed", "sentMs"],
];
/** Codes with which the network gave a text back that was on its way; all others fail before it is sent. */
const GIVEN_BACK = new Set([
  30003, 30004, 30005, 30006, 30007, 30008, 30009, 30011, 30017, 30022, 30023, 30027, 30034, 30410,
]);

function stepsOf(errorCode: number | null): Step[] {
  if (errorCode === null) return DELIVERED;
  return GIVEN_BACK.has(errorCode) ? UNDELIVERED : FAILED;
}

const STATUS_DIGITS: Record<string, string> = {
  accepted: "a0",
  queued: "a1",
  sent: "a2",
  delivered: "a3",
  undelivered: "a4",
  failed: "a5",
  received: "a6",
  canceled: "a7",
};

/** I-Twilio-Idempotency-Token: a UUID per event, the same for all of its deliveries, also after a restart. */
export function eventToken(sid: string, status: string): string {
  const hex = sid.slice(2, 32) + (STATUS_DIGITS[status] ?? "00");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
