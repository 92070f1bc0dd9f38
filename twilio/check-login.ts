/** Whether the carrier takes an account's login: asked when somebody enters one, before texts depend on it. */
import { callTwilio, prepare } from "./carrier.ts";
import type { TwilioAccount, CarrierDeps } from "./carrier.ts";

export type LoginCheck = { ok: true } | { ok: false; reason: "refused" | "unknown"; message: string };

/** Reads one text of the account's list, which a login needs for look-ups as well. */
export async function checkLogin(account: TwilioAccount, deps: CarrierDeps): Promise<LoginCheck> {
  const { messagesUrl, readHeaders } = prepare(account);
  const answer = await callTwilio(`${messagesUrl}?PageSize=1`, { method: "GET", headers: readHeaders }, deps);
  if (!answer.ok)
    return { ok: false, reason: "unknown", message: `The carrier could not be reached: ${answer.detail}.` };
  if (answer.status === 200) return { ok: true };
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
    const what = account.apiKey ? "the account SID, the API key and its secret" : "the account SID and the auth token";
    return { ok: false, reason: "refused", message: `The carrier refuses this login. Check ${what}.` };
  }
  return {
    ok: false,
    reason: "unknown",
    message: `The carrier answered with error ${answer.status}. Try again in a minute.`,
  };
}
