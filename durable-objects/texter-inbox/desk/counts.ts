/** How many contacts of each campaign are on the desk, by what is to be done with them; kept, so that no frame walks the desk. */
import type { DeskCounts, DeskItem, ToSendByZones } from "../../../domain/texter-app/texter.ts";

export type Bucket = "toSend" | "waiting" | "open" | "closed" | null;

type CampaignCounts = { buckets: DeskCounts; toSendByZones: Map<string, number> };

export class Counts {
  readonly #campaigns = new Map<string, CampaignCounts>();

  add(item: DeskItem): void {
    this.#count(item, 1);
  }

  remove(item: DeskItem): void {
    this.#count(item, -1);
  }

  of(campaignId: string): DeskCounts {
    return { ...this.#of(campaignId).buckets };
  }

  /** Contacts that wait for a first text, by the zones in which they may live; no zone is listed with none. */
  toSendByZones(campaignId: string): ToSendByZones {
    return Object.fromEntries(this.#of(campaignId).toSendByZones);
  }

  forget(campaignId: string): void {
    this.#campaigns.delete(campaignId);
  }

  clear(): void {
    this.#campaigns.clear();
  }

  #of(campaignId: string): CampaignCounts {
    let counts = this.#campaigns.get(campaignId);
    if (!counts) {
      const buckets = { toSend: 0, handedOut: 0, waiting: 0, open: 0, closed: 0 };
      counts = { buckets, toSendByZones: new Map() };
      this.#campaigns.set(campaignId, counts);
    }
    return counts;
  }

  #count(item: DeskItem, sign: 1 | -1): void {
    const bucket = bucketOf(item);
    if (bucket === null) return;
    const { buckets, toSendByZones } = this.#of(item.campaignId);
    buckets[bucket] += sign;
    if (bucket !== "toSend") return;
    if (item.handedOut) buckets.handedOut += sign;
    const zones = item.zones ?? "";
    const count = (toSendByZones.get(zones) ?? 0) + sign;
    if (count === 0) toSendByZones.delete(zones);
    else toSendByZones.set(zones, count);
  }
}

/** Where a contact counts on the desk; an unsent contact who opted out counts nowhere. */
export function bucketOf(item: Pick<DeskItem, "status" | "optedOut">): Bucket {
  switch (item.status) {
    case "needsMessage":
      return item.optedOut ? null : "toSend";
    case "needsResponse":
      return "waiting";
    case "closed":
      return "closed";
    default:
      return "open";
  }
}
