/**
 * US numbers whose holders gave them up on a day: the carrier answers with the address of a file elsewhere, which needs no
 * login, so none is sent there.
 */
import type { NumberCarrierFailure } from "../../domain/numbers/number-carrier.ts";
import { prepare } from "../carrier.ts";
import type { CarrierDeps, TwilioAccount } from "../carrier.ts";
import { apiOrigin, callNumbers } from "./number-call.ts";

/** Hosts of such files; besides the carrier's own origin, which an emulator is. */
const FILE_HOSTS = /^https:\/\/(?:[a-z0-9.-]+\.)?(?:twilio\.com|amazonaws\.com)\//;
const MOST_BYTES = 64 * 2 ** 20;

export async function givenUpNumbers(
  account: TwilioAccount,
  date: string,
  deps: CarrierDeps,
): Promise<{ ok: true; numbers: string[] } | NumberCarrierFailure> {
  const origin = apiOrigin(account, "messaging");
  const unclear = (message: string): NumberCarrierFailure => ({ ok: false, reason: "unclear", message });
  const signal = AbortSignal.timeout(deps.timeoutMs);
  try {
    const url = `${origin}/v1/Deactivations?Date=${date}`;
    const sentOn = await deps.fetch(url, {
      method: "GET",
      headers: prepare(account).readHeaders,
      redirect: "manual",
      signal,
    });
    if (sentOn.status !== 307) {
      // Read once more as a plain call, which knows what a refusal means.
      const refused = await callNumbers(
        account,
        { method: "GET", api: "messaging", path: "/v1/Deactivations", query: { Date: date } },
        deps,
      );
      return refused.ok ? unclear("The carrier names no file of numbers that were given up.") : refused;
    }
    const file = sentOn.headers.get("location") ?? "";
    if (!file.startsWith(`${origin}/`) && !FILE_HOSTS.test(file)) {
      return unclear("The file of numbers that were given up is at a host that is not the carrier's.");
    }
    const answer = await deps.fetch(file, { method: "GET", headers: {}, redirect: "manual", signal });
    if (answer.status !== 200) return unclear(`The file of numbers that were given up answered ${answer.status}.`);
    const text = await answer.text();
    if (text.length > MOST_BYTES) return unclear("The file of numbers that were given up is too large.");
    return { ok: true, numbers: text.split(/\s+/).flatMap((line) => e164(line) ?? []) };
  } catch (error) {
    return unclear(`No answer of the carrier: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** A line has a number with or without plus and country code. */
function e164(line: string): string | null {
  const digits = /^\+?1?(\d{10})$/.exec(line)?.[1];
  return digits === undefined ? null : `+1${digits}`;
}
