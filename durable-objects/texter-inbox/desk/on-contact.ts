/** Operations on one contact: the queue that owns it decides, the desk takes its answer. */
import { parseContactId, queueKey } from "../../../domain/ids.ts";
import { withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import type { LabelsLeftOff } from "../../../domain/messages/conversation-labels.ts";
import type { DeskCounts, DeskItem, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { CampaignQueueRpc, RecordedAnswer } from "../../rpc/campaign-queue.ts";
import type { Desk } from "./desk.ts";
import type { CollectedChanges } from "./desk-change.ts";
import { notFound } from "./refusals.ts";
import type { TakingDeps } from "./taking.ts";

type Deps = Pick<TakingDeps, "desk" | "queue" | "membership">;
type Call<Answer> = (queue: Remote<CampaignQueueRpc>, n: number, personId: string) => Promise<Answer>;
type Done = { ok: true; item: DeskItem; counts: DeskCounts; leftOff?: LabelsLeftOff[] };
type GaveAway = { ok: true; gaveAway: true; counts: DeskCounts };

/** A contact that has left this desk is asked about, too: a tap whose answer was lost is answered as before. */
export async function onContact(
  { desk, queue, membership }: Deps,
  contactId: string,
  changes: CollectedChanges,
  call: Call<RecordedAnswer>,
): Promise<Done | GaveAway | TexterRefusal> {
  const address = parseContactId(contactId);
  if (!address || !(desk.item(contactId) || desk.wasHere(contactId))) return notFound();
  const seen = desk.item(contactId)?.version;
  const answer = await call(queue(queueKey(address.campaignId, address.queueNo)), address.n, membership().personId);
  if (!answer.ok) {
    if (answer.reason === "not_yours") loseItem(desk, contactId, changes, seen);
    return answer.item ? { ...answer, item: putItem(desk, answer.item, changes) } : answer;
  }
  if ("gaveAway" in answer) {
    loseItem(desk, contactId, changes, seen);
    return { ...answer, counts: desk.counts(address.campaignId) };
  }
  const item = putItem(desk, answer.item, changes);
  return { ok: true, item, counts: desk.counts(item.campaignId), ...withLeftOff(answer.leftOff ?? []) };
}

/** The newest copy that the desk has after taking this one. */
export function putItem(desk: Desk, item: DeskItem, changes: CollectedChanges, isShownAnew = false): DeskItem {
  const taken = desk.put(item, isShownAnew);
  if (taken) changes.items.push(taken);
  return taken ?? desk.item(item.contactId) ?? item;
}

/**
 * The queue says that a contact has left, but not since when. The texter may have got it again while the answer was under way: a desk
 * whose copy is not the one that was `seen` before the call waits for the queue's news, which name a version.
 */
export function loseItem(desk: Desk, contactId: string, changes: CollectedChanges, seen: number | undefined): void {
  if (desk.item(contactId)?.version === seen && desk.lose(contactId)) changes.gone.push(contactId);
}
