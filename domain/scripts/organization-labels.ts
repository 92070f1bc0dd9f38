/** The organization's labels as its object knows them: a copy of what admins authored (docs/decisions/0024). */
import type { Label } from "./script-editing.ts";

export type OrganizationLabels = {
  /** By name. */
  labels: Label[];
  /** Ids of labels that were deleted, the newest first: a texter may still have one in sight, or tapped it offline. */
  deleted: string[];
};
export type OrganizationLabelsCopy = OrganizationLabels & { version: number };

/** `unknown`: the organization never had it, so it was made up. */
export type LabelVerdict = "known" | "deleted" | "unknown";

export function labelVerdict({ labels, deleted }: OrganizationLabels, id: string): LabelVerdict {
  if (labels.some(({ labelId }) => labelId === id)) return "known";
  return deleted.includes(id) ? "deleted" : "unknown";
}

/** So many deleted labels are remembered. */
export const MOST_DELETED_LABELS = 2_000;
