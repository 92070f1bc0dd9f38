/** What the carrier checks of a request to send, in its order. Keeps no state. */
import type { FormParams } from "../../signature.ts";
import { mediaUrls } from "./media.ts";
import { stickySender, type Senders } from "./senders.ts";
import type { Account } from "../settings.ts";

export type TextToCreate = {
  to: string;
  from: string;
  messagingServiceSid: string | null;
  body: string;
  mediaUrls: string[];
  statusCallback: string | null;
  /** Send it as an MMS, even without files. */
  asMms: boolean;
  /** Epoch ms; null: at once. */
  sendAt: number | null;
};
export type CheckedText = { ok: true; text: TextToCreate } | TextRefusal;
type TextRefusal = { ok: false; code: number; detail?: string };

const E164 = /^\+[1-9]\d{6,14}$/;
const NANP = /^\+1[2-9]\d{2}[2-9]\d{6}$/;
const SERVICE_SID = /^MG[0-9a-fA-F]{32}$/;
const MAX_BODY = 1600;
const SCHEDULE_FROM_MS = 300_000;
const SCHEDULE_UNTIL_MS = 35 * 86_400_000;

export function checkText(account: Account, params: FormParams, senders: Senders, nowMs: number): CheckedText {
  const given = (name: string): string | null => {
    const value = params[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const to = given("To");
  if (to === null) return { ok: false, code: 21604 };
  if (!E164.test(to) || (to.startsWith("+1") && !NANP.test(to))) return { ok: false, code: 21211, detail: to };
  const messagingServiceSid = given("MessagingServiceSid");
  const sender = chooseSender(account, { to, from: given("From"), serviceSid: messagingServiceSid }, senders);
  if (!sender.ok) return sender;
  const { from } = sender;
  if (from === to) return { ok: false, code: 21266, detail: to };
  const media = mediaUrls(params);
  if (!media.ok) return media;
  const body = given("Body");
  if (body === null && media.urls.length === 0) return { ok: false, code: 21619 };
  if (body !== null && body.length > MAX_BODY && [...body].length > MAX_BODY) return { ok: false, code: 21617 };
  const statusCallback = given("StatusCallback");
  if (statusCallback !== null && !isCallback(statusCallback)) return { ok: false, code: 21609, detail: statusCallback };
  const validity = given("ValidityPeriod");
  if (validity !== null && !isWithin(validity, 1, 36_000)) return { ok: false, code: 90007, detail: validity };
  const schedule = readSchedule(given("ScheduleType"), given("SendAt"), messagingServiceSid, nowMs);
  if (!schedule.ok) return schedule;
  return {
    ok: true,
    text: {
      to,
      from,
      messagingServiceSid,
      body: body ?? "",
      mediaUrls: media.urls,
      statusCallback,
      asMms: media.urls.length > 0 || given("SendAsMms")?.toLowerCase() === "true",
      sendAt: schedule.sendAt,
    },
  };
}

function chooseSender(
  account: Account,
  { to, from, serviceSid }: { to: string; from: string | null; serviceSid: string | null },
  senders: Senders,
): { ok: true; from: string } | TextRefusal {
  if (serviceSid === null) {
    if (from === null) return { ok: false, code: 21603 };
    const owner = senders.owner(from);
    if (!owner) return { ok: false, code: 21659, detail: from };
    return owner.account.sid === account.sid ? { ok: true, from } : { ok: false, code: 21660, detail: from };
  }
  if (!SERVICE_SID.test(serviceSid)) return { ok: false, code: 21705, detail: serviceSid };
  const service = senders.service(account, serviceSid);
  if (!service) return { ok: false, code: 21701, detail: serviceSid };
  if (from !== null) {
    return service.numbers.includes(from) ? { ok: true, from } : { ok: false, code: 21711, detail: from };
  }
  const chosen = stickySender(service, to);
  return chosen === null ? { ok: false, code: 21703, detail: serviceSid } : { ok: true, from: chosen };
}

/** A web address with a host name, in which the carrier takes no underscore. */
function isCallback(address: string): boolean {
  if (!/^https?:\/\/[^/]/.test(address) || !URL.canParse(address)) return false;
  return !new URL(address).hostname.includes("_");
}

function readSchedule(
  type: string | null,
  sendAt: string | null,
  serviceSid: string | null,
  nowMs: number,
): { ok: true; sendAt: number | null } | TextRefusal {
  if (type === null) return { ok: true, sendAt: null };
  if (type !== "fixed") return { ok: false, code: 20001, detail: "ScheduleType" };
  if (serviceSid === null) return { ok: false, code: 35118 };
  if (sendAt === null) return { ok: false, code: 35111 };
  const atMs = /^\d{4}-\d\d-\d\dT/.test(sendAt) ? Date.parse(sendAt) : Number.NaN;
  if (Number.isNaN(atMs)) return { ok: false, code: 35114, detail: sendAt };
  const inMs = atMs - nowMs;
  if (inMs < SCHEDULE_FROM_MS || inMs > SCHEDULE_UNTIL_MS) return { ok: false, code: 35114, detail: sendAt };
  return { ok: true, sendAt: atMs };
}

function isWithin(value: string, from: number, to: number): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= from && Number(value) <= to;
}
