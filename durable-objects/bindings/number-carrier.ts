/** The carrier of numbers and Messaging Services of an account: Twilio, or the simulated one where no account is configured. */
import { SHARED_POOL } from "../../domain/ids.ts";
import type { NumberCarrier } from "../../domain/numbers/number-carrier.ts";
import type { OwnAccounts } from "../../domain/sending/own-account.ts";
import type { TwilioAccount } from "../../twilio/carrier.ts";
import { twilioNumbers } from "../../twilio/numbers/twilio-numbers.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { NumberCarrierCall, NumberCarrierMethod } from "../rpc/carrier-account.ts";
import { carrierAccountAt, organizationAt } from "../rpc/stubs.ts";
import { carrierAccountOf, carrierProblem } from "./carrier-account.ts";
import { carrierDeps } from "./carrier.ts";
import type { Env } from "./env.ts";
import { callingAccount, openSecrets } from "./own-accounts.ts";

export type NumberCarrierChoice =
  | { ok: true; carrier: NumberCarrier; /** null: the simulated one. */ accountSid: string | null }
  | { ok: false; message: string };

/** The carrier of an organization's texts: its own account, or the installation's. @param accountSid null: the current one */
export async function numberCarrierOf(
  env: Env,
  orgId: string,
  accountSid: string | null = null,
): Promise<NumberCarrierChoice> {
  const own = await callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.carrierAccounts(),
  );
  const wanted = accountSid ?? own.current;
  if (wanted === null || wanted === env.TWILIO_ACCOUNT_SID) return installationNumbers(env);
  return ownNumbers(env, orgId, wanted, own);
}

/** @param pool `shared`, or the organization whose own it is */
export async function numberCarrierOfPool(env: Env, pool: string): Promise<NumberCarrierChoice> {
  return pool === SHARED_POOL ? installationNumbers(env) : numberCarrierOf(env, pool);
}

export function installationNumbers(env: Env): NumberCarrierChoice {
  const problem = carrierProblem(env);
  if (problem !== null) return { ok: false, message: problem };
  const account = carrierAccountOf(env);
  if (account === null) return { ok: true, carrier: simulatedNumbers(env), accountSid: null };
  return chosen(env, account);
}

async function ownNumbers(env: Env, orgId: string, wanted: string, own: OwnAccounts): Promise<NumberCarrierChoice> {
  const sealed = [...own.accounts, ...(own.former ?? [])].find(({ accountSid }) => accountSid === wanted);
  if (!sealed) return { ok: false, message: `The carrier account ${wanted} is not the organization's anymore.` };
  const opened = await openSecrets(env, orgId, sealed);
  if (!opened.ok) return { ok: false, message: opened.why };
  return chosen(env, callingAccount(env, wanted, opened.secrets));
}

function chosen(env: Env, account: TwilioAccount): NumberCarrierChoice {
  return { ok: true, carrier: twilioNumbers(account, carrierDeps(env)), accountSid: account.accountSid };
}

/** The simulated account's object holds its numbers. A call that the object did not answer may have been done. */
function simulatedNumbers(env: Env): NumberCarrier {
  const call = (request: NumberCarrierCall): Promise<unknown> =>
    callObject(
      () => carrierAccountAt(env),
      (account) => account.simulatedNumbers(request),
    ).catch((error: unknown) => ({
      ok: false,
      reason: "unclear",
      message: `The simulated carrier did not answer: ${error instanceof Error ? error.message : String(error)}.`,
    }));
  const method =
    <Method extends NumberCarrierMethod>(name: Method) =>
    (...args: Parameters<NumberCarrier[Method]>) =>
      // The object answers each method with what the port's has.
      call({ method: name, args } as NumberCarrierCall) as ReturnType<NumberCarrier[Method]>;
  return {
    simulated: true,
    search: method("search"),
    prices: method("prices"),
    buy: method("buy"),
    owned: method("owned"),
    changeNumber: method("changeNumber"),
    releaseNumber: method("releaseNumber"),
    createService: method("createService"),
    service: method("service"),
    services: method("services"),
    changeService: method("changeService"),
    deleteService: method("deleteService"),
    numbersOf: method("numbersOf"),
    addToService: method("addToService"),
    removeFromService: method("removeFromService"),
    registration: method("registration"),
    deactivated: async () => ({ ok: true, count: 0 }),
  };
}
