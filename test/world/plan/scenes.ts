/**
 * What has to come together for a rule to matter: half of the small plays begin with one of these, because features that are drawn
 * one by one seldom meet. A fault of the same seed may be added to each.
 */
import type { Feature } from "./features.ts";

export type FeatureScene = {
  features: readonly Feature[];
  /** Hours end around the load: those that end at 21:00, or an hour early in spring, and how long the load begins before. */
  endOfHours?: { leadMs: number };
};

/** First texts are accepted until then. */
const FIRST_TEXTS_MS = 600_000;

export const SCENES: readonly FeatureScene[] = [
  { features: ["pauses", "bursts", "slow-carrier"] },
  { features: ["pauses", "closings", "late-calls"] },
  { features: ["pauses", "lost-calls"] },
  { features: ["closings", "composing", "replies"] },
  { features: ["closings", "giving-back", "slow-network"] },
  { features: ["leavers", "admin-opt-outs", "bursts", "slow-carrier"] },
  { features: ["leavers", "replies", "messages-twice", "object-kills"] },
  { features: ["leavers", "returners", "late-calls"] },
  { features: ["returners", "leavers", "lost-calls", "replies"] },
  { features: ["texter-opt-outs", "old-screens", "leavers"] },
  { features: ["suspensions", "bursts", "late-calls"] },
  { features: ["suspensions", "postgres-away", "crash-points"] },
  { features: ["suspensions", "lost-queries", "isolate-kills"] },
  { features: ["reassignment", "replies", "object-kills"] },
  { features: ["reassignment", "giving-back", "replies", "late-calls"] },
  { features: ["reassignment", "object-kills", "late-calls"] },
  { features: ["reassignment", "bursts", "slow-network"] },
  { features: ["double-clicks", "lost-calls", "giving-up"] },
  { features: ["giving-up", "object-kills", "lost-requests"] },
  { features: ["chatty", "replies", "composing"] },
  { features: ["chatty", "replies", "sockets", "object-kills"] },
  { features: ["sockets", "object-kills", "overload"] },
  { features: ["sockets", "replies", "hibernation", "overload"] },
  { features: ["replies", "carrier-faults", "late-carrier"] },
  { features: ["bursts", "carrier-faults", "object-kills"] },
  { features: ["slow-carrier", "carrier-faults", "replies"] },
  { features: ["second-import", "lost-calls", "object-kills"] },
  { features: ["archive", "replies", "queue-away"] },
  { features: ["archive", "chatty", "replies", "object-kills"] },
  { features: ["authoring", "suspensions", "lost-calls"] },
  { features: ["script-edits", "pauses", "late-calls"] },
  { features: ["postgres-away", "queue-away", "replies"] },
  { features: ["crash-points", "replies", "leavers"] },
  { features: ["hours", "pauses", "bursts"], endOfHours: { leadMs: FIRST_TEXTS_MS } },
  { features: ["hours", "pauses", "bursts", "slow-carrier"], endOfHours: { leadMs: FIRST_TEXTS_MS } },
  { features: ["hours", "replies", "pauses", "carrier-faults"], endOfHours: { leadMs: FIRST_TEXTS_MS } },
  { features: ["hours", "bursts", "object-kills", "carrier-faults"], endOfHours: { leadMs: FIRST_TEXTS_MS } },
];

/** Of MOMENTS (plan.ts), those at which hours end. */
export const ENDS_OF_HOURS = [0, 3] as const;
