/** Which way inbound texts take: to the organization they are for, or in a simulation the one that knows of the override phone. */
import type { Env } from "../../durable-objects/bindings/env.ts";
import { isSimulation } from "../../durable-objects/bindings/simulation.ts";
import { takeForItsHolder } from "./holders.ts";
import type { TakeInbound } from "./inbound.ts";
import { takeInSimulation } from "./simulated-inbound.ts";

export function wayIn(env: Pick<Env, "SIMULATION">): TakeInbound {
  return isSimulation(env) ? takeInSimulation : takeForItsHolder;
}
