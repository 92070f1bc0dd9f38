/**
 * Whether this installation is a simulation: only when its configuration says so, and with the real carrier only when
 * it says so twice and names the phone that gets every text. A half-set configuration keeps the installation from
 * starting.
 */
import type { Env } from "./env.ts";

type Config = Pick<Env, "CARRIER_API_BASE" | "PUBLIC_ORIGIN" | "SIMULATION" | "SIMULATION_TO" | "SIMULATION_CONFIRMED">;

/** Whether texts may be diverted and fictional numbers texted. */
export function isSimulation(env: Pick<Env, "SIMULATION">): boolean {
  return env.SIMULATION === "on";
}

/** The phone that gets every text of this simulation; null when each organization chooses. */
export function fixedRecipient(env: Pick<Env, "SIMULATION" | "SIMULATION_TO">): string | null {
  return isSimulation(env) ? env.SIMULATION_TO || null : null;
}

function isRealCarrier(apiBase: string): boolean {
  return URL.canParse(apiBase) && /(^|\.)twilio\.com$/.test(new URL(apiBase).hostname);
}

/** What is wrong with the switch itself and how to mend it, in one sentence; null when nothing is. */
export function switchProblem(env: Partial<Record<keyof Config, unknown>>): string | null {
  const { SIMULATION: simulation, SIMULATION_TO: to } = env;
  if (simulation !== undefined && simulation !== "" && simulation !== "on" && simulation !== "off") {
    return 'SIMULATION is neither "on" nor "off": set it to one of them under [vars] of wrangler.toml, or remove it.';
  }
  if (to === undefined || to === "") return null;
  if (simulation !== "on") {
    return 'SIMULATION_TO is set while SIMULATION is not "on", so texts would go to the contacts themselves: remove SIMULATION_TO, or set SIMULATION = "on".';
  }
  if (/^\+[1-9]\d{6,14}$/.test(String(to))) return null;
  return "SIMULATION_TO is not a phone number: write it like +16175550101.";
}

/**
 * What is wrong with a simulation that has a carrier account and how to mend it, in one sentence; null when nothing is, or when
 * this is none.
 */
export function simulationProblem(env: Partial<Record<keyof Config, unknown>>): string | null {
  const problem = switchProblem(env);
  if (problem !== null || env.SIMULATION !== "on" || !isRealCarrier(String(env.CARRIER_API_BASE))) return problem;
  const { SIMULATION_TO: to, SIMULATION_CONFIRMED: confirmed, PUBLIC_ORIGIN: origin } = env;
  if (to === undefined || to === "") {
    return 'SIMULATION is "on" with the real carrier, and no phone is named that gets the texts: set SIMULATION_TO to your own number, or SIMULATION = "off" to text the contacts.';
  }
  if (confirmed !== origin) {
    return `SIMULATION is "on" with the real carrier: no contact would be texted, all texts would go to ${String(to)}. Set SIMULATION = "off", or, if that is meant, SIMULATION_CONFIRMED = "${String(origin)}".`;
  }
  return null;
}
