/**
 * How healthy a sending number is (docs/rules.md#numbers-health): what became of its texts in a day, when that is a warning, and
 * when the number has to rest. What is the recipient's doing (an opted-out or bad number) says nothing of the sender.
 */

/** Sums over the texts that a number sent within some time. */
export type SenderSums = {
  texts: number;
  delivered: number;
  /** Lost on the way; `filtered` and `refused` are among them. */
  failed: number;
  /** Filtered as unwanted (30007). */
  filtered: number;
  /** The number may not be used: it is not registered for this traffic (30034), or blocked. */
  refused: number;
  /** Contacts who opted out by a text to this number. */
  optOuts: number;
};

/** One hour of one number, counted by the queue that sent: absolute, and counted again when reports come later. */
export type SenderHour = SenderSums & {
  sender: string;
  /** Hours since the epoch. */
  hour: number;
  /** The Messaging Service by which it went; null: none. */
  service: string | null;
};

export const NO_SENDER_SUMS: SenderSums = { texts: 0, delivered: 0, failed: 0, filtered: 0, refused: 0, optOuts: 0 };

/** Hours that count. */
export const HEALTH_HOURS = 24;
export const MS_PER_HOUR = 3_600_000;
const DAY_MS = 24 * MS_PER_HOUR;

/** One refusal may be a mistake of the network. */
const LEAST_REFUSED = 3;
/** Fewer texts say nothing. */
const LEAST_TEXTS = 50;
const LEAST_FILTERED = 10;
const FILTERED_SHARE = 0.05;
const FAILED_SHARE = 0.4;
const FAILED_WARNING = 0.15;
const OPT_OUT_WARNING = 0.05;

export type HealthVerdict =
  | { is: "unknown" | "well" }
  /** Somebody should look; the number goes on. */
  | { is: "warning"; why: string }
  /** @property restMs null: until somebody wakes it */
  | { is: "rest"; why: string; restMs: number | null };

export type Rates = { delivered: number | null; failed: number | null; optOuts: number | null };

/** Shares from 0 to 1; null: of nothing. Texts without an outcome yet count in neither of the first two. */
export function ratesOf({ texts, delivered, failed, optOuts }: SenderSums): Rates {
  const ended = delivered + failed;
  return {
    delivered: ended === 0 ? null : delivered / ended,
    failed: ended === 0 ? null : failed / ended,
    optOuts: texts === 0 ? null : optOuts / texts,
  };
}

export function healthOf(sums: SenderSums): HealthVerdict {
  const { texts, delivered, failed, filtered, refused } = sums;
  const ended = delivered + failed;
  const rates = ratesOf(sums);
  // More than now and then: a number that may not text has nearly all of its texts refused.
  if (refused >= LEAST_REFUSED && refused * 2 >= ended) {
    return {
      is: "rest",
      restMs: null,
      why: `The networks refused ${refused} of its ${ended} texts: the number is not registered for this traffic, or blocked.`,
    };
  }
  if (filtered >= LEAST_FILTERED && filtered >= FILTERED_SHARE * ended && ended >= LEAST_TEXTS) {
    return {
      is: "rest",
      restMs: 7 * DAY_MS,
      why: `The networks filtered ${filtered} of its ${ended} texts as unwanted.`,
    };
  }
  if (ended >= LEAST_TEXTS && (rates.failed ?? 0) >= FAILED_SHARE) {
    return { is: "rest", restMs: 3 * DAY_MS, why: `${failed} of its ${ended} texts were lost.` };
  }
  if (ended < LEAST_TEXTS) return refused > 0 ? { is: "warning", why: "The networks refused a text." } : UNKNOWN;
  if ((rates.failed ?? 0) >= FAILED_WARNING) {
    return { is: "warning", why: `${failed} of its ${ended} texts were lost.` };
  }
  if ((rates.optOuts ?? 0) >= OPT_OUT_WARNING) {
    return {
      is: "warning",
      why: `${sums.optOuts} of ${texts} people opted out: look at the list and at the words of the first text.`,
    };
  }
  return { is: "well" };
}

const UNKNOWN: HealthVerdict = { is: "unknown" };

export function addSums(a: SenderSums, b: SenderSums): SenderSums {
  return {
    texts: a.texts + b.texts,
    delivered: a.delivered + b.delivered,
    failed: a.failed + b.failed,
    filtered: a.filtered + b.filtered,
    refused: a.refused + b.refused,
    optOuts: a.optOuts + b.optOuts,
  };
}

/** What was done about a number that had to rest. */
export const REST_STEPS = ["owed", "resting", "out_of_service", "kept", "users", "not_ours"] as const;
/**
 * - `owed`: not done yet
 * - `resting`: nobody gets it until its rest is over
 * - `out_of_service`: a running campaign does not text from it any more, and it rests when the campaign ends
 * - `kept`: its campaign goes on with it, because too few numbers would be left
 * - `users`: a user of the phone service has it, and goes on texting from it
 * - `not_ours`: the inventory does not have it; its organization takes it out of the service at the carrier
 */
export type RestStep = (typeof REST_STEPS)[number];

export type NumberAlert = {
  number: string;
  orgId: string;
  why: string;
  /** Epoch milliseconds. */
  at: number;
  /** End of the rest; null: until it is woken. */
  restUntil: number | null;
  step: RestStep;
};

/** A number on the screens of its health. */
export type NumberHealth = SenderSums & {
  number: string;
  orgId: string;
  orgName: string;
  /** Messaging Services by which it texted. */
  services: string[];
  verdict: HealthVerdict["is"];
  why: string | null;
  alert: NumberAlert | null;
};

/** Of a Messaging Service's numbers this share stays in it, whatever their health: its contacts have to be texted by somebody. */
const LEAST_LEFT_SHARE = 0.5;

/** Whether one more number may leave a service. @param all numbers that it was set up with */
export function mayLeaveService(inService: number, all: number): boolean {
  return inService - 1 >= Math.max(1, Math.ceil(all * LEAST_LEFT_SHARE));
}

/** For people: what was done, and what they may do. */
export function restStepWords(step: RestStep): string {
  switch (step) {
    case "owed":
      return "It is being taken out.";
    case "resting":
      return "It rests: no campaign gets it.";
    case "out_of_service":
      return "It was taken out of its campaign’s sending. Replies to it still arrive; its contacts are texted from other numbers.";
    case "kept":
      return "It is still in use, because its campaign would have too few numbers left. Change the words or the list, or pause the campaign.";
    case "users":
      return "It is still in use: a user of the phone service has it. Look at what the program sends.";
    case "not_ours":
      return "Take it out of its Messaging Service at the carrier: the service is your organization’s own.";
  }
}
