/** Which way inbound texts take: the plain one, or in a simulation the one that knows of the override phone. */
import type { Env } from "../../durable-objects/bindings/env.ts";
import { isSimulation } from "../../durable-objects/bindings/simulation.ts";
import { takeInbound } from "./inbound.ts";
import type { TakeInbound } from "./inbound.ts";
import { takeInSimulation } from "./simulated-inbound.ts";

export function wayIn(env: Pick<Env, "SIMULATION">): TakeInbound {
  return isSimulation(env) ? takeInSimulation : takeInbound;
}
