import type { Env } from "./env.ts";

/** Whether texts go to an emulator instead of people: only then may fictional numbers be texted. */
export function isSimulation({ CARRIER_API_BASE }: Pick<Env, "CARRIER_API_BASE">): boolean {
  return !/(^|\.)twilio\.com$/.test(new URL(CARRIER_API_BASE).hostname);
}
