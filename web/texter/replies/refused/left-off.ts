import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { LabelsLeftOff, LeftOffReason } from "../../../../domain/messages/conversation-labels.ts";
import type { Keep } from "../../../device/keep.ts";
import type { KeptTap, TapOp } from "../../desk/tap.ts";

/** Labels that were not put on with what the texter did; everything else of it was done. */
export type LeftOff = {
  id: string;
  op: TapOp;
  campaignId: string;
  contactId: string;
  reason: LeftOffReason;
  /** As this device knew them when it was told; null for one that it never had. */
  names: (string | null)[];
  atMs: number;
};

export type LeftOffLabels = {
  all: ReadonlySignal<readonly LeftOff[]>;
  add(tap: KeptTap, leftOff: readonly LabelsLeftOff[]): void;
  dismiss(ids: readonly string[]): void;
};

const PREFIX = "leftOff.";

/** Kept until the texter has read it: it may arrive while nobody looks. */
export function createLeftOff(keep: Keep, nameOf: (labelId: string) => string | null): LeftOffLabels {
  const all = signal<readonly LeftOff[]>(
    keep
      .keys(PREFIX)
      // Only this module writes them.
      .map((key) => JSON.parse(keep.get(key) ?? "") as LeftOff)
      .sort((a, b) => a.atMs - b.atMs),
  );
  return {
    all,
    add({ id: tapId, op, campaignId, contactId }, leftOff) {
      if (contactId === null) return;
      for (const { reason, labels } of leftOff) {
        const id = `${tapId}.${reason}`;
        const added = { id, op, campaignId, contactId, reason, names: labels.map(nameOf), atMs: Date.now() };
        keep.set(PREFIX + id, JSON.stringify(added));
        all.value = [...all.peek().filter((each) => each.id !== id), added];
      }
    },
    dismiss(ids) {
      for (const id of ids) keep.remove(PREFIX + id);
      all.value = all.peek().filter((each) => !ids.includes(each.id));
    },
  };
}
