/**
 * Leases that brought contacts to a desk. A row is needed while a repeated request, or a queue that does not know of its end,
 * may ask for it; what all leases of a campaign brought is a sum of its own, so that rows can go.
 */
import type { Sql } from "../../kit/storage/sql.ts";

/** A client repeats a request within minutes; an app that was offline over a day asks anew. */
const KEPT_MS = 2 * 24 * 60 * 60_000;

export class DeskLeases {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Idempotent; the first call counts. Deletes leases that are done and old. */
  store(requestId: string, taken: number, at: number, campaignId: string): void {
    this.#sql.run("DELETE FROM leases WHERE done = 1 AND at < ?", at - KEPT_MS);
    if (this.taken(requestId) !== null) return;
    this.#sql.run(
      "INSERT INTO leases (request_id, taken, at, campaign_id) VALUES (?, ?, ?, ?)",
      requestId,
      taken,
      at,
      campaignId,
    );
    this.#sql.run(
      "INSERT INTO leased (campaign_id, taken) VALUES (?, ?) ON CONFLICT (campaign_id) DO UPDATE SET taken = taken + excluded.taken",
      campaignId,
      taken,
    );
  }

  /** How many contacts a lease brought; null when it is not known. */
  taken(requestId: string): number | null {
    return this.#sql.scalar<number>("SELECT taken FROM leases WHERE request_id = ?", requestId);
  }

  /** The lease of a request; null when it is not known. */
  find(requestId: string): { taken: number; isOf: (campaignId: string) => boolean } | null {
    const row = this.#sql.one<{ taken: number; campaign_id: string }>(
      "SELECT taken, campaign_id FROM leases WHERE request_id = ?",
      requestId,
    );
    // Old ones name no campaign.
    return row && { taken: row.taken, isOf: (campaignId) => ["", campaignId].includes(row.campaign_id) };
  }

  /** Every queue of it knows that the desk has the contacts. */
  done(requestId: string): void {
    this.#sql.run("UPDATE leases SET done = 1 WHERE request_id = ?", requestId);
  }

  /** How many contacts of a campaign all leases brought. */
  takenOf(campaignId: string): number {
    return this.#sql.scalar<number>("SELECT taken FROM leased WHERE campaign_id = ?", campaignId) ?? 0;
  }

  /** The campaign is archived. */
  forgetCampaign(campaignId: string): void {
    this.#sql.run("DELETE FROM leases WHERE campaign_id = ?", campaignId);
    this.#sql.run("DELETE FROM leased WHERE campaign_id = ?", campaignId);
  }
}
