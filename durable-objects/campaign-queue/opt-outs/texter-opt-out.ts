/** A texter opts a contact out: answered once the directory has it and has updated every contact with the number. */
import type { OptOutByTexterRequest, RecordedAnswer } from "../../rpc/campaign-queue.ts";
import { heldBy } from "../conversations/conversations.ts";
import { ANOTHER_TAP, doneBefore, performedBefore, rememberPerformed } from "../conversations/performed.ts";
import { itemFor, refusal } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import type { DirectoryLink } from "./directory-link.ts";

export async function texterOptOut(
  { store, directory }: { store: QueueStore; directory: Pick<DirectoryLink, "optOut"> },
  { n, personId, reason, opId }: OptOutByTexterRequest,
): Promise<RecordedAnswer> {
  const held = heldBy(store, n, personId);
  const tap = { opId, tap: `opt_out ${n}` };
  if (!held.ok) return doneBefore(store, held, tap) ?? held;
  const performed = performedBefore(store, tap);
  if (performed === "another") return ANOTHER_TAP;
  // A repetition must not opt out again somebody who has opted in since.
  if (performed === "no") {
    store.touch(personId);
    await directory.optOut({
      n,
      cell: held.contact.cell,
      optedOut: true,
      reason: reason || "texter",
      messageId: null,
      personId,
      saidAt: store.now(),
    });
    rememberPerformed(store, tap);
  }
  const after = heldBy(store, n, personId);
  const texter = store.texter(personId);
  if (!after.ok) return doneBefore(store, after, tap) ?? after;
  if (!texter) return refusal("not_yours");
  return { ok: true, item: itemFor(store, after.contact, texter, store.configured) };
}
