/** Parts of an object that do something by themselves: after a restart, or when the object's alarm says so. */
import type { AlarmHandlers } from "./alarm-schedule.ts";

export type ObjectPart = {
  /** Memory is a cache: takes up from the tables what a stop interrupted. */
  recover?: () => void;
} & (
  | {
      /** The name in the object's schedule that calls `wake`. It is stored: another one needs a migration of the schedule. */
      alarm: string;
      /** A bounded piece of work; the part sets its alarm again for the rest. */
      wake: () => Promise<void> | void;
    }
  | { alarm?: never; wake?: never }
);

export function recoverAll(parts: readonly ObjectPart[]): void {
  for (const part of parts) part.recover?.();
}

export function handlersOf(parts: readonly ObjectPart[]): AlarmHandlers {
  const handlers: AlarmHandlers = {};
  for (const { alarm, wake } of parts) {
    if (alarm === undefined) continue;
    if (alarm in handlers) throw new Error(`Two parts answer the alarm "${alarm}": give one another name.`);
    handlers[alarm] = wake;
  }
  return handlers;
}
