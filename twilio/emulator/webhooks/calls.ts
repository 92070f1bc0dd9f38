/**
 * Calls from people to numbers of the account: the carrier asks the number's voice address what to do, and the fallback
 * address when that fails, and does what the answer says as far as a test can see it.
 */
import { randomUUID } from "node:crypto";
import { API_VERSION } from "../api/message-resource.ts";
import { phoneNumberOf, type Senders } from "../api/senders.ts";
import type { AccountNumbers } from "../numbers/account-numbers.ts";
import { eventToken } from "./progress.ts";
import type { WebhookAnswer, Webhooks } from "./webhooks.ts";

/** What the caller hears or what happens; `failed`: neither address gave an answer that the carrier understands. */
export type CallOutcome =
  | { verb: "Say"; text: string; language: string }
  | { verb: "Play"; url: string }
  | { verb: "Dial"; to: string }
  | { verb: "Reject" }
  | { verb: "failed"; status: number };

export type CallResult = { ok: true; callSid: string; outcome: Promise<CallOutcome> } | { ok: false; reason: string };

export type Calls = ReturnType<typeof createCalls>;

export function createCalls(deps: { senders: () => Senders; numbers: AccountNumbers; webhooks: Webhooks }) {
  return {
    call({ from, to }: { from: string; to: string }): CallResult {
      const number = deps.numbers.number(phoneNumberOf(to));
      const account = number && deps.senders().account(number.accountSid);
      if (!number || !account) return { ok: false, reason: `${to} is not a number of this carrier` };
      // A number in a Messaging Service keeps its own address for calls.
      if (number.voiceUrl === null) return { ok: false, reason: `${to} has no voice address: callers hear an error` };
      const callSid = `CA${randomUUID().replaceAll("-", "")}`;
      const answer = deps.webhooks.dispatch({
        kind: "inbound",
        messageSid: callSid,
        url: number.voiceUrl,
        fallbackUrl: number.voiceFallbackUrl,
        account,
        idempotencyToken: eventToken(callSid, "ringing"),
        params: {
          ...place("Called", to),
          ...place("Caller", from),
          ...place("From", from),
          ...place("To", to),
          AccountSid: account.sid,
          ApiVersion: API_VERSION,
          CallSid: callSid,
          CallStatus: "ringing",
          Direction: "inbound",
        },
      });
      return { ok: true, callSid, outcome: answer.then(outcomeOf) };
    },
  };
}

function place(side: string, address: string): Record<string, string> {
  const country = address.startsWith("+1") ? "US" : "";
  return {
    [side]: address,
    [`${side}City`]: "",
    [`${side}State`]: "",
    [`${side}Zip`]: "",
    [`${side}Country`]: country,
  };
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (xml = ""): string =>
  xml.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "");

/** The first verb of an answer. */
function outcomeOf({ status, body }: WebhookAnswer): CallOutcome {
  const isTwiml = status >= 200 && status < 300 && body.includes("<Response>");
  if (isTwiml && body.includes("<Reject")) return { verb: "Reject" };
  const say = isTwiml ? /<Say(?: language="([^"]*)")?>([^<]*)<\/Say>/.exec(body) : null;
  if (say) return { verb: "Say", text: plain(say[2]), language: say[1] ?? "en-US" };
  const play = isTwiml ? /<Play>([^<]*)<\/Play>/.exec(body) : null;
  if (play) return { verb: "Play", url: plain(play[1]) };
  const dial = isTwiml ? /<Number>([^<]*)<\/Number>/.exec(body) : null;
  return dial ? { verb: "Dial", to: plain(dial[1]) } : { verb: "failed", status };
}
