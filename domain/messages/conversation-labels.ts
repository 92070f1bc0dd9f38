/** Labels on a conversation, and those that came with a text, an answer or a tap and were not put on. */

/** On one conversation. Nobody would read more, and every copy of the conversation carries them. */
export const MOST_LABELS = 20;

export type LeftOffReason =
  /** The organization never had it. */
  | "no_such_label"
  /** An admin deleted it since. */
  | "label_deleted"
  /** It no longer fits the conversation. */
  | "too_many_labels";

export type LabelsLeftOff = { reason: LeftOffReason; message: string; labels: string[] };

const MESSAGES: Record<LeftOffReason, string> = {
  no_such_label: "Your organization has no such label.",
  label_deleted: "An admin of your organization has deleted this label.",
  too_many_labels: `A conversation can have at most ${MOST_LABELS} labels.`,
};

/** None for no labels. */
export function leftOff(reason: LeftOffReason, labels: readonly string[]): LabelsLeftOff[] {
  return labels.length === 0 ? [] : [{ reason, message: MESSAGES[reason], labels: [...labels] }];
}

/** For an answer that names them only if there are any. */
export function withLeftOff(all: readonly LabelsLeftOff[]): { leftOff?: LabelsLeftOff[] } {
  return all.length === 0 ? {} : { leftOff: [...all] };
}
