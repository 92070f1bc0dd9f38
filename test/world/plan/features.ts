/** Parts of the load and kinds of faults; each is on in some of the seeds, and may be switched off by its name. */
export const LOAD_FEATURES = [
  "replies",
  "leavers",
  "admin-opt-outs",
  "texter-opt-outs",
  "suspensions",
  "authoring",
  "pauses",
  "closings",
  "script-edits",
  "giving-back",
  "reassignment",
  "sockets",
  "second-import",
  "hours",
  "elsewhere",
  "double-clicks",
  "bursts",
  "composing",
  "chatty",
  "returners",
  "old-screens",
  "giving-up",
  "old-apps",
  "idle",
  "archive",
] as const;

export const FAULT_FEATURES = [
  "carrier-faults",
  "late-carrier",
  "slow-carrier",
  "slow-network",
  "lost-calls",
  "late-calls",
  "overload",
  "lost-requests",
  "lost-queries",
  "messages-twice",
  "object-kills",
  "isolate-kills",
  "crash-points",
  "hibernation",
  "postgres-away",
  "queue-away",
] as const;

/** Parts of a load of numbers and the phone service. */
export const NUMBER_FEATURES = [
  "own-numbers",
  "drafts",
  "number-starts",
  "number-archives",
  "phonebook",
  "buying",
  "giving-numbers-back",
  "reconciling",
  "sends",
  "batches",
  "line-texts",
  "loops",
  "tokens",
  "expiry",
] as const;

export const TEXTING_FEATURES = [...LOAD_FEATURES, ...FAULT_FEATURES] as const;
export const FEATURES = [...TEXTING_FEATURES, ...NUMBER_FEATURES] as const;
export type Feature = (typeof FEATURES)[number];

/** What a part of the load has nothing to do without. */
export const FEATURE_NEEDS: Partial<Record<Feature, readonly Feature[]>> = {
  composing: ["replies", "chatty"],
  chatty: ["replies"],
  returners: ["leavers"],
  "old-screens": ["leavers"],
  elsewhere: ["hours"],
  "number-starts": ["drafts"],
  "number-archives": ["drafts", "number-starts"],
  loops: ["line-texts"],
};

export function isFeature(name: string): name is Feature {
  return (FEATURES as readonly string[]).includes(name);
}
