/**
 * Chooses a queue's carrier (domain/sending/carrier.ts) by the installation's configuration, once, when the queue is
 * wired.
 */
import type { Carrier } from "../../../domain/sending/carrier.ts";
import type { OwnAccounts } from "../../../domain/sending/own-account.ts";
import { twilioCarrier } from "../../../twilio/twilio-carrier.ts";
import { carrierProblem } from "../../bindings/carrier-account.ts";
import { twilioSettings } from "../../bindings/carrier.ts";
import type { Env } from "../../bindings/env.ts";
import { fixedRecipient, isSimulation } from "../../bindings/simulation.ts";
import { holdingCarrier, loadAccount } from "../../kit/carrier/load-account.ts";
import { withOwnAccounts } from "../../kit/carrier/own-carrier.ts";
import type { DeliveryReport } from "../../rpc/campaign-queue.ts";
import { carrierAccountAt } from "../../rpc/stubs.ts";
import { leaveSimulation } from "./simulation/leave-simulation.ts";
import { SimulatedCarrier } from "./simulation/simulated-carrier.ts";
import type { SimulationDeps } from "./simulation/simulated-carrier.ts";
import { SimulatedTexts } from "./simulation/simulated-texts.ts";
import type { SimulatedTextsDeps } from "./simulation/simulated-texts.ts";

/** Of the organization's object. */
type OwnAccountsDeps = { ownAccounts: () => Promise<OwnAccounts> };

export type ChosenCarrier = {
  carrier: Carrier;
  /** What the carrier's reports say of our texts; absent: what is in them. */
  readReports?: (reports: DeliveryReport[]) => DeliveryReport[];
  /** Call it when the queue starts, before it sends anything. */
  recover?: () => void;
  /** What the alarm "simulation" calls. */
  simulate?: () => Promise<void>;
};

export function chooseCarrier(
  env: Env,
  deps: Pick<SimulationDeps, "settings" | "onFault"> & SimulatedTextsDeps & OwnAccountsDeps,
): ChosenCarrier {
  // Alarms do not pass the edge, which checks the configuration.
  const problem = carrierProblem(env);
  if (problem !== null) return { carrier: holdingCarrier(problem) };
  const { store } = deps;
  const ownSid = () => store.config?.carrierAccountSid ?? null;
  const share: Carrier["share"] = (request) => carrierAccountAt(env, ownSid()).share(request);
  const settings = twilioSettings(env);
  const twilio =
    settings &&
    withOwnAccounts(twilioCarrier(settings, share), {
      installationSid: settings.account.accountSid,
      sidOf: ownSid,
      load: (accountSid) => loadAccount(env, store.configured.orgId, accountSid, deps.ownAccounts),
      carrierOf: (account) => twilioCarrier({ ...settings, account }, share),
      share,
      now: store.now,
    });
  if (twilio && !isSimulation(env)) return { carrier: twilio, recover: () => leaveSimulation(deps.store) };
  const texts = new SimulatedTexts(deps);
  const carrier = new SimulatedCarrier({ ...deps, texts, behind: twilio, share, fixedTo: fixedRecipient(env) });
  return { carrier, readReports: (reports) => carrier.readReports(reports), simulate: () => texts.run() };
}
