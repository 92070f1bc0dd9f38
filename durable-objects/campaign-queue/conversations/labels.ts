/** Labels on a conversation: put on and taken off by its texter or by an admin, in any order, any number of times. */
import { leftOff, MOST_LABELS, withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import { heldBy } from "./conversations.ts";
import { LABELS_NOT_KNOWN, NO_SUCH_LABEL } from "./known-labels.ts";
import type { KnownLabels } from "./known-labels.ts";
import { ANOTHER_TAP, doneBefore, performedBefore, rememberPerformed } from "./performed.ts";
import { labelsOf } from "../store/rows.ts";
import type { ContactRow } from "../store/rows.ts";
import { itemFor, refusal } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import type { LabelAnswer, SetLabelRequest } from "../../rpc/campaign-queue.ts";

type Parts = { store: QueueStore; labels: KnownLabels };

/**
 * A texter's label has to be the organization's; an admin's was checked in Postgres. One that was deleted since the tap is
 * not put on any more, and that is no mistake of the texter's: the answer says so. Any label can be taken off.
 */
export async function setLabel({ store, labels }: Parts, request: SetLabelRequest): Promise<LabelAnswer> {
  const { personId, labelId, on } = request;
  if (personId === null || !on) return changeLabel(store, request);
  const verdicts = await labels.verdicts([labelId]);
  if (verdicts === null) return LABELS_NOT_KNOWN;
  const verdict = verdicts.get(labelId);
  if (verdict === "unknown") return NO_SUCH_LABEL;
  if (verdict === "known") return changeLabel(store, request);
  const answer = changeLabel(store, { ...request, on: false });
  return answer.ok && !("gaveAway" in answer)
    ? { ...answer, ...withLeftOff(leftOff("label_deleted", [labelId])) }
    : answer;
}

/** The change itself. */
export function changeLabel(store: QueueStore, request: SetLabelRequest): LabelAnswer {
  const { n, personId, labelId, on, opId } = request;
  const found = personId === null ? anyContact(store, n) : heldBy(store, n, personId);
  const tap = { opId, tap: `label ${n} ${labelId}` };
  if (!found.ok) return doneBefore(store, found, tap) ?? found;
  const before = labelsOf(found.contact);
  const performed = performedBefore(store, tap);
  if (performed === "another") return ANOTHER_TAP;
  const isRepeated = performed === "yes";
  const after = isRepeated
    ? before
    : on
      ? [...new Set([...before, labelId])]
      : before.filter((each) => each !== labelId);
  if (after.length > MOST_LABELS) {
    const message = `A conversation can have at most ${MOST_LABELS} labels. Remove one first.`;
    return { ok: false, reason: "bad_request", message };
  }
  if (!isRepeated && personId !== null) store.touch(personId);
  const labels = after.length === 0 ? null : JSON.stringify(after);
  // A texter's own change comes back in the answer; an admin's change reaches the texter's desk as an update.
  const contact =
    after.length === before.length
      ? found.contact
      : store.block((change) => change.saveContact(found.contact, { labels }, personId !== null));
  if (!isRepeated) rememberPerformed(store, tap);
  const texter = contact.texter === null ? null : store.texter(contact.texter);
  const item = store.config && texter ? itemFor(store, contact, texter, store.config) : null;
  return { ok: true, labels: labelsOf(contact), item };
}

function anyContact(store: QueueStore, n: number): { ok: true; contact: ContactRow } | ReturnType<typeof refusal> {
  const contact = store.contact(n);
  return contact && contact.ready === 1 ? { ok: true, contact } : refusal("not_found");
}
