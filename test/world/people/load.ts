/** What everybody who takes part in a load knows of it. */
import type { CrashTexter, OptedOut } from "../../crash/texter.ts";
import type { Suspension } from "../../crash/role-changes.ts";
import type { Feature } from "../plan/features.ts";
import type { Plan } from "../plan/plan.ts";

/** A pause, or the end of first or of all texts: confirmed from `fromMs`; `untilMs` is when its end was asked for. */
export type Halt = { kind: "pause" | "initials" | "closed"; fromMs: number; untilMs: number };

export type WorldLoad = {
  readonly plan: Plan;
  readonly origin: string;
  readonly carrierOrigin: string;
  readonly setupToken: string;
  readonly random: () => number;
  readonly optedOut: OptedOut[];
  readonly suspensions: Suspension[];
  readonly halts: Halt[];
  readonly texters: CrashTexter[];
  readonly emails: string[];
  /** Numbers that asked to be texted again: what is known of their opt-outs is less. */
  readonly cameBack: Set<string>;
  /** What an app has seen that must not be. */
  readonly appFaults: string[];
  has(feature: Feature): boolean;
  readonly stopped: () => boolean;
  pick<T>(list: readonly T[]): T;
  /** Between two acts of a person: shorter in a small play. */
  pause(ms: number): Promise<void>;
  /** A text to it may still be queued, or on its way. */
  lastTexted(): string | undefined;
  /** Asks the emulator's own API. */
  control(what: string, body: unknown): Promise<void>;
  /** Whether a change of state is in force in every queue. */
  isEverywhere(answer: unknown): boolean;
};

/** What somebody needs to know who fights for numbers, here or among real processes (test/fight). */
export type NumberFighter = Pick<WorldLoad, "origin" | "random" | "stopped" | "pick" | "pause"> & {
  readonly plan: Pick<Plan, "size">;
};
