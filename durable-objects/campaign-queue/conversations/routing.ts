/** A queue's claim to an inbound text of a number that several campaigns know (docs/rules.md#inbound-routing). */
import type { RoutingClaim } from "../../../domain/messages/routing.ts";
import type { RoutingClaimRequest } from "../../rpc/campaign-queue.ts";
import { isArchived } from "../contacts/archive.ts";
import { isStoredReaction } from "./reactions.ts";
import { leavesBy } from "../sending/senders.ts";
import type { QueueStore } from "../store/store.ts";

export function routingClaim(store: QueueStore, { n, sid, to }: RoutingClaimRequest): RoutingClaim {
  // An emptied queue no longer knows its contacts; the directory does.
  if (isArchived(store)) return { kind: "archived" };
  if (store.message(n, sid) || isStoredReaction(store.thread(n), sid)) return { kind: "has_it" };
  const contact = store.contact(n);
  if (!contact || contact.status === "needsMessage") return { kind: "never" };
  return { kind: leavesBy(store, contact, to) ? "texted_by_number" : "talked", lastAtMs: contact.last_at };
}
