/** Which carrier a queue has (domain/sending/carrier.ts): chosen by the installation's configuration, once, when it is wired. */
import type { Carrier, SendOutcome } from "../../../domain/sending/carrier.ts";
import { twilioCarrier } from "../../../twilio/twilio-carrier.ts";
import { twilioSettings } from "../../bindings/carrier.ts";
import type { Env } from "../../bindings/env.ts";
import { fixedRecipient, isSimulation, simulationProblem } from "../../bindings/simulation.ts";
import { carrierAccountAt } from "../../rpc/stubs.ts";
import { leaveSimulation } from "./leave-simulation.ts";
import { SimulatedCarrier } from "./simulated-carrier.ts";
import type { SimulationDeps } from "./simulated-carrier.ts";

const AGAIN_MS = 10_000;

type Chosen = {
  carrier: Carrier;
  /** null: this is no simulation. */
  simulation: SimulatedCarrier | null;
  /** To be called when the queue starts, before anything is carried. */
  recover: () => void;
};

export function chooseCarrier(env: Env, deps: Omit<SimulationDeps, "behind" | "fixedTo">): Chosen {
  const twilio = twilioCarrier(twilioSettings(env), (request) => carrierAccountAt(env).lease(request));
  // Alarms come without the edge's check of the configuration.
  const problem = simulationProblem(env);
  if (problem !== null) return { carrier: holding(twilio, problem), simulation: null, recover: () => {} };
  if (!isSimulation(env)) return { carrier: twilio, simulation: null, recover: () => leaveSimulation(deps.store) };
  const simulation = new SimulatedCarrier({ ...deps, behind: twilio, fixedTo: fixedRecipient(env) });
  return { carrier: simulation, simulation, recover: () => {} };
}

/** Carries nothing as long as the configuration is wrong; texts wait. */
function holding(carrier: Carrier, why: string): Carrier {
  const held: SendOutcome = { kind: "throttled", retryAfterMs: AGAIN_MS, why };
  return { ...carrier, ready: () => Promise.resolve(held), carry: () => Promise.resolve(held) };
}
