/**
 * Campaigns that were on this desk and are archived. Nothing else of them is kept here; an old link's screen says by it
 * why they are gone.
 */
import type { ArchivedCampaign } from "../../../domain/texter-app/texter.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** Latest first; nobody asks about older ones. */
const MOST_KEPT = 200;

export class ArchivedCampaigns {
  readonly #sql: Sql;
  readonly #now: () => number;

  constructor(sql: Sql, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  add({ campaignId, title }: ArchivedCampaign): void {
    this.#sql.run(
      "INSERT INTO archived_campaigns (campaign_id, title, at) VALUES (?, ?, ?) ON CONFLICT (campaign_id) DO UPDATE SET title = excluded.title",
      campaignId,
      title,
      this.#now(),
    );
    this.#sql.run(
      `DELETE FROM archived_campaigns WHERE campaign_id NOT IN
         (SELECT campaign_id FROM archived_campaigns ORDER BY at DESC, campaign_id LIMIT ?)`,
      MOST_KEPT,
    );
  }

  all(): ArchivedCampaign[] {
    return this.#sql.all<ArchivedCampaign>(
      "SELECT campaign_id AS campaignId, title FROM archived_campaigns ORDER BY at DESC, campaign_id",
    );
  }
}
