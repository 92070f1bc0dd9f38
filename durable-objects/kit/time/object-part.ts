/** Parts of an object that do something by themselves: after a restart, or when the object's alarm says so. */
import type { AlarmHandlers } from "./alarm-schedule.ts";

export interface ObjectPart {
  /** The name in the object's schedule that calls `wake`. It is stored: renaming one needs a migration. */
  readonly alarm: string;
  /** Memory is a cache: takes up from the tables what a stop interrupted. */
  recover?(): void;
  /** A bounded piece of work; the part sets its alarm again for the rest. */
  wake(): Promise<void> | void;
}

export function recoverAll(parts: readonly ObjectPart[]): void {
  for (const part of parts) part.recover?.();
}

export function handlersOf(parts: readonly ObjectPart[]): AlarmHandlers {
  const handlers: AlarmHandlers = {};
  for (const part of parts) {
    if (part.alarm in handlers) throw new Error(`Two parts answer the alarm "${part.alarm}": give one another name.`);
    handlers[part.alarm] = () => part.wake();
  }
  return handlers;
}
