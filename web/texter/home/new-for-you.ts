import { signal } from "@preact/signals";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import type { Keep } from "../../device/keep.ts";
import { isCampaignOver } from "../desk/limits.ts";
import type { DeskStore } from "../desk/store.ts";

/** Other texters have written to this contact, and this one has not: the conversation was given to them. */
export function isHandedOver({ messages }: DeskItem): boolean {
  const texts = messages.filter(({ direction }) => direction === "out");
  return texts.some(({ by }) => by === "other") && texts.every(({ by }) => by !== undefined);
}

/** Conversations that wait for the texter's teams and that they may take. */
export function teamWaiting(campaign: DeskCampaign): number {
  if (isCampaignOver(campaign) || campaign.sharing === "static") return 0;
  return campaign.teamWaiting ?? 0;
}

export type NewForYou = {
  /** Given to the texter, and not opened on this device yet. */
  isNew(item: DeskItem): boolean;
  open(item: DeskItem): void;
  count(campaignId: string): number;
};

const KEPT = "opened";

export function createNewForYou(store: DeskStore, keep: Keep): NewForYou {
  // Only this module writes it.
  const opened = signal<ReadonlySet<string>>(new Set(JSON.parse(keep.get(KEPT) ?? "[]") as string[]));

  function isNew(item: DeskItem): boolean {
    return item.status !== "closed" && isHandedOver(item) && !opened.value.has(item.contactId);
  }

  return {
    isNew,
    open(item) {
      if (!isHandedOver(item) || opened.peek().has(item.contactId)) return;
      // A conversation that has left the desk is new when it comes again.
      const here = [...opened.peek()].filter((contactId) => store.contact(contactId).peek() !== null);
      opened.value = new Set([...here, item.contactId]);
      keep.set(KEPT, JSON.stringify([...opened.value]));
    },
    count: (campaignId) => store.ofCampaign(campaignId).filter(isNew).length,
  };
}
