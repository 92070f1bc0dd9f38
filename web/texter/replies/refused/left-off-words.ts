/** What the texter reads about labels that were not put on. */
import { MOST_LABELS } from "../../../../domain/messages/conversation-labels.ts";
import type { LeftOff } from "./left-off.ts";

type Said = Pick<LeftOff, "op" | "reason" | "names">;

/** "the label “Needs a ride”", "the labels “A” and “B”", "a label". */
function labelsOf(names: Said["names"]): string {
  const known = names.filter((name) => name !== null).map((name) => `“${name}”`);
  const unnamed = names.length - known.length;
  if (known.length === 0) return unnamed === 1 ? "a label" : `${unnamed} labels`;
  const all = unnamed === 0 ? known : [...known, unnamed === 1 ? "another one" : `${unnamed} others`];
  const last = all.pop() ?? "";
  return all.length === 0 ? `the label ${last}` : `the labels ${all.join(", ")} and ${last}`;
}

/** @param to the contact's name, or "5 people" */
export function leftOffTitle({ op, names }: Said, to: string): string {
  const labels = labelsOf(names);
  if (op === "send") return `Sent to ${to} without ${labels}`;
  if (op === "answer") return `The answer for ${to} was recorded without ${labels}`;
  const begin = labels.charAt(0).toUpperCase() + labels.slice(1);
  return `${begin} ${names.length === 1 ? "was" : "were"} not put on for ${to}`;
}

export function leftOffReason({ op, reason, names }: Said): string {
  const isOne = names.length === 1;
  const kept = op === "send" ? " Your text itself is not affected." : "";
  switch (reason) {
    case "label_deleted":
      return `An admin has deleted ${isOne ? "this label" : "these labels"}.${kept}`;
    case "no_such_label":
      return `Your organization does not have ${isOne ? "this label" : "these labels"}.${kept}`;
    case "too_many_labels":
      return `A conversation can have at most ${MOST_LABELS} labels. Take one off under Labels, then add ${isOne ? "this one" : "these"}.${kept}`;
  }
}

/** Several of the same kind, as one: the texter reads it once. */
export function grouped(all: readonly LeftOff[]): LeftOff[][] {
  const groups = new Map<string, LeftOff[]>();
  for (const each of all) {
    const key = JSON.stringify([each.op, each.reason, each.names]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}
