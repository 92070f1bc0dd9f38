/** Inbound texts and delivery reports as the carrier delivers them: signed for the public address, posted to where the Worker listens. */
import { queueKeyOf } from "../../domain/ids.ts";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import { parseForm, sign } from "../../twilio/signature.ts";
import type { Context } from "./context.ts";
import type { Texted } from "./texter.ts";

/** `path`: of the address that it is signed for. */
export type SignedInbound = { sid: string; path: string; form: string; headers: Record<string, string> };

/** None of them is an opt-out. */
const WORDS = ["Yes, count me in!", "Who is this?", "What time does it start?", "Maybe, let me check my calendar"];
const LIMIT_MS = 30_000;

let made = 0;

/**
 * Signs texts in advance, so that the driver has little to do while it measures. Contacts take turns.
 * @param to `own`: numbers of the campaign's own Messaging Services, whose addresses name the queue
 */
export function prepareInbound(
  context: Context,
  contacts: readonly Texted[],
  count: number,
  to: "organization" | "own" = "organization",
): SignedInbound[] {
  const { installation, world } = context;
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = installation.secrets;
  const common = `/webhooks/twilio/${world.orgId}/inbound`;
  return Array.from({ length: count }, (_, index) => {
    made += 1;
    const sid = `SM${made.toString(16).padStart(32, "0")}`;
    const contact = contacts[index % contacts.length];
    const path = to === "own" ? `${common}/${queueKeyOf(contact?.contactId ?? "")}` : common;
    const form = new URLSearchParams({
      AccountSid: TWILIO_ACCOUNT_SID,
      ApiVersion: "2010-04-01",
      Body: WORDS[index % WORDS.length] ?? "",
      From: contact?.cell ?? "",
      MessageSid: sid,
      MessagingServiceSid: DEMO_ACCOUNT.serviceSid,
      NumMedia: "0",
      NumSegments: "1",
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: "received",
      To: DEMO_ACCOUNT.numbers[0] ?? "",
    }).toString();
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": sign(TWILIO_AUTH_TOKEN, installation.origin + path, parseForm(form)),
    };
    return { sid, path, form, headers };
  });
}

/** Throws unless it is answered with 200. */
export async function postInbound({ address, books, http }: Context, inbound: SignedInbound): Promise<void> {
  const answer = await http.post(`http://${address}${inbound.path}`, inbound.headers, inbound.form, LIMIT_MS);
  if (answer.status !== 200) throw new Error(`inbound: ${answer.status} ${answer.error ?? answer.body.slice(0, 300)}`);
  books.answered(inbound.sid);
}

export type SignedReport = { path: string; form: string; headers: Record<string, string> };

/** Three per text, signed in advance; `url` is the text's callback address. */
export function prepareReports(
  { installation }: Context,
  texts: readonly { sid: string; statusCallback: string | null; to: string }[],
): SignedReport[] {
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = installation.secrets;
  return texts.flatMap(({ sid, statusCallback: url, to }) =>
    url === null
      ? []
      : ["queued", "sent", "delivered"].map((status) => {
          const form = new URLSearchParams({
            AccountSid: TWILIO_ACCOUNT_SID,
            ApiVersion: "2010-04-01",
            From: DEMO_ACCOUNT.numbers[0] ?? "",
            MessageSid: sid,
            MessageStatus: status,
            MessagingServiceSid: DEMO_ACCOUNT.serviceSid,
            SmsSid: sid,
            SmsStatus: status,
            To: to,
          }).toString();
          const headers = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "x-twilio-signature": sign(TWILIO_AUTH_TOKEN, url, parseForm(form)),
          };
          return { path: new URL(url).pathname, form, headers };
        }),
  );
}

/** Throws unless it is answered with 204. */
export async function postReport({ address, http }: Context, { path, form, headers }: SignedReport): Promise<void> {
  const answer = await http.post(`http://${address}${path}`, headers, form, LIMIT_MS);
  if (answer.status !== 204) throw new Error(`report: ${answer.status} ${answer.error ?? answer.body.slice(0, 300)}`);
}
