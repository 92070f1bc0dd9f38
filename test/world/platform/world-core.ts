/** What all stand-ins share: the scheduler, the seed's weather, and what somebody wants to be told of. */
import type { Chance } from "../scheduler/chance.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { WorldObject } from "./places.ts";

export type WorldCore = {
  scheduler: Scheduler;
  chance: Chance;
  /** Faults of the product that no rule foresaw: an exception that nobody caught. */
  uncaught: string[];
  hooks: Hooks;
};

/** A moment beside a commit at which a process may die. */
export type CrashPoint = { name: string; object: WorldObject };

export type Hooks = {
  /** True: the object dies there. */
  atCrashPoint: (point: CrashPoint) => boolean;
  /** An object has written in this step. */
  wrote: (object: WorldObject) => void;
  /** Code of the product has called an address outside; its request may leave later, or never. */
  called: (request: { host: string; method: string; path: string; body: string }) => void;
};

/** Whether code of a life may go on; an end that is reached at its death never comes back. */
export function settleOnce<T>(
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): { resolve: (value: T) => void; reject: (error: unknown) => void; isOver: () => boolean } {
  let over = false;
  return {
    resolve: (value) => {
      if (!over) resolve(value);
      over = true;
    },
    reject: (error) => {
      if (!over) reject(error);
      over = true;
    },
    isOver: () => over,
  };
}
