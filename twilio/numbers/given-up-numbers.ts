/**
 * US numbers whose holders gave them up on a day: the carrier answers with the address of a file elsewhere, which needs no
 * login, so none is sent there. The file is read as it comes, and never whole in memory.
 */
import type { NumberCarrierFailure } from "../../domain/numbers/number-carrier.ts";
import { prepare } from "../carrier.ts";
import type { CarrierAnswer, CarrierDeps, TwilioAccount } from "../carrier.ts";
import { apiOrigin, callNumbers } from "./number-call.ts";

/** Hosts of such files; besides the carrier's own origin, which an emulator is. */
const FILE_HOSTS = /^https:\/\/(?:[a-z0-9.-]+\.)?(?:twilio\.com|amazonaws\.com)\//;
const MOST_BYTES = 64 * 2 ** 20;
/** Of one part. */
const NUMBERS_AT_ONCE = 20_000;
/** The numbers of a part are dealt with while the file is read. */
const READ_WITHIN_MS = 15 * 60_000;

const unclear = (message: string): NumberCarrierFailure => ({ ok: false, reason: "unclear", message });

export async function givenUpNumbers(
  account: TwilioAccount,
  date: string,
  take: (numbers: readonly string[]) => Promise<void>,
  deps: CarrierDeps,
): Promise<{ ok: true; count: number } | NumberCarrierFailure> {
  const file = await fileOf(account, date, deps);
  if (typeof file !== "string") return file;
  let fault: unknown;
  let count = 0;
  try {
    const signal = AbortSignal.timeout(READ_WITHIN_MS);
    const answer = await deps.fetch(file, { method: "GET", headers: {}, redirect: "manual", signal });
    if (answer.status !== 200) return unclear(`The file of numbers that were given up answered ${answer.status}.`);
    let part: string[] = [];
    const give = async (): Promise<void> => {
      const numbers = part;
      part = [];
      count += numbers.length;
      try {
        await take(numbers);
      } catch (error) {
        fault = error;
        throw error;
      }
    };
    for await (const line of linesOf(answer)) {
      const number = e164(line);
      if (number !== null) part.push(number);
      if (part.length === NUMBERS_AT_ONCE) await give();
    }
    if (part.length > 0) await give();
    return { ok: true, count };
  } catch (error) {
    if (fault !== undefined) throw fault;
    return unclear(`No answer of the carrier: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** The address of the day's file. */
async function fileOf(account: TwilioAccount, date: string, deps: CarrierDeps): Promise<string | NumberCarrierFailure> {
  const origin = apiOrigin(account, "messaging");
  try {
    const sentOn = await deps.fetch(`${origin}/v1/Deactivations?Date=${date}`, {
      method: "GET",
      headers: prepare(account).readHeaders,
      redirect: "manual",
      signal: AbortSignal.timeout(deps.timeoutMs),
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
    if (file.startsWith(`${origin}/`) || FILE_HOSTS.test(file)) return file;
    return unclear("The file of numbers that were given up is at a host that is not the carrier's.");
  } catch (error) {
    return unclear(`No answer of the carrier: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Lines as they come. @throws past the size that such a file has at most */
async function* linesOf(answer: CarrierAnswer): AsyncGenerator<string> {
  let rest = "";
  let bytes = 0;
  const words = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error("the file of numbers that were given up is too large");
    const lines = (rest + words.decode(chunk, { stream: true })).split(/\s+/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

/** A line has a number with or without plus and country code. */
function e164(line: string): string | null {
  const digits = /^\+?1?(\d{10})$/.exec(line)?.[1];
  return digits === undefined ? null : `+1${digits}`;
}
